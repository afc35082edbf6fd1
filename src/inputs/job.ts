import type { DesiredState, Job, Mode, RemoveJob, WantedRegion } from "../registry/request.js";
import type { Asked } from "./asked.js";
import type { InputProblem } from "./problem.js";
import { SELECTORS, SELECTORS_LISTED } from "./selectors.js";

/** What the mode is to do; the problem is that its most important input is missing. */
export type ParsedJob = { readonly job: Job } | { readonly problems: readonly InputProblem[] };

/** Takes from the inputs what the mode has a use for. */
export function parseJob(asked: Asked): ParsedJob {
  const mode = asked.meaning("mode");
  if (mode === "remove") return parseRemoval(asked);
  const wanted = asked.meaning("regions");
  if (wanted === null) return { problems: missingRegions(mode, asked) };
  return { job: jobFor(mode, wanted, asked) };
}

function jobFor(mode: Exclude<Mode, "remove">, wanted: readonly WantedRegion[], asked: Asked): Job {
  switch (mode) {
    case "apply":
      return { mode, ...desiredState(wanted, asked), expectPlan: asked.meaning("expect-plan") };
    case "check":
      return { mode, ...desiredState(wanted, asked), failOn: asked.meaning("fail-on") };
    case "wait":
      return { mode, wanted, waitFor: asked.meaning("wait-for") };
  }
}

function desiredState(wanted: readonly WantedRegion[], asked: Asked): DesiredState {
  return {
    wanted,
    routing: asked.meaning("routing"),
    tags: asked.meaning("tags"),
    waitFor: asked.meaning("wait-for"),
    prune: asked.meaning("prune"),
    owner: asked.meaning("owner"),
    ttl: asked.meaning("ttl"),
    repair: asked.meaning("repair"),
    maxReplicas: asked.meaning("max-replicas"),
  };
}

function missingRegions(mode: Mode, asked: Asked): readonly InputProblem[] {
  if (asked.isUnknown("mode") || asked.isUnknown("regions")) return [];
  const text = `Is required in \`mode: ${mode}\`: the wanted replicas, such as \`westeurope, japaneast\`.`;
  return [{ input: "regions", text, place: null }];
}

function parseRemoval(asked: Asked): ParsedJob {
  const regions = asked.meaning("regions")?.map(({ region }) => region) ?? null;
  const owner = asked.meaning("owner");
  const onlyExpired = asked.meaning("only-expired");
  const onlyOrphaned = asked.meaning("only-orphaned");
  if (regions === null && owner === null && !onlyExpired && !onlyOrphaned)
    return { problems: missingSelector(asked) };
  const job: RemoveJob = {
    mode: "remove",
    regions,
    owner,
    onlyExpired,
    onlyOrphaned,
    expectPlan: asked.meaning("expect-plan"),
  };
  return { job };
}

function missingSelector(asked: Asked): readonly InputProblem[] {
  if (SELECTORS.some((name) => asked.isUnknown(name))) return [];
  const text = `\`mode: remove\` deletes what ${SELECTORS_LISTED} select, and the workflow sets none of them. Set at least one; those of the config file do not count here.`;
  return [{ input: "regions", text, place: null }];
}
