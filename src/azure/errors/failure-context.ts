import type { Activity } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import type { CloudEndpoints } from "../clouds.js";

/** What was being done when something failed. */
export interface FailureContext {
  readonly activity: Activity;
  /** Null when it concerns the registry or the whole run. */
  readonly region: Region | null;
  readonly cloud: CloudEndpoints;
  /** The registry's name; null while it is not known. */
  readonly registry: string | null;
  /** Null while it is not known. */
  readonly subscriptionId: string | null;
}
