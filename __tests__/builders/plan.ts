import type { CreateChange, DeleteChange, Plan } from "../../src/plan/plan.js";
import { displayName } from "../../src/registry/region.js";
import { region, registry } from "./registry.js";

/** An `apply` that finds nothing to do, with what a test changes of it. */
export function plan(change: Partial<Plan> = {}): Plan {
  return {
    mode: "apply",
    registry: registry(),
    replicas: [],
    unreadable: [],
    wanted: [],
    wantsExisting: false,
    protect: [],
    tenure: { kind: "permanent" },
    changes: [],
    drift: [],
    refusals: [],
    leftOut: [],
    warnings: [],
    network: [],
    impossible: [],
    hash: "0123456789abcdef".repeat(4),
    isToBeCarriedOut: true,
    withholdsDeletes: false,
    waitFor: "ready",
    prunesAll: false,
    confirmsDeletes: true,
    images: [],
    ifImageUnknown: "error",
    stuckAfter: 0,
    failOn: [],
    ...change,
  };
}

/** The create of a missing replica. */
export function createChange(name: string, change: Partial<CreateChange> = {}): CreateChange {
  return {
    action: "create",
    region: region(name),
    reason: `${displayName(region(name))} has no replica`,
    name,
    routing: "enabled",
    tags: {},
    need: null,
    after: null,
    ...change,
  };
}

/** The delete of an unwanted replica. */
export function deleteChange(name: string, change: Partial<DeleteChange> = {}): DeleteChange {
  return {
    action: "delete",
    region: region(name),
    reason: `${displayName(region(name))} is not wanted`,
    name,
    condition: { kind: "same-marks", marks: [], passed: [], orphaned: [] },
    ...change,
  };
}
