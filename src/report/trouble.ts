import type { BrokenRepair, ChangeRow, Outcome, ReplicaRow } from "../outcome/outcome.js";
import type { ImpossibleRegion, Plan, Refusal } from "../plan/plan.js";
import type { Failure } from "../registry/failure.js";
import { displayName, type Region } from "../registry/region.js";
import { type Prose, prose, ServerText } from "../registry/server-text.js";
import { printMoment, printSpan } from "../registry/span.js";
import { inOneLine, whatFailed, whatWasSaid } from "./failure-text.js";
import { type PlanStanding, standingOf } from "./plan-standing.js";
import { restoreCommand } from "./restore-command.js";
import { rowState } from "./state-word.js";

/** The kinds of trouble, in the order in which every report tells them. */
export const TROUBLE_KINDS = [
  "refused",
  "repair-cut-off",
  "failed",
  "image-not-proven",
  "impossible",
  "not-ready",
  "not-done",
] as const;
/** One of {@link TROUBLE_KINDS}. */
export type TroubleKind = (typeof TROUBLE_KINDS)[number];

/** What the trouble of one kind is called together. */
export const TROUBLE_HEADINGS: Readonly<Record<TroubleKind, string>> = {
  refused: "Refused",
  "repair-cut-off": "Repair interrupted",
  failed: "Failed",
  "image-not-proven": "Images not proven",
  impossible: "Impossible",
  "not-ready": "Not ready",
  "not-done": "Not done",
};

/** One thing that went wrong, worded once for every report. */
export interface Trouble {
  readonly kind: TroubleKind;
  /** Null where it is about the registry or the whole run. */
  readonly region: Region | null;
  /** What went wrong and where, such as `Creating the replica in Japan East failed`; without server text. */
  readonly title: string;
  /** What was said or seen. */
  readonly said: Prose;
  /** What to do, in whole sentences; empty when nothing is known. */
  readonly remedy: Prose;
}

/** Everything that went wrong, in the order of {@link TROUBLE_KINDS}. Empty when nothing did. */
export function troublesOf(outcome: Outcome): readonly Trouble[] {
  const { plan, refusals, failures, imageTroubles, underway } = outcome;
  return [
    ...refusals.map((refusal) => refused(refusal, standingOf(plan))),
    ...outcome.brokenRepairs.map(cutOff),
    ...failures.map((failure) => failed("failed", failure)),
    ...imageTroubles.map((failure) => failed("image-not-proven", failure)),
    ...hostsToOpen(outcome),
    ...impossibleRegions(plan).map(impossible),
    ...notReadyReplicas(outcome).map((row) => notReady(row, underway.includes(row.region))),
    ...changesPutOff(outcome).map(notDone),
  ];
}

/** The whole of one trouble in one line, such as an annotation has. */
export function troubleText({ title, said, remedy }: Trouble): Prose {
  return inOneLine(title, said, remedy);
}

/** A fence that refuses the plan, or in a check would refuse it. */
export function refused({ fence, reason }: Refusal, standing: PlanStanding): Trouble {
  const what = standing === "would-be-refused" ? "apply would be refused" : "Plan refused";
  return { kind: "refused", region: null, title: `${what} (${fence})`, said: [reason], remedy: [] };
}

/** Without its create a repair leaves less than it found. */
function cutOff({ restores, left }: BrokenRepair): Trouble {
  const { region } = restores;
  return {
    kind: "repair-cut-off",
    region,
    title: `The repair of ${displayName(region)} was interrupted`,
    said: [LEFT_BY_REPAIR[left]],
    remedy: ["Run again, or restore it with: ", new ServerText(restoreCommand(restores))],
  };
}

const LEFT_BY_REPAIR: Readonly<Record<BrokenRepair["left"], string>> = {
  deleted: "its replica was deleted and not created again",
  "delete-unanswered": "the delete of its replica was sent, but no answer came",
  "create-unanswered": "its replica was deleted and the create sent, but no answer came",
};

function failed(kind: TroubleKind, failure: Failure): Trouble {
  const { region, remedy } = failure;
  return { kind, region, title: whatFailed(failure), said: whatWasSaid(failure), remedy };
}

/** Names that can be copied as they are into the rules of whatever stands in between. */
function hostsToOpen({ unreachableHosts }: Outcome): readonly Trouble[] {
  if (unreachableHosts.length === 0) return [];
  const title = "Hosts to allow for this runner, HTTPS on port 443";
  const said = [unreachableHosts.join(" ")];
  return [{ kind: "image-not-proven", region: null, title, said, remedy: [] }];
}

/** What cannot be done. In a plan that was carried out it has failed; where none was, it is told by this. */
function impossibleRegions(plan: Plan | null): readonly ImpossibleRegion[] {
  return plan === null || plan.isToBeCarriedOut ? [] : plan.impossible;
}

function impossible({ region, reason }: ImpossibleRegion): Trouble {
  const title = `${displayName(region)} cannot be set up as wanted`;
  return { kind: "impossible", region, title, said: [reason], remedy: [] };
}

/** Wanted regions that were waited for in vain, left under way, or of which Azure says why, beside those that failed. */
function notReadyReplicas({ failures, replicas }: Outcome): readonly ReplicaRow[] {
  const failed = new Set(failures.map(({ region }) => region));
  return replicas.filter(
    (row) =>
      row.isWanted &&
      !row.isReady &&
      (row.seconds !== null || (row.statusMessage ?? null) !== null) &&
      !failed.has(row.region),
  );
}

function notReady(row: ReplicaRow, isUnderway: boolean): Trouble {
  const title = `${displayName(row.region)} is not ready`;
  const since = row.since === null ? "" : ` since ${printMoment(row.since)}`;
  const waited = row.seconds === null ? "" : ` after ${printSpan(row.seconds * 1000)}`;
  const work = isUnderway ? "; Azure is still working on it" : "";
  const { statusMessage = null } = row;
  const words = statusMessage === null ? [] : prose`: ${statusMessage}`;
  const said = [...prose`${rowState(row)}${since}${waited}${work}`, ...words];
  return { kind: "not-ready", region: row.region, title, said, remedy: [] };
}

/** Changes that were not made. What failed is told with its failure, and what was rightly left is no trouble. */
function changesPutOff({ changes }: Outcome): readonly ChangeRow[] {
  return changes.filter(({ result }) => result === "withheld" || result === "open");
}

function notDone({ change, note }: ChangeRow): Trouble {
  const { region, action, reason } = change;
  const title = `The ${action} in ${displayName(region)} was not done`;
  return {
    kind: "not-done",
    region,
    title,
    said: [`${note ?? "not started"} (planned: ${reason})`],
    remedy: [],
  };
}
