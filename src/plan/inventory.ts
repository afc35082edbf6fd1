import type { Plan } from "./plan.js";

/** Whether the run was asked what there is, and compares it with no wish: then its replicas are the report. */
export function isInventory(plan: Plan | null): boolean {
  return plan !== null && plan.mode === "check" && plan.wantsExisting;
}
