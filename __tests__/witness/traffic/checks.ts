import type { Check } from "./check.js";
import { DATA_PLANE_CHECKS } from "./data-plane-checks.js";
import { REPLICATION_CHECKS } from "./replication-checks.js";
import { RESOURCE_MANAGER_CHECKS } from "./resource-manager-checks.js";

/** All checks of our own. */
export const CHECKS: readonly Check[] = [
  ...REPLICATION_CHECKS,
  ...RESOURCE_MANAGER_CHECKS,
  ...DATA_PLANE_CHECKS,
];
