import type { Plan } from "./plan.js";

/** Whether the run was only asked what exists, with nothing to compare it with: the replicas are then the report. */
export function isInventory(plan: Plan | null): boolean {
  return plan !== null && plan.mode === "check" && plan.wantsExisting;
}
