import { describe, expect, test } from "@jest/globals";
import { judgeAccess } from "../../src/plan/access.js";
import type { RepairChange, UpdateChange } from "../../src/plan/plan.js";
import type { Access, Lock } from "../../src/registry/access.js";
import { createChange, deleteChange, plan } from "../builders/plan.js";
import { region, registry } from "../builders/registry.js";

const ROLE = "Container Registry Contributor and Data Access Configuration Administrator";
const { subscriptionId, resourceGroup, name } = registry().id;
const SUBSCRIPTION = `/subscriptions/${subscriptionId}`;
const GROUP = `${SUBSCRIPTION}/resourceGroups/${resourceGroup}`;
const REGISTRY = `${GROUP}/providers/Microsoft.ContainerRegistry/registries/${name}`;

const update: UpdateChange = {
  action: "update",
  region: region("uksouth"),
  reason: "",
  name: "uksouth",
  routing: "disabled",
  tags: {},
  marks: null,
};
const repair: RepairChange = { ...update, action: "repair", name: "uksouth", routing: "enabled", need: null };

function access(change: Partial<Access>): Access {
  return { permissions: null, locks: [], ...change };
}

function may(...actions: string[]): Access {
  return access({ permissions: [{ actions, notActions: [] }] });
}

function locked(level: Lock["level"], scope: string): Access {
  return access({ locks: [{ level, scope }] });
}

describe("rights", () => {
  test.each([
    ["create", createChange("japaneast"), "*/replications/write"],
    ["update", update, "*/replications/write"],
    ["delete", deleteChange("uksouth"), "*/replications/delete"],
  ] as const)("to %s are one action", (_what, change, action) => {
    expect(judgeAccess(plan({ changes: [change] }), may(action)).refusals).toEqual([]);
    expect(judgeAccess(plan({ changes: [change] }), may("*/read"))).toMatchObject({
      isToBeCarriedOut: false,
      refusals: [{ fence: "rights", regions: [change.region] }],
    });
  });

  test("to repair are two", () => {
    for (const action of ["*/write", "*/delete"]) {
      expect(judgeAccess(plan({ changes: [repair] }), may(action)).refusals).toHaveLength(1);
    }
    expect(judgeAccess(plan({ changes: [repair] }), may("*/write", "*/delete")).refusals).toEqual([]);
  });

  test("that are missing are told in one refusal, with the role that has them", () => {
    const changes = [createChange("japaneast"), deleteChange("uksouth")];
    const [refusal, ...others] = judgeAccess(plan({ changes }), may("*/read")).refusals;
    expect(others).toEqual([]);
    expect(refusal?.reason).toContain("replications/write (for Japan East) and");
    expect(refusal?.reason).toContain("replications/delete (for UK South).");
    expect(refusal?.reason).toContain(`'${ROLE}' has both.`);
    expect(refusal?.reason).toContain(`--role "${ROLE}" --scope "${REGISTRY}"`);
  });

  test("that nobody knows of are no reason", () => {
    expect(judgeAccess(plan({ changes: [update] }), access({})).refusals).toEqual([]);
  });

  test("for a region that is left alone are not needed", () => {
    const impossible = [{ region: region("uksouth"), code: "TwoReplicasInOneRegion", reason: "" }] as const;
    expect(judgeAccess(plan({ changes: [update], impossible }), may("*/read")).refusals).toEqual([]);
  });
});

describe("locks", () => {
  test.each([SUBSCRIPTION, GROUP, REGISTRY, REGISTRY.toUpperCase()])(
    "on %s refuse the plan whole",
    (scope) => {
      const judged = judgeAccess(plan({ changes: [update] }), locked("ReadOnly", scope));
      expect(judged).toMatchObject({
        isToBeCarriedOut: false,
        refusals: [{ fence: "lock", regions: ["uksouth"] }],
      });
    },
  );

  test("against deletes stop deletes and repairs only", () => {
    const changes = [createChange("japaneast"), deleteChange("eastus"), repair];
    const { refusals } = judgeAccess(plan({ changes }), locked("CanNotDelete", GROUP));
    expect(refusals).toMatchObject([{ regions: ["eastus", "uksouth"] }]);
    const [create, ...rest] = changes;
    expect(rest).toHaveLength(2);
    expect(judgeAccess(plan({ changes: [create] as never }), locked("CanNotDelete", GROUP)).refusals).toEqual(
      [],
    );
  });

  test("and missing rights are told in one go", () => {
    const all = {
      ...may("*/read"),
      locks: [
        { level: "ReadOnly", scope: GROUP },
        { level: "CanNotDelete", scope: REGISTRY },
      ],
    } as const;
    const { refusals } = judgeAccess(plan({ changes: [deleteChange("eastus")] }), all);
    expect(refusals.map(({ fence }) => fence)).toEqual(["rights", "lock"]);
    expect(refusals[1]?.reason).toContain(
      `a ReadOnly lock on the resource group ${resourceGroup} (blocks East US); a CanNotDelete lock on the registry ${name}`,
    );
  });

  test.each([
    `${SUBSCRIPTION}/resourceGroups/other`,
    `${REGISTRY}/webhooks/hook`,
    `${REGISTRY}2`,
    `${GROUP}/providers/Microsoft.Storage/storageAccounts/x`,
  ])("on %s say nothing", (scope) => {
    const judged = judgeAccess(
      plan({ changes: [update, createChange("japaneast")] }),
      locked("ReadOnly", scope),
    );
    expect([judged.refusals, judged.impossible]).toEqual([[], []]);
  });

  test("on one replica fail its region, and leave the others, the changes and the hash as they were", () => {
    const asked = plan({ changes: [update, deleteChange("eastus"), createChange("japaneast")] });
    const judged = judgeAccess(asked, locked("CanNotDelete", `${REGISTRY}/replications/EastUS`));
    expect(judged).toMatchObject({
      changes: asked.changes,
      hash: asked.hash,
      isToBeCarriedOut: true,
      impossible: [{ region: "eastus", code: "ReplicaLocked", during: "delete" }],
    });
    const readOnly = judgeAccess(asked, locked("ReadOnly", `${REGISTRY}/replications/uksouth`));
    expect(readOnly.impossible).toMatchObject([{ region: "uksouth", during: "update" }]);
    expect(judgeAccess(asked, locked("CanNotDelete", `${REGISTRY}/replications/uksouth`)).impossible).toEqual(
      [],
    );
  });
});
