import type { Activity, Failure, FailureKind } from "../registry/failure.js";
import { displayName } from "../registry/region.js";
import { type Prose, prose } from "../registry/server-text.js";

const ACTIVITIES: Readonly<Record<Activity, string>> = {
  run: "Running the action",
  "read-inputs": "Reading the inputs",
  "sign-in": "Signing in to Azure",
  "find-registry": "Finding the registry",
  "read-registry": "Reading the registry",
  "list-replicas": "Listing the replicas",
  "read-replica": "Reading the replica",
  create: "Creating the replica",
  update: "Updating the replica",
  repair: "Repairing the replica",
  delete: "Deleting the replica",
  wait: "Waiting for the replica",
  "prove-image": "Proving the images",
};

const KINDS: Readonly<Record<FailureKind, string>> = {
  "not-found": "Azure cannot find it",
  busy: "another operation is in progress",
  conflict: "it conflicts with something else",
  denied: "access is denied",
  throttled: "Azure is throttling requests",
  unreachable: "no answer came",
  server: "the server failed",
  malformed: "the answer is not what the API promises",
  rejected: "Azure refused",
  observed: "it did not become ready",
};

/** What was being done, to what: `Creating the replica in Japan East failed`. */
export function whatFailed({ activity, region }: Failure): string {
  return `${ACTIVITIES[activity]}${region === null ? "" : ` in ${displayName(region)}`} failed`;
}

/** What was said: `Code: message (correlation ID …)`, as far as it is known. */
export function whatWasSaid({ kind, code, message, correlationId }: Failure): Prose {
  const said = code === null && message === null ? [KINDS[kind]] : joined(code, message);
  return correlationId === null ? said : [...said, ...prose` (correlation ID ${correlationId})`];
}

function joined(code: Failure["code"], message: Failure["message"]): Prose {
  if (code === null || message === null) return [code ?? message ?? ""];
  return prose`${code}: ${message}`;
}

/** The whole failure: what was being done, to what, what was said, and after a dash what to do. */
export function failureText(failure: Failure): Prose {
  return inOneLine(whatFailed(failure), whatWasSaid(failure), failure.remedy);
}

/** What went wrong, what was said, and after a dash what to do, where that is known. */
export function inOneLine(what: string, said: Prose, remedy: Prose): Prose {
  const whole = [`${what}: `, ...said];
  return remedy.length === 0 ? whole : [...whole, " – ", ...remedy];
}
