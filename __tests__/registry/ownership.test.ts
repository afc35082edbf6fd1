import { describe, expect, test } from "@jest/globals";
import {
  findTag,
  hasExpired,
  isNeededByOthers,
  printExpiry,
  readOwnership,
  saysNeed,
  setTag,
  setTags,
  withOwner,
  withoutOwner,
} from "../../src/registry/ownership.js";
import type { Tags } from "../../src/registry/replica.js";
import { replica } from "../builders/replica.js";

const NOW = new Date("2026-09-01T12:00:00Z");
const EARLIER = "2026-09-01T11:59:59Z";
const LATER = "2026-09-01T20:00:00Z";
const MUCH_LATER = "2026-09-09T00:00:00Z";

function ownershipOf(tags: Tags) {
  return readOwnership(replica("japaneast", { tags }));
}

function marks(owners: string | null, expires: string | null = null): Tags {
  return {
    ...(owners === null ? {} : { "acr-geo-owner": owners }),
    ...(expires === null ? {} : { "acr-geo-expires": expires }),
  };
}

describe("the owners that a replica's tag lists", () => {
  test.each([
    ["pr-42", ["pr-42"]],
    ["pr-42,pr-7", ["pr-42", "pr-7"]],
    [" pr-7 , pr-42 ", ["pr-42", "pr-7"]],
    ["pr-7,pr-7,,", ["pr-7"]],
    ["", []],
    [null, []],
  ])("%j: %j", (text, owners) => {
    expect(ownershipOf(marks(text)).owners).toEqual(owners);
  });

  test("are found whatever the case of the tag's name", () => {
    expect(ownershipOf({ "ACR-Geo-Owner": "pr-42" }).owners).toEqual(["pr-42"]);
  });
});

describe("when the need of a replica ends", () => {
  test.each([
    ["a time", "pr-42", LATER, { kind: "at", time: new Date(LATER) }],
    ["a time with an offset", "pr-42", "2026-09-01T22:00:00+02:00", { kind: "at", time: new Date(LATER) }],
    ["a time with fractions", "pr-42", "2026-09-01T20:00:00.000Z", { kind: "at", time: new Date(LATER) }],
    ["never", "pr-42", "never", { kind: "never" }],
    ["Never", "pr-42", " Never ", { kind: "never" }],
    ["no tag beside owners", "pr-42", null, { kind: "never" }],
    ["neither owners nor tag", null, null, { kind: "none" }],
    ["a time without owners", null, LATER, { kind: "at", time: new Date(LATER) }],
    ["a date", "pr-42", "2026-09-01", { kind: "malformed" }],
    ["a time without zone", "pr-42", "2026-09-01T20:00:00", { kind: "malformed" }],
    ["a time that does not exist", "pr-42", "2026-13-01T20:00:00Z", { kind: "malformed" }],
    ["a day that does not exist", "pr-42", "2026-02-30T20:00:00Z", { kind: "malformed" }],
    ["a leap day in a common year", "pr-42", "2026-02-29T20:00:00Z", { kind: "malformed" }],
    ["an hour that does not exist", "pr-42", "2026-09-01T24:00:00Z", { kind: "malformed" }],
    ["seconds since 1970", "pr-42", "1788292800", { kind: "malformed" }],
    ["an empty tag", "pr-42", "", { kind: "malformed" }],
    ["words", "pr-42", "tomorrow", { kind: "malformed" }],
  ])("%s", (_, owners, expires, expiry) => {
    expect(ownershipOf(marks(owners, expires)).expiry).toEqual(expiry);
  });

  test.each([
    [EARLIER, true],
    [printExpiry(NOW), true],
    [LATER, false],
    ["never", false],
    ["tomorrow", false],
    [null, false],
  ])("an expiry of %j has passed: %s", (expires, has) => {
    expect(hasExpired(ownershipOf(marks("pr-42", expires)), NOW)).toBe(has);
  });

  test("an instant is written as RFC 3339 UTC in whole seconds", () => {
    expect(printExpiry(new Date("2026-09-01T20:00:00.999Z"))).toBe(LATER);
  });
});

describe("whether others than pr-42 need a replica", () => {
  test.each([
    ["nobody's", marks(null), false],
    ["pr-42's alone", marks("pr-42"), false],
    ["another's", marks("pr-7"), true],
    ["another's until later", marks("pr-7", LATER), true],
    ["another's that has expired", marks("pr-7", EARLIER), false],
    ["shared", marks("pr-42,pr-7", LATER), true],
    ["shared and expired", marks("pr-42,pr-7", EARLIER), false],
    ["another's with an expiry that cannot be read", marks("pr-7", "tomorrow"), true],
    ["unsigned until later", marks(null, LATER), true],
    ["unsigned for ever", marks(null, "never"), true],
    ["unsigned and expired", marks(null, EARLIER), false],
  ])("%s: %j → %s", (_, tags, is) => {
    expect(isNeededByOthers(ownershipOf(tags), "pr-42", NOW)).toBe(is);
  });

  test("to a run without an owner every owner is another", () => {
    expect(isNeededByOthers(ownershipOf(marks("pr-42")), null, NOW)).toBe(true);
  });
});

