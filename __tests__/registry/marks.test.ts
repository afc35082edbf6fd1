import { createHash } from "node:crypto";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  expiryOf,
  hasPassed,
  isNeededByOthers,
  isOnlyOwner,
  isPermanent,
  markTagName,
  ownersIn,
  printMark,
  readMarks,
  saysNeed,
  withMark,
  withoutMarks,
  withoutOwners,
} from "../../src/registry/marks.js";
import type { Tags } from "../../src/registry/replica.js";
import { FUTURE, marks, NOW, PAST, UNREADABLE_MARK } from "../builders/situation.js";

const OWNER = "contoso/shop/pr-42";
const TAG = markTagName(OWNER);
const time = (text: string) => new Date(text);

test("an owner's tag is named after the first eight digits of its SHA-256, in UTF-8", () => {
  for (const owner of [OWNER, "Zürich", "東京"]) {
    const digest = createHash("sha256").update(Buffer.from(owner, "utf8")).digest("hex");
    expect(markTagName(owner)).toBe(`acr-geo-owner-${digest.slice(0, 8)}`);
  }
});

describe("a tag is the mark of its owner", () => {
  test.each([
    [OWNER, null],
    [`${OWNER} until 2026-09-01T20:00:00Z`, FUTURE],
    [`${OWNER} until 2026-09-01t20:00:00z`, FUTURE],
    [`${OWNER} until 2026-09-01T20:00:00.000Z`, FUTURE],
    [`${OWNER} until 2026-09-01T20:00:00+00:00`, FUTURE],
  ])("%j", (value, until) => {
    const expected = { owner: OWNER, until: until === null ? null : time(until) };
    expect(readMarks({ [TAG]: value })).toEqual({ readable: [expected], unreadable: [] });
  });

  test("in any case of its name's letters", () => {
    expect(ownersIn(readMarks({ [TAG.toUpperCase()]: OWNER }))).toEqual([OWNER]);
  });
});

test("the last word of an owner may be the one that parts it from its time", () => {
  for (const owner of ["until", "shop until", "until  until"]) {
    for (const until of [null, time(FUTURE)]) {
      const tags = { [markTagName(owner)]: printMark({ owner, until }) };
      expect(readMarks(tags)).toEqual({ readable: [{ owner, until }], unreadable: [] });
    }
  }
});

describe("a mark cannot be read, and is a need that does not end,", () => {
  test.each([
    ["an empty value", TAG, ""],
    ["another owner's value", TAG, "contoso/shop/pr-7"],
    ["a name that is no hash", "acr-geo-owner-shop", OWNER],
    ["a name without one", "acr-geo-owner-", OWNER],
    ["a word for a time", TAG, `${OWNER} until tomorrow`],
    ["no time after until", TAG, `${OWNER} until `],
    ["a day that there is none of", TAG, `${OWNER} until 2026-02-30T00:00:00Z`],
    ["an hour that there is none of", TAG, `${OWNER} until 2026-09-01T24:00:00Z`],
    ["a time without a zone", TAG, `${OWNER} until 2026-09-01T20:00:00`],
    ["a time that is not UTC", TAG, `${OWNER} until 2026-09-01T22:00:00+02:00`],
    ["two times", TAG, `${OWNER} until 2026-09-01T20:00:00Z until 2026-09-02T20:00:00Z`],
    ["blanks around the owner", TAG, ` ${OWNER}`],
  ])("with %s", (_, name, value) => {
    const found = readMarks({ [name]: value });
    expect(found).toEqual({ readable: [], unreadable: [name] });
    expect([isPermanent(found), isNeededByOthers(found, OWNER, NOW), expiryOf(found)]).toEqual([
      false,
      true,
      "never",
    ]);
  });
});

test("other tags are no marks: without one a replica is permanent", () => {
  const tags = {
    team: "shop",
    "acr-geo-owner": OWNER,
    "acr-geo-expires": PAST,
    "x-acr-geo-owner-00000000": "x",
  };
  expect(isPermanent(readMarks(tags))).toBe(true);
  expect(expiryOf(readMarks(tags))).toBeNull();
});

