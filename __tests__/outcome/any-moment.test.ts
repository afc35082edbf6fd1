import { describe, expect, test } from "@jest/globals";
import { foldOutcome } from "../../src/outcome/fold.js";
import type { Outcome } from "../../src/outcome/outcome.js";
import type { TimedFact } from "../../src/registry/fact.js";
import type { Request } from "../../src/registry/request.js";
import { type Carried, carry } from "../apply/carry.js";
import type { World } from "../apply/fake-azure.js";
import { failure } from "../builders/failure.js";
import { registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, deletesUpTo, wantedRegion } from "../builders/request.js";
import { FUTURE, HOME, marks, NOW } from "../builders/situation.js";

const REQUEST = applyRequest({
  wanted: ["japaneast", "eastus", "uksouth", "northeurope"].map((name) => wantedRegion(name)),
  tags: { tier: "dr" },
  prune: "all",
  repair: true,
  maxDelete: deletesUpTo(2),
});

const WORLD: World = {
  replicas: [
    HOME,
    replica("eastus", { name: "geo01", tags: marks("pr-7", FUTURE) }),
    replicaIn("uksouth", "Failed"),
    replica("brazilsouth"),
  ],
};

/** The outcome that a run would report if it ended after so many facts. */
function outcomeAfter(count: number, request: Request, { plan, facts }: Carried): Outcome {
  const some = facts.slice(0, count);
  const cancelled: TimedFact = { kind: "cancelled", at: some.at(-1)?.at ?? 0 };
  return foldOutcome({
    request,
    registry: registry(),
    plan,
    facts: [...some, cancelled],
    startedAt: NOW,
    duration: cancelled.at,
  });
}

describe.each<readonly [string, World]>([
  ["goes well", WORLD],
  [
    "meets a lock",
    { ...WORLD, refuse: ({ method, name }) => (method === "PUT" && name === "japaneast" ? failure() : null) },
  ],
  ["is shown stale lists", { ...WORLD, listLag: 10_000 }],
])("at any moment of a run that %s", (_, world) => {
  test("the outcome claims no more than Azure has accepted and confirmed", async () => {
    const carried = await carry({ request: REQUEST, world });
    for (let count = 0; count <= carried.facts.length; count += 1) {
      const outcome = outcomeAfter(count, REQUEST, carried);
      const so = carried.facts.slice(0, count);
      const accepted = so.flatMap((fact) =>
        fact.kind === "write-accepted" ? [`${fact.action} ${fact.region}`] : [],
      );
      const confirmed = so.flatMap((fact) => (fact.kind === "delete-confirmed" ? [fact.region] : []));
      expect([outcome.verdict, outcome.exitCode]).toEqual(["cancelled", 1]);
      expect(accepted).toEqual(
        expect.arrayContaining(
          outcome.created.map((region) =>
            region === "uksouth" ? `repair-create ${region}` : `create ${region}`,
          ),
        ),
      );
      expect(confirmed).toEqual(
        expect.arrayContaining(outcome.deleted.filter((region) => region !== "uksouth")),
      );
      expect(outcome.replicas.map((row) => row.region)).toEqual(
        expect.arrayContaining(REQUEST.mode === "apply" ? REQUEST.wanted.map((item) => item.region) : []),
      );
    }
  });

  test("what was accepted is never lost again", async () => {
    const carried = await carry({ request: REQUEST, world });
    let before: readonly string[] = [];
    for (let count = 0; count <= carried.facts.length; count += 1) {
      const { created } = outcomeAfter(count, REQUEST, carried);
      expect(created).toEqual(expect.arrayContaining([...before]));
      before = created;
    }
  });
});

test("the outcome of a whole run is that of its last fact", async () => {
  const carried = await carry({ request: REQUEST, world: WORLD });
  const { plan, facts, took } = carried;
  const outcome = foldOutcome({
    request: REQUEST,
    registry: registry(),
    plan,
    facts,
    startedAt: NOW,
    duration: took,
  });
  expect(outcome).toMatchObject({
    verdict: "changed",
    exitCode: 0,
    isAllReady: true,
    created: ["japaneast", "northeurope", "uksouth"],
    deleted: ["brazilsouth"],
    drift: [],
    underway: [],
    unanswered: [],
    readyRegions: ["eastus", "japaneast", "northeurope", "uksouth"],
  });
  expect(outcome.changes.every(({ isDone }) => isDone)).toBe(true);
  expect(outcome.replicas.map(({ region, change }) => `${region} ${change}`)).toEqual([
    "brazilsouth deleted",
    "eastus updated",
    "japaneast created",
    "northeurope created",
    "uksouth repaired",
    "westeurope none",
  ]);
});
