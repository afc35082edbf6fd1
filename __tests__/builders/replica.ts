import type { Replica } from "../../src/registry/replica.js";
import { ServerText } from "../../src/registry/server-text.js";
import { region } from "./registry.js";

/** A ready replica named as its region, with what a test changes of it. */
export function replica(name: string, change: Partial<Replica> = {}): Replica {
  return {
    name: region(name),
    region: region(name),
    provisioningState: new ServerText("Succeeded"),
    displayStatus: new ServerText("Ready"),
    since: null,
    routing: "enabled",
    tags: {},
    seenAt: null,
    ...change,
  };
}

/** A replica in a state such as `Creating` or `Succeeded, Syncing`. */
export function replicaIn(name: string, state: string): Replica {
  const [provisioningState = "", displayStatus] = state.split(", ");
  return replica(name, {
    provisioningState: new ServerText(provisioningState),
    displayStatus: displayStatus === undefined ? null : new ServerText(displayStatus),
  });
}
