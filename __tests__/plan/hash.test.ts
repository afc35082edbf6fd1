import { describe, expect, test } from "@jest/globals";
import { hashOf } from "../../src/plan/hash.js";
import type { Situation } from "../../src/plan/make-plan.js";
import { region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, checkRequest, deletesUpTo, removeRequest, wantedRegion } from "../builders/request.js";
import { HOME, marks, NOW, PAST, planFor } from "../builders/situation.js";

const HOUR = 3_600_000;
const REPLICAS = [
  HOME,
  replica("eastus", { name: "geo01", tags: { a: "1", b: "2" } }),
  replica("uksouth", { tags: marks("pr-7", PAST) }),
  replicaIn("northeurope", "Failed"),
];
const WISH = {
  wanted: ["japaneast", "eastus", "uksouth", "northeurope"].map((name) => wantedRegion(name)),
  tags: { tier: "dr", team: "shop" },
  owner: null,
  ttl: null,
  repair: true,
  maxDelete: deletesUpTo(5),
};
const RICH = { request: applyRequest(WISH), replicas: REPLICAS };

function hash(change: Partial<Situation>): string {
  return planFor(change).hash;
}

describe("the hash of a plan is the same", () => {
  test.each<readonly [string, Partial<Situation>]>([
    ["however often it is made", RICH],
    ["in whatever order the replicas were listed", { ...RICH, replicas: REPLICAS.toReversed() }],
    [
      "in whatever order the regions are wanted",
      { ...RICH, request: applyRequest({ ...WISH, wanted: WISH.wanted.toReversed() }) },
    ],
    [
      "in whatever order the tags are written",
      { ...RICH, request: applyRequest({ ...WISH, tags: { team: "shop", tier: "dr" } }) },
    ],
    ["an hour later, though expiries are now others", { ...RICH, now: new Date(NOW.getTime() + HOUR) }],
    ["in a check", { ...RICH, request: checkRequest(WISH) }],
    [
      "when home is listed",
      { ...RICH, request: applyRequest({ ...WISH, wanted: [...WISH.wanted, wantedRegion("westeurope")] }) },
    ],
    ["however long the run may take", { ...RICH, request: applyRequest({ ...WISH, timeout: 1 }) }],
    ["when the offered regions are known", { ...RICH, offered: ["japaneast", "eastus"].map(region) }],
    [
      "however the registry's ID is spelled",
      { ...RICH, registry: registry({ id: { ...registry().id, resourceGroup: "IMAGES", name: "Contoso" } }) },
    ],
  ])("%s", (_, change) => {
    expect(planFor(RICH).changes).toHaveLength(4);
    expect(hash(change)).toBe(hash(RICH));
  });

  test("refused or not", () => {
    const request = applyRequest({ ...WISH, maxDelete: deletesUpTo(0) });
    expect(planFor({ ...RICH, request }).refusals).not.toEqual([]);
    expect(hash({ ...RICH, request })).toBe(hash(RICH));
  });
});

describe("the hash of a plan is another", () => {
  const situations: readonly (readonly [string, Partial<Situation>])[] = [
    ["nothing to do", { replicas: [HOME, replica("japaneast")] }],
    ["a create", {}],
    ["a create elsewhere", { request: applyRequest({ wanted: [wantedRegion("eastus")] }) }],
    ["a create under another name", { replicas: [HOME, replica("eastus", { name: "japaneast" })] }],
    ["a create that is not routed", { request: applyRequest({ routing: "disabled" }) }],
    ["a create with a tag", { request: applyRequest({ tags: { tier: "dr" } }) }],
    ["a create with another tag", { request: applyRequest({ tags: { tier: "hot" } }) }],
    ["a create with a mark", { request: applyRequest({ owner: "pr-42" }) }],
    ["a create with a mark of another", { request: applyRequest({ owner: "pr-7" }) }],
    ["a create with a mark for an hour", { request: applyRequest({ owner: "pr-42", ttl: HOUR }) }],
    ["a create after a delete", { replicas: [HOME, replicaIn("japaneast", "Deleting")] }],
    [
      "two creates",
      { request: applyRequest({ wanted: ["japaneast", "eastus"].map((name) => wantedRegion(name)) }) },
    ],
    [
      "an update",
      { request: applyRequest({ tags: { tier: "dr" } }), replicas: [HOME, replica("japaneast")] },
    ],
    [
      "an update under another name",
      {
        request: applyRequest({ tags: { tier: "dr" } }),
        replicas: [HOME, replica("japaneast", { name: "geo01" })],
      },
    ],
    [
      "a repair",
      { request: applyRequest({ repair: true }), replicas: [HOME, replicaIn("japaneast", "Failed")] },
    ],
    [
      "a delete by region",
      { request: removeRequest({ regions: [region("japaneast")] }), replicas: [HOME, replica("japaneast")] },
    ],
    [
      "a delete of what has expired",
      {
        request: removeRequest({ onlyExpired: true }),
        replicas: [HOME, replica("japaneast", { tags: marks("pr-7", PAST) })],
      },
    ],
    [
      "a mark taken off",
      {
        request: removeRequest({ owner: "pr-7" }),
        replicas: [HOME, replica("japaneast", { tags: marks("pr-7,pr-8") })],
      },
    ],
    [
      "the same create in another registry",
      { registry: registry({ id: { ...registry().id, name: "fabrikam" } }) },
    ],
  ];

  test("for every other effect", () => {
    const hashes = situations.map(([, change]) => hash(change));
    expect(new Set(hashes).size).toBe(situations.length);
  });
});

test("a hash is 64 hexadecimal digits, with changes or without", () => {
  expect(hash({})).toMatch(/^[0-9a-f]{64}$/);
  expect(hash({ replicas: [HOME, replica("japaneast")] })).toMatch(/^[0-9a-f]{64}$/);
});

test("a value's hash does not depend on the order of its keys, but on that of its items", () => {
  expect(hashOf({ a: 1, b: { c: [1, 2], d: null } })).toBe(hashOf({ b: { d: null, c: [1, 2] }, a: 1 }));
  expect(hashOf([1, 2])).not.toBe(hashOf([2, 1]));
});
