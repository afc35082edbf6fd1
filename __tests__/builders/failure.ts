import type { Failure } from "../../src/registry/failure.js";
import { ServerText } from "../../src/registry/server-text.js";
import { region } from "./registry.js";

/** A create in Japan East that a lock forbids, with what a test changes of it. */
export function failure(change: Partial<Failure> = {}): Failure {
  return {
    kind: "conflict",
    activity: "create",
    region: region("japaneast"),
    code: new ServerText("ScopeLocked"),
    message: new ServerText("The scope cannot perform write operation."),
    correlationId: new ServerText("3f2504e0-4f89-11d3-9a0c-0305e82c3301"),
    remedy: ["Remove the lock and run again."],
    ...change,
  };
}
