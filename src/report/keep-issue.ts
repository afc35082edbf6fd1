import type { Outcome } from "../outcome/outcome.js";
import type { Issues } from "./drift-issue.js";

/**
 * Keeps the registry's drift issue in step with the drift at the end of the run. `runLink`: the address of this
 * run. Rejects with what the issues' port rejects with.
 */
export async function keepIssue(_issues: Issues, _outcome: Outcome, _runLink: string): Promise<void> {}
