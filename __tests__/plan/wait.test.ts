import { describe, expect, test } from "@jest/globals";
import { parseImageReference } from "../../src/registry/image-reference.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, checkRequest, removeRequest, waitRequest, wantedRegion } from "../builders/request.js";
import { HOME, marks, PAST, planFor } from "../builders/situation.js";

const image = parseImageReference("shop/api:v1");
const images = image === null ? [] : [image];

describe("mode wait", () => {
  test("writes nothing, whatever it finds", () => {
    const request = waitRequest({
      wanted: ["japaneast", "eastus", "uksouth", "northeurope"].map((name) =>
        wantedRegion(name, { routing: "disabled", tags: { tier: "dr" } }),
      ),
    });
    const replicas = [
      HOME,
      replicaIn("eastus", "Failed"),
      replicaIn("uksouth", "Deleting"),
      replica("northeurope", { tags: marks("pr-7", PAST) }),
      replica("brazilsouth"),
    ];
    const plan = planFor({ request, replicas });
    expect([plan.changes, plan.leftOut, plan.refusals]).toEqual([[], [], []]);
    expect(plan.isToBeCarriedOut).toBe(true);
  });

  test("cannot wait for a region that has two replicas", () => {
    const two = [replica("japaneast", { name: "geo01" }), replica("japaneast", { name: "geo02" })];
    expect(planFor({ request: waitRequest(), replicas: [HOME, ...two] }).impossible).toEqual([
      expect.objectContaining({ region: "japaneast", code: "TwoReplicasInOneRegion" }),
    ]);
  });
});

test.each([
  ["apply", applyRequest({ images }), images, "ready"],
  ["wait", waitRequest({ images, waitFor: "ready" }), images, "ready"],
  ["check", checkRequest({ images }), images, "ready"],
  ["remove", removeRequest({ images, owner: "pr-42" }), [], "none"],
] as const)("a run in mode %s proves images and waits only where it can", (_, request, proven, waitFor) => {
  const plan = planFor({ request });
  expect(plan.images).toEqual(proven);
  expect(plan.waitFor).toBe(waitFor);
});

test("only a check has kinds of drift to fail on", () => {
  expect(planFor({ request: checkRequest({ failOn: ["missing"] }) }).failOn).toEqual(["missing"]);
  expect(planFor({ request: applyRequest() }).failOn).toEqual([]);
});

test("home is wanted in every mode, listed or not", () => {
  for (const request of [applyRequest(), checkRequest(), waitRequest(), removeRequest({ owner: "pr-42" })]) {
    expect(planFor({ request }).wanted.map((one) => one.region)).toContain("westeurope");
  }
});
