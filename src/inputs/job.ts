import type { DesiredState, Job, Mode, RemoveJob, Wish } from "../registry/request.js";
import type { Asked } from "./asked.js";
import type { InputProblem } from "./problem.js";
import { SELECTORS, SELECTORS_LISTED } from "./selectors.js";

/** What the mode is to do; the problem is that its most important input is missing. */
export type ParsedJob = { readonly job: Job } | { readonly problems: readonly InputProblem[] };

/** Takes from the inputs what the mode has a use for. */
export function parseJob(asked: Asked): ParsedJob {
  const mode = asked.meaning("mode");
  if (mode === "remove") return parseRemoval(asked);
  const wanted = asked.meaning("regions") ?? (mode === "check" ? "existing" : null);
  if (wanted === null) return { problems: missingRegions(mode, asked) };
  return jobFor(mode, wanted, asked);
}

function jobFor(mode: Exclude<Mode, "remove">, wanted: Wish, asked: Asked): ParsedJob {
  switch (mode) {
    case "apply":
      if (wanted === "existing") return { problems: [nothingToApply(asked)] };
      return { job: { mode, ...desiredState(asked), wanted, expectPlan: asked.meaning("expect-plan") } };
    case "check":
      return { job: { mode, wanted, ...desiredState(asked), failOn: asked.meaning("fail-on") } };
    case "wait":
      return { job: { mode, wanted, waitFor: asked.meaning("wait-for") } };
  }
}

function nothingToApply(asked: Asked): InputProblem {
  const text =
    "`existing` is for the modes `check` and `wait`: with it, `apply` would have nothing to do. List the wanted regions.";
  return { input: "regions", text, place: asked.place("regions") };
}

function desiredState(asked: Asked): Omit<DesiredState, "wanted"> {
  return {
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
  const existing = mode === "wait" ? ", or `existing` for those that exist" : "";
  const text = `Required in \`mode: ${mode}\`: the wanted replicas, such as \`westeurope, japaneast\`${existing}.`;
  return [{ input: "regions", text, place: null }];
}

function parseRemoval(asked: Asked): ParsedJob {
  const named = asked.meaning("regions");
  if (named === "existing") return { problems: [everythingSelected(asked)] };
  const regions = named?.map(({ region }) => region) ?? null;
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
    waitFor: asked.meaning("wait-for"),
    expectPlan: asked.meaning("expect-plan"),
  };
  return { job };
}

function everythingSelected(asked: Asked): InputProblem {
  const text =
    "`existing` would select every replica, including home. List the regions whose replicas are to be deleted.";
  return { input: "regions", text, place: asked.place("regions") };
}

function missingSelector(asked: Asked): readonly InputProblem[] {
  if (SELECTORS.some((name) => asked.isUnknown(name))) return [];
  const text = `\`mode: remove\` deletes what ${SELECTORS_LISTED} select, and the workflow sets none of them. Set at least one; those of the config file do not count here.`;
  return [{ input: "regions", text, place: null }];
}
