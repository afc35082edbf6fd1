import { describe, expect, test } from "@jest/globals";
import type { Request } from "../../src/registry/request.js";
import { replica, replicaIn } from "../builders/replica.js";
import { checkRequest, waitRequest } from "../builders/request.js";
import { FUTURE, HOME, marks, planFor } from "../builders/situation.js";

const PERMANENT = replica("japaneast", { routing: "disabled", tags: { tier: "dr" } });
const ON_LOAN = replica("eastus", { tags: marks("pr-7", FUTURE) });
const FAILED = replicaIn("uksouth", "Failed");
const existing = { wanted: "existing" } as const;

function wantedRegions(request: Request) {
  return planFor({ request, replicas: [HOME, PERMANENT, ON_LOAN, FAILED] }).wanted.map(
    ({ region }) => region,
  );
}

describe("what exists as the wish", () => {
  test("is every replica for a check", () => {
    expect(wantedRegions(checkRequest(existing))).toEqual(["eastus", "japaneast", "uksouth", "westeurope"]);
  });

  test("is home and the permanent ones for a wait: what is on loan goes with its owner", () => {
    expect(wantedRegions(waitRequest(existing))).toEqual(["japaneast", "uksouth", "westeurope"]);
  });

  test("is home alone where LIST has no row", () => {
    const plan = planFor({ request: waitRequest(existing), replicas: [] });
    expect([plan.wanted.map(({ region }) => region), plan.drift]).toEqual([["westeurope"], []]);
  });

  test("drifts only where something is unwell, whatever tags, routing, prune and repair say", () => {
    const request = checkRequest({
      ...existing,
      routing: "enabled",
      tags: { tier: "prod" },
      prune: "all",
      repair: true,
    });
    const plan = planFor({ request, replicas: [HOME, PERMANENT, ON_LOAN, FAILED] });
    expect(plan.drift).toEqual([expect.objectContaining({ region: "uksouth", kind: "failed" })]);
    expect([plan.changes, plan.warnings, plan.refusals]).toEqual([[], [], []]);
  });

  test("has one replica in each region", () => {
    const two = [replica("japaneast", { name: "geo01" }), replica("japaneast", { name: "geo02" })];
    const plan = planFor({ request: checkRequest(existing), replicas: [HOME, ...two] });
    expect(plan.drift).toEqual([expect.objectContaining({ region: "japaneast", kind: "failed" })]);
    expect(plan.impossible).toEqual([expect.objectContaining({ region: "japaneast" })]);
  });
});
