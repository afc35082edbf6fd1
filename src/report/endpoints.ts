import type { ReplicaRow } from "../outcome/outcome.js";

/** The hosts that a region answers at by itself: its own endpoint, and its data endpoint. */
export function endpointsOf({ endpoint, dataEndpoint }: ReplicaRow): readonly string[] {
  return [endpoint, dataEndpoint].filter((host) => host !== null);
}