describe("taking in pr-42", () => {
  test.each([
    ["an unmarked replica gets both tags", marks(null), LATER, marks("pr-42", LATER)],
    ["without an end the expiry is never", marks(null), null, marks("pr-42", "never")],
    ["owners are sorted", marks("pr-7,pr-5", LATER), LATER, marks("pr-42,pr-5,pr-7", LATER)],
    ["the later expiry wins: ours", marks("pr-7", LATER), MUCH_LATER, marks("pr-42,pr-7", MUCH_LATER)],
    ["the later expiry wins: theirs", marks("pr-7", MUCH_LATER), LATER, marks("pr-42,pr-7", MUCH_LATER)],
    ["never wins: ours", marks("pr-7", LATER), null, marks("pr-42,pr-7", "never")],
    ["never wins: theirs", marks("pr-7", "never"), LATER, marks("pr-42,pr-7", "never")],
    ["no tag beside owners is never", marks("pr-7"), LATER, marks("pr-42,pr-7", "never")],
    ["ours is renewed", marks("pr-42", EARLIER), LATER, marks("pr-42", LATER)],
    ["ours is never shortened", marks("pr-42", MUCH_LATER), LATER, marks("pr-42", MUCH_LATER)],
    ["ours is corrected", marks("pr-42", "tomorrow"), LATER, marks("pr-42", LATER)],
    [
      "theirs and ours that cannot be read stays",
      marks("pr-42,pr-7", "soon"),
      LATER,
      marks("pr-42,pr-7", "soon"),
    ],
    ["theirs that cannot be read stays", marks("pr-7", "tomorrow"), LATER, marks("pr-42,pr-7", "tomorrow")],
  ])("%s", (_, tags, expires, marked) => {
    expect(withOwner(tags, "pr-42", expires === null ? null : new Date(expires))).toEqual(marked);
  });

  test("twice is as good as once", () => {
    const once = withOwner(marks("pr-7", LATER), "pr-42", new Date(MUCH_LATER));
    expect(withOwner(once, "pr-42", new Date(MUCH_LATER))).toEqual(once);
  });

  test("leaves the tags of others alone", () => {
    expect(withOwner({ tier: "dr" }, "pr-42", null)).toEqual({ tier: "dr", ...marks("pr-42", "never") });
  });
});

describe("whether the tags say already that pr-42 needs it", () => {
  test.each([
    ["with the same end", marks("pr-42", LATER), LATER, true],
    ["for longer", marks("pr-42", MUCH_LATER), LATER, true],
    ["for ever", marks("pr-42", "never"), LATER, true],
    ["beside others", marks("pr-42,pr-7", LATER), LATER, true],
    ["in another order and spacing", marks("pr-7, pr-42", LATER), LATER, true],
    ["until an end that others wrote and nobody can read", marks("pr-42,pr-7", "soon"), LATER, true],
    ["for too short", marks("pr-42", LATER), MUCH_LATER, false],
    ["not for ever", marks("pr-42", LATER), null, false],
    ["until an end of its own that nobody can read", marks("pr-42", "soon"), LATER, false],
    ["not at all", marks("pr-7", MUCH_LATER), LATER, false],
    ["not even as one of nobody's", marks(null), null, false],
  ])("%s", (_, tags, expires, does) => {
    expect(saysNeed(tags, "pr-42", expires === null ? null : new Date(expires))).toBe(does);
  });
});

describe("letting pr-42 go", () => {
  test.each([
    ["others stay, and so does the expiry", marks("pr-42,pr-7", LATER), marks("pr-7", LATER)],
    ["both tags go with the last owner", marks("pr-42", LATER), {}],
    ["who is no owner changes nothing", marks("pr-7", LATER), marks("pr-7", LATER)],
    ["the tags of others stay", { tier: "dr", ...marks("pr-42") }, { tier: "dr" }],
    ["a tag's name in another case is found", { "ACR-GEO-OWNER": "pr-42" }, {}],
  ])("%s", (_, tags, rest) => {
    expect(withoutOwner(tags, "pr-42")).toEqual(rest);
  });
});

describe("tags", () => {
  test.each([
    ["tier", "dr"],
    ["TIER", "dr"],
    ["empty", ""],
    ["absent", null],
    ["constructor", null],
    ["__proto__", null],
  ])("%s is found to be %j", (name, value) => {
    expect(findTag({ Tier: "dr", empty: "" }, name)).toBe(value);
  });

  test("a tag that is there in another case of letters keeps its spelling", () => {
    expect(setTag({ Tier: "dr" }, "tier", "prod")).toEqual({ Tier: "prod" });
  });

  test("several are set at once, and the others stay", () => {
    expect(setTags({ Tier: "dr", team: "shop" }, { tier: "prod", cost: "42" })).toEqual({
      Tier: "prod",
      team: "shop",
      cost: "42",
    });
  });

  test("a tag may be called __proto__", () => {
    const tags = setTag({}, "__proto__", "x");
    expect(findTag(tags, "__proto__")).toBe("x");
    expect(Object.keys(tags)).toEqual(["__proto__"]);
  });
});
