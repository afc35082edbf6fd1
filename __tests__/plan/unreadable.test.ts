import { describe, expect, test } from "@jest/globals";
import type { UnreadableReplica } from "../../src/registry/replica.js";
import { failure } from "../builders/failure.js";
import { region } from "../builders/registry.js";
import { replica } from "../builders/replica.js";
import { applyRequest, checkRequest, deletesUpTo, removeRequest, waitRequest } from "../builders/request.js";
import { HOME, planFor } from "../builders/situation.js";

function unreadable(name: string, where: string | null): UnreadableReplica {
  return { name, region: where === null ? null : region(where), failure: failure() };
}

const EXTRA = replica("eastus");
const ALL = deletesUpTo(9);

describe("a wanted region whose replica can neither be listed nor read", () => {
  const hidden = [unreadable("japaneast", "japaneast")];

  test("is not created, and is no drift: nothing is known of it", () => {
    for (const request of [applyRequest(), checkRequest()]) {
      const { changes, drift } = planFor({ request, unreadable: hidden });
      expect([changes, drift]).toEqual([[], []]);
    }
  });

  test("is planned for as ever where another replica is there that can be read", () => {
    const there = [HOME, replica("japaneast", { name: "geo01", tags: { tier: "dr" } })];
    const request = applyRequest({ tags: { tier: "prod" } });
    const { changes } = planFor({ request, replicas: there, unreadable: hidden });
    expect(changes).toMatchObject([{ action: "update", name: "geo01" }]);
  });
});

describe("a name of which nothing can be read", () => {
  const hidden = [unreadable("geo01", null)];

  test.each([
    ["apply", true, applyRequest({ prune: "all", maxDelete: ALL })],
    ["check", true, checkRequest({ prune: "all", maxDelete: ALL })],
    ["wait", true, waitRequest()],
    ["remove", false, removeRequest({ regions: [region("eastus")], maxDelete: ALL })],
  ] as const)("in a plan of %s withholds what was chosen without it: %s", (_, withholds, request) => {
    const plan = planFor({ request, replicas: [HOME, replica("japaneast"), EXTRA], unreadable: hidden });
    expect(plan.withholdsDeletes).toBe(withholds);
  });

  test("stays in the plan, and what is to be pruned, too: it is told as withheld", () => {
    const request = applyRequest({ prune: "all", maxDelete: ALL });
    const plan = planFor({ request, replicas: [HOME, replica("japaneast"), EXTRA], unreadable: hidden });
    expect(plan.unreadable).toEqual(hidden);
    expect(plan.changes).toMatchObject([{ action: "delete", region: "eastus" }]);
  });
});

describe("home's row that cannot be read", () => {
  test.each([
    ["by its name", unreadable("WestEurope", null)],
    ["by its region", unreadable("home01", "westeurope")],
  ])("is not taken for an open route, %s", (_, home) => {
    const request = removeRequest({ regions: [region("eastus")], maxDelete: ALL });
    expect(planFor({ request, replicas: [EXTRA] }).refusals).toEqual([]);
    expect(planFor({ request, replicas: [EXTRA], unreadable: [home] }).refusals).toMatchObject([
      { fence: "routing" },
    ]);
  });
});

describe("a replica of home's name in another region", () => {
  const moved = replica("eastus", { name: "WestEurope", tags: { tier: "dr" } });

  test.each([
    ["pruned", applyRequest({ prune: "all", maxDelete: ALL })],
    ["removed", removeRequest({ regions: [region("eastus")], maxDelete: ALL })],
  ])("is never %s, and the plan says why", (_, request) => {
    const plan = planFor({ request, replicas: [replica("japaneast"), moved] });
    expect(plan.changes).toEqual([]);
    expect(plan.leftOut).toMatchObject([
      { region: "eastus", reason: expect.stringContaining("the name of the registry's home") },
    ]);
  });

  test("is not given what another region is to have", () => {
    const wanted = [{ region: region("eastus"), routing: null, tags: { tier: "prod" } }];
    expect(planFor({ request: applyRequest({ wanted }), replicas: [moved] }).changes).toEqual([]);
  });
});
