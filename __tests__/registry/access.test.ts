import { describe, expect, test } from "@jest/globals";
import { isAllowed } from "../../src/registry/access.js";

const WRITE = "Microsoft.ContainerRegistry/registries/replications/write";

describe("an action is allowed", () => {
  test.each<[string, readonly string[], readonly string[], boolean]>([
    ["by its name", [WRITE], [], true],
    ["in any case of letters", [WRITE.toUpperCase()], [], true],
    ["by everything", ["*"], [], true],
    ["by its provider", ["Microsoft.ContainerRegistry/*"], [], true],
    ["by a wildcard in the middle", ["Microsoft.ContainerRegistry/registries/*/write"], [], true],
    ["by several wildcards", ["*/registries/*/write"], [], true],
    ["not by its kind of another verb", ["*/read"], [], false],
    ["not by a longer name", [`${WRITE}/more`], [], false],
    ["not by a shorter name", ["Microsoft.ContainerRegistry/registries"], [], false],
    ["not by a wildcard that would overlap with itself", [`${WRITE}*${WRITE}`], [], false],
    ["not by signs of regular expressions", ["Microsoft.ContainerRegistry/registries/.+"], [], false],
    ["not by nothing", [], [], false],
    ["not where it is taken out again", ["*"], [WRITE], false],
    ["not where all writes are taken out", ["*"], ["*/Write"], false],
    ["where others are taken out", ["*"], ["Microsoft.Authorization/*/write"], true],
  ])("%s", (_how, actions, notActions, allowed) => {
    expect(isAllowed(WRITE, [{ actions, notActions }])).toBe(allowed);
  });

  test("by one entry, though another takes it out of its own", () => {
    const entries = [
      { actions: ["*"], notActions: [WRITE] },
      { actions: [WRITE], notActions: [] },
    ];
    expect(isAllowed(WRITE, entries)).toBe(true);
  });
});
