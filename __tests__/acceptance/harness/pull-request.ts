import { REPOSITORY } from "../../simulator/index.js";
import type { Expressions } from "./workflow.js";

/** What a workflow reads of the event of a pull request. */
export function pullRequest(given: {
  readonly number: number;
  readonly merged?: boolean;
  /** The repository that its branch is in. */
  readonly from?: string;
}): Expressions {
  return {
    "github.event.number": String(given.number),
    "github.event.pull_request.merged": String(given.merged ?? false),
    "github.event.pull_request.head.repo.full_name": given.from ?? REPOSITORY,
  };
}
