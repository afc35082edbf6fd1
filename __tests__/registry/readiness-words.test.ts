import { describe, expect, test } from "@jest/globals";
import { isPremium, registryReadiness } from "../../src/registry/registry.js";
import {
  describeState,
  isBeingDeleted,
  isFailed,
  isInOperation,
  isProvisioned,
  isReady,
  isSyncing,
  replicasIn,
  sortReplicas,
} from "../../src/registry/replica.js";
import { ServerText } from "../../src/registry/server-text.js";
import { region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";

const CLAIMS = { isReady, isProvisioned, isFailed, isBeingDeleted, isInOperation, isSyncing };

function claimsOf(state: string): readonly string[] {
  const seen = replicaIn("japaneast", state);
  return Object.entries(CLAIMS).flatMap(([name, holds]) => (holds(seen) ? [name] : []));
}

describe("what the words of a replica's state mean", () => {
  test.each([
    ["Succeeded, Ready", ["isReady", "isProvisioned"]],
    ["succeeded, READY", ["isReady", "isProvisioned"]],
    ["Succeeded, online", ["isReady", "isProvisioned"]],
    ["Succeeded, Syncing", ["isProvisioned", "isSyncing"]],
    ["Succeeded, SYNCING", ["isProvisioned", "isSyncing"]],
    ["Succeeded", ["isProvisioned"]],
    ["Succeeded, Degraded", ["isProvisioned"]],
    ["Creating", ["isInOperation"]],
    ["Updating, Ready", ["isInOperation"]],
    ["Updating, Syncing", ["isInOperation"]],
    ["Deleting, Ready", ["isBeingDeleted", "isInOperation"]],
    ["Failed", ["isFailed"]],
    ["Failed, Ready", ["isFailed"]],
    ["Canceled", ["isFailed"]],
    ["Provisioning, Ready", ["isInOperation"]],
    ["", ["isInOperation"]],
  ])("%j: %j", (state, claims) => {
    expect(claimsOf(state)).toEqual(claims);
  });

  test.each([
    ["Creating", "Creating"],
    ["Succeeded, Syncing", "Succeeded, Syncing"],
    ["Succeeded, Rea|dy<b>", "Succeeded, Readyb"],
    ["::error::x", "errorx"],
    ["準備中", "another state"],
    ["x".repeat(100), "x".repeat(60)],
  ])("%j is described as %j", (state, phrase) => {
    expect(describeState(replicaIn("japaneast", state))).toBe(phrase);
  });
});

describe("replicas", () => {
  const odd = replica("japaneast", { name: "geo01" });
  const twin = replica("japaneast", { name: "geo02" });
  const other = replica("eastus", { name: "japaneast" });

  test("belong to the region of their location, whatever their names", () => {
    expect(replicasIn(region("japaneast"), [twin, other, odd])).toEqual([twin, odd]);
  });

  test("are sorted by region, then by name", () => {
    expect(sortReplicas([twin, odd, other])).toEqual([other, odd, twin]);
  });
});

describe("a registry", () => {
  test.each([
    ["Premium", true],
    ["premium", true],
    ["Standard", false],
    ["Basic", false],
    ["", false],
  ])("of SKU %j is Premium: %s", (sku, is) => {
    expect(isPremium(registry({ sku: new ServerText(sku) }))).toBe(is);
  });

  test.each([
    ["Succeeded", "usable"],
    ["succeeded", "usable"],
    ["Creating", "in-transition"],
    ["Updating", "in-transition"],
    ["Canceling", "in-transition"],
    ["Failed", "failed"],
    ["Canceled", "failed"],
    ["Deleting", "failed"],
  ])("in the state %s is %s", (state, readiness) => {
    expect(registryReadiness(registry({ provisioningState: new ServerText(state) }))).toBe(readiness);
  });
});