describe("who needs a replica", () => {
  const BOTH = { ...marks("pr-42", PAST), ...marks("pr-7", FUTURE) };

  test.each<readonly [string, Tags, string | null, boolean]>([
    ["nobody, where it has no mark", {}, null, false],
    ["not the owner that asks", marks("pr-42"), "pr-42", false],
    ["any owner, for who is none", marks("pr-42"), null, true],
    ["not whose time has passed", marks("pr-7", PAST), "pr-42", false],
    ["whose time lies ahead", BOTH, "pr-42", true],
    ["whoever cannot be read", { ...marks("pr-42"), ...UNREADABLE_MARK }, "pr-42", true],
  ])("is %s", (_, tags, owner, expected) => {
    expect(isNeededByOthers(readMarks(tags), owner, NOW)).toBe(expected);
  });

  test("is unknown without a clock: no time has passed then", () => {
    const [mark] = readMarks(marks("pr-42", PAST)).readable;
    expect(mark === undefined || hasPassed(mark, null)).toBe(false);
  });

  test("is one owner alone, or not", () => {
    const alone = [marks("pr-42"), BOTH, { ...marks("pr-42"), ...UNREADABLE_MARK }, {}];
    expect(alone.map((tags) => isOnlyOwner(readMarks(tags), "pr-42"))).toEqual([true, false, false, false]);
  });

  test("expires with the last of them", () => {
    expect(expiryOf(readMarks(BOTH))).toBe(FUTURE);
    expect(expiryOf(readMarks({ ...BOTH, ...marks("pr-8") }))).toBe("never");
  });
});

describe("a mark that is put on", () => {
  test("stands beside every other tag", () => {
    const tags = { team: "shop", ...marks("pr-7", PAST) };
    expect(withMark(tags, { owner: "pr-42", until: time(FUTURE) })).toEqual({
      ...tags,
      ...marks("pr-42", FUTURE),
    });
  });

  test("keeps the spelling of a tag that is there", () => {
    const tags = { [TAG.toUpperCase()]: printMark({ owner: OWNER, until: time(PAST) }) };
    expect(withMark(tags, { owner: OWNER, until: null })).toEqual({ [TAG.toUpperCase()]: OWNER });
  });

  test.each<readonly [string, Tags, Date | null, boolean]>([
    ["an earlier time", marks("pr-42", PAST), time(FUTURE), false],
    ["a later time", marks("pr-42", FUTURE), time(PAST), true],
    [
      "the same time, told to the millisecond",
      marks("pr-42", FUTURE),
      new Date(time(FUTURE).getTime() + 999),
      true,
    ],
    ["no time", marks("pr-42"), time(FUTURE), true],
    ["a time, where none is asked", marks("pr-42", FUTURE), null, false],
    ["nobody's mark", {}, null, false],
  ])("is enough where there is %s: %s", (_, tags, until, isEnough) => {
    const mark = { owner: "pr-42", until };
    expect(saysNeed(tags, mark)).toBe(isEnough);
    expect(withMark(tags, mark) === tags).toBe(isEnough);
  });
});

describe("a mark that is taken off", () => {
  test("leaves everything else", () => {
    const rest = { team: "shop", ...marks("pr-7"), ...UNREADABLE_MARK };
    expect(withoutOwners({ ...rest, ...marks("pr-42") }, ["pr-42", "pr-9"])).toEqual(rest);
  });

  test("goes with all others for permanence, those that cannot be read among them", () => {
    const tags = { team: "shop", ...marks("pr-42,pr-7"), ...UNREADABLE_MARK, "ACR-GEO-OWNER-X": "?" };
    expect(withoutMarks(tags)).toEqual({ team: "shop" });
  });
});

test("25 owners fit on one replica, and each can leave in turn", () => {
  const owners = Array.from({ length: 25 }, (_, number) => `contoso/shop/pr-${number + 1}`);
  let tags: Tags = { team: "shop" };
  for (const owner of owners) tags = withMark(tags, { owner, until: null });
  expect(ownersIn(readMarks(tags))).toEqual(owners.toSorted());
  for (const owner of owners) tags = withoutOwners(tags, [owner]);
  expect(tags).toEqual({ team: "shop" });
});

test("whatever an owner is called, its mark reads as it was written", () => {
  const anOwner = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 200 })
    .filter((owner) => owner.trim() === owner && !owner.includes(" until "));
  const aTime = fc.option(fc.integer({ min: 0, max: 4_000_000_000 }), { nil: null });
  fc.assert(
    fc.property(anOwner, aTime, (owner, seconds) => {
      const mark = { owner, until: seconds === null ? null : new Date(seconds * 1000) };
      const name = markTagName(owner);
      expect(readMarks({ [name]: printMark(mark) })).toEqual({ readable: [mark], unreadable: [] });
      expect(name.length).toBeLessThanOrEqual(512);
    }),
    { numRuns: 300 },
  );
});
