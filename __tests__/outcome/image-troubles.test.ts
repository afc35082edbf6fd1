import { describe, expect, test } from "@jest/globals";
import { foldImages } from "../../src/outcome/image-rows.js";
import { findImageTroubles } from "../../src/outcome/image-troubles.js";
import type { Fact } from "../../src/registry/fact.js";
import type { Failure } from "../../src/registry/failure.js";
import { type ImageState, parseImageReference } from "../../src/registry/image-reference.js";
import type { Region } from "../../src/registry/region.js";
import { failure } from "../builders/failure.js";
import { fact } from "../builders/outcome.js";
import { region, registry } from "../builders/registry.js";

const [japan, home] = [region("japaneast"), region("westeurope")];
const TEXT = "shop/api:v1";

function seen(where: Region, state: ImageState) {
  const image = parseImageReference(TEXT);
  if (image === null) throw new Error(`${TEXT} is no image`);
  return { image, sight: fact(1, { kind: "image-seen", region: where, image, state, digest: null }) };
}

/** The troubles of one image that was seen in states, and of what else the journal holds. */
function troublesOf(states: readonly (readonly [Region, ImageState])[], ...others: readonly Fact[]) {
  const sights = states.map(([where, state]) => seen(where, state));
  const facts = [...sights.map(({ sight }) => sight), ...others.map((other) => fact(20, other))];
  const images = sights.slice(0, 1).map(({ image }) => image);
  return findImageTroubles(foldImages(images, [japan, home], facts, 60_000), facts, registry());
}

const DEADLINE: Fact = { kind: "deadline-passed" };

function warning(change: Partial<Failure>): Fact {
  return { kind: "warned", failure: failure({ activity: "prove-image", ...change }) };
}

describe("why regions could not be asked for images", () => {
  test.each<[string, ImageState, Partial<Failure>, readonly (Region | null)[]]>([
    ["is told where the region is unreachable to the end", "unreachable", { region: japan }, [japan]],
    ["is no news once the region has answered", "pullable", { region: japan }, []],
    ["is told where no region can be asked", "unknown", { region: null }, [null]],
    [
      "is told where the region asks to wait to the end",
      "pending",
      { region: japan, kind: "throttled" },
      [japan],
    ],
    ["is not every warning", "unreachable", { region: japan, activity: "list-replicas" }, []],
  ])("%s", (_fact, state, change, expected) => {
    expect(troublesOf([[japan, state]], warning(change)).map((trouble) => trouble.region)).toEqual(expected);
  });
});

describe("an image that no region has", () => {
  const nowhere = [
    [japan, "pending"],
    [home, "pending"],
  ] as const;

  test("by the deadline may never have been pushed, or be misspelt", () => {
    const [trouble, ...others] = troublesOf(nowhere, DEADLINE);
    expect(trouble).toMatchObject({ region: null, code: "ImageInNoRegion" });
    expect(trouble?.remedy.join("")).toContain(TEXT);
    expect(others).toEqual([]);
  });

  test.each<[string, readonly (readonly [Region, ImageState])[], readonly Fact[]]>([
    [
      "one region has it",
      [
        [japan, "pending"],
        [home, "pullable"],
      ],
      [DEADLINE],
    ],
    [
      "one region gives another",
      [
        [japan, "pending"],
        [home, "mismatch"],
      ],
      [DEADLINE],
    ],
    ["one region was never asked", [[japan, "pending"]], [DEADLINE]],
    [
      "one region asked to wait to the end",
      nowhere,
      [warning({ region: japan, kind: "throttled" }), DEADLINE],
    ],
    ["the run was cancelled before the deadline", nowhere, [{ kind: "cancelled" }]],
  ])("is not said where %s", (_fact, states, facts) => {
    const codes = troublesOf(states, ...facts).map(({ code }) => code);
    expect(codes).not.toContain("ImageInNoRegion");
  });
});
