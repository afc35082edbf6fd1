import { describe, expect, test } from "@jest/globals";
import { foldImages } from "../../src/outcome/image-rows.js";
import { type Digest, type ImageState, parseImageReference } from "../../src/registry/image-reference.js";
import type { Region } from "../../src/registry/region.js";
import { fact } from "../builders/outcome.js";
import { region } from "../builders/registry.js";

const [japan, home] = [region("japaneast"), region("westeurope")];
const WANTED = [home, japan];
const DIGESTS: Readonly<Record<string, Digest>> = {
  a: `sha256:${"a".repeat(64)}`,
  b: `sha256:${"b".repeat(64)}`,
};

function image(text: string) {
  const parsed = parseImageReference(text);
  if (parsed === null) throw new Error(`${text} is no image`);
  return parsed;
}

const TAG = image("shop/api:v1");
const BY_DIGEST = image(`shop/api@${DIGESTS.a}`);

function seen(seconds: number, where: Region, state: ImageState, letter?: string, what = TAG) {
  const digest = DIGESTS[letter ?? ""] ?? null;
  return fact(seconds, { kind: "image-seen", region: where, image: what, state, digest });
}

describe("the row of an image", () => {
  test("has every wanted region, sorted; one that was never looked at is pending without a time", () => {
    const [row] = foldImages([TAG], WANTED, [seen(2, home, "pullable", "a")], 60_000);
    expect(row?.regions).toEqual([
      { region: japan, state: "pending", seconds: null },
      { region: home, state: "pullable", seconds: 0 },
    ]);
  });

  test.each<[ImageState, number | null]>([
    ["denied", 28],
    ["pending", 58],
    ["mismatch", 58],
    ["unreachable", 58],
  ])(
    "that is %s after 28 of 58 seconds, while no region has it, was waited for %s seconds",
    (state, seconds) => {
      const facts = [seen(2, japan, state === "pending" ? "mismatch" : "pending"), seen(30, japan, state)];
      const [row] = foldImages([TAG], [japan], facts, 60_000);
      expect(row?.regions).toEqual([{ region: japan, state, seconds }]);
    },
  );

  test.each<[string, readonly ReturnType<typeof seen>[], number, number]>([
    [
      "the first region that has it took no time, however long it was waited for",
      [
        seen(2, home, "pending"),
        seen(2, japan, "pending"),
        seen(30, home, "pullable", "a"),
        seen(45, japan, "pullable", "a"),
      ],
      0,
      15,
    ],
    ["one that never has it, to the end", [seen(2, home, "pullable", "a"), seen(2, japan, "pending")], 0, 58],
    [
      "one that is ready only later, from when it was first asked",
      [seen(2, home, "pullable", "a"), seen(40, japan, "pending"), seen(50, japan, "pullable", "a")],
      0,
      10,
    ],
    [
      "a tag that moves, of where it moved to",
      [
        seen(2, home, "pullable", "a"),
        seen(2, japan, "pullable", "a"),
        seen(20, home, "pullable", "b"),
        seen(26, japan, "pullable", "b"),
      ],
      0,
      6,
    ],
  ])("counts from when the first region had it: %s", (_fact, facts, atHome, inJapan) => {
    const [row] = foldImages([TAG], WANTED, facts, 60_000);
    expect(row?.regions.map(({ seconds }) => seconds)).toEqual([inJapan, atHome]);
  });

  test("of which nothing can be known has no time", () => {
    const [row] = foldImages([TAG], [japan], [seen(2, japan, "unknown")], 60_000);
    expect(row?.regions).toEqual([{ region: japan, state: "unknown", seconds: null }]);
  });

  test.each<[string, readonly ReturnType<typeof seen>[], string | null]>([
    ["is the one that all give", [seen(1, japan, "pullable", "a"), seen(1, home, "pullable", "a")], "a"],
    ["is none while they disagree", [seen(1, japan, "mismatch", "b"), seen(1, home, "pullable", "a")], null],
    ["is none while a region has not been looked at", [seen(1, home, "pullable", "a")], null],
    [
      "is none while a child is missing",
      [seen(1, japan, "pending", "a"), seen(1, home, "pullable", "a")],
      null,
    ],
    [
      "is the one that a tag moved to",
      [
        seen(1, japan, "pullable", "a"),
        seen(1, home, "pullable", "a"),
        seen(9, japan, "pullable", "b"),
        seen(9, home, "pullable", "b"),
      ],
      "b",
    ],
  ])("by tag: its digest %s", (_fact, facts, letter) => {
    const [row] = foldImages([TAG], WANTED, facts, 60_000);
    expect(row?.digest).toBe(letter === null ? null : DIGESTS[letter]);
  });

  test("by digest has that digest, pullable or not", () => {
    expect(foldImages([BY_DIGEST], WANTED, [], 60_000)[0]?.digest).toBe(DIGESTS.a);
  });

  test("knows the sights of its own image only", () => {
    const rows = foldImages([TAG, BY_DIGEST], [japan], [seen(1, japan, "pullable", "a", BY_DIGEST)], 60_000);
    expect(rows.map(({ regions }) => regions[0]?.state)).toEqual(["pending", "pullable"]);
  });
});
