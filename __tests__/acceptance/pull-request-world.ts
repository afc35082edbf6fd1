import type { World } from "../simulator/index.js";
import { type Played, type RunOptions, type Stage, setStage } from "./harness/index.js";

/** A repository whose only issue is a pull request. */
export const PULL_REQUEST = { title: "Add a region", isPullRequest: true };

/** A repository as events name it. */
export const repositoryCalled = (full_name: string) => ({ repo: { full_name } });

/** What GitHub tells a run for the pull request. */
export const EVENT = {
  pull_request: {
    number: 1,
    head: { sha: "0badc0de".repeat(5), ...repositoryCalled("contoso/shop") },
    base: repositoryCalled("contoso/shop"),
  },
};

/** A run for the pull request. */
export const FOR_PULL_REQUEST: Partial<RunOptions> = {
  event: EVENT,
  environment: { GITHUB_EVENT_NAME: "pull_request", GITHUB_REF: "refs/pull/1/merge" },
};

/** A check that says on the pull request that Japan East has no replica. */
export const CHECK = { mode: "check", regions: "japaneast", "fail-on": "none", "pr-comment": "true" };

/** Works in a world that has the pull request. */
export async function withPullRequest<Result>(
  world: World,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const stage = await setStage({ ...world, github: { issues: [PULL_REQUEST], ...world.github } });
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}

/** What stands in the comments of the pull request. */
export function commentsOf({ simulator }: Stage): readonly string[] {
  return simulator.issues[0]?.comments ?? [];
}

/** The messages of a run's warnings. */
export function warningsOf({ run }: Played): readonly string[] {
  return run.annotations.filter(({ level }) => level === "warning").map(({ message }) => message);
}
