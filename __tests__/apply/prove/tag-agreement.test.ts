import { describe, expect, test } from "@jest/globals";
import { compareDigests, NO_AGREEMENT } from "../../../src/apply/prove/tag-agreement.js";
import { region } from "../../builders/registry.js";
import { digest } from "./regions.js";

const HOME = region("westeurope");

/** The digest that is expected after each look; a look is `region=letter` pairs. */
function expected(...looks: readonly string[]): readonly (string | null)[] {
  let agreement = NO_AGREEMENT;
  return looks.map((look) => {
    const pairs = look.split(" ").filter((pair) => pair !== "");
    const given = pairs.map((pair) => {
      const [name = "", letter = ""] = pair.split("=");
      return [region(name), digest(letter)] as const;
    });
    agreement = compareDigests(agreement, new Map(given), HOME);
    return agreement.expected?.charAt(7) ?? null;
  });
}

describe("the digest that a tag should have", () => {
  test.each<[string, readonly string[], readonly (string | null)[]]>([
    ["is none while no region gives one", [""], [null]],
    ["is the one that most regions give", ["eastus=a japaneast=b westeurope=a"], ["a"]],
    ["is not home's against most", ["eastus=a japaneast=a westeurope=b"], ["a"]],
    ["is home's in a tie", ["eastus=a westeurope=b"], ["b"]],
    ["is the first one in a tie without home", ["eastus=a japaneast=b"], ["a"]],
    [
      "is the one that a region moved to, however few give it",
      [
        "eastus=a japaneast=a westeurope=a",
        "eastus=a japaneast=b westeurope=a",
        "eastus=a japaneast=b westeurope=a",
      ],
      ["a", "b", "b"],
    ],
    [
      "is the latest of several moves",
      ["eastus=a westeurope=a", "eastus=b westeurope=a", "eastus=b westeurope=c"],
      ["a", "b", "c"],
    ],
    [
      "is what most give again once nobody gives the one moved to",
      ["eastus=a japaneast=a", "eastus=b japaneast=a", "japaneast=a"],
      ["a", "b", "a"],
    ],
    [
      "is not decided by a region that has it for the first time",
      ["eastus=a westeurope=a", "eastus=a japaneast=b westeurope=a"],
      ["a", "a"],
    ],
    [
      "takes a move for one although a look in between said nothing",
      ["eastus=a japaneast=a westeurope=a", "japaneast=a westeurope=a", "eastus=b japaneast=a westeurope=a"],
      ["a", "a", "b"],
    ],
  ])("%s", (_fact, looks, digests) => {
    expect(expected(...looks)).toEqual(digests);
  });
});
