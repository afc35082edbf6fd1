import type { Outcome, ReplicaRow } from "../../outcome/outcome.js";
import type { Drift } from "../../plan/plan.js";
import type { Failure } from "../../registry/failure.js";
import { printSpan } from "../../registry/span.js";
import { logText } from "../escape/log.js";
import { failureText, whatFailed } from "../failure-text.js";
import { rowState } from "../state-word.js";
import { wayOn } from "../way-on.js";
import { lineUp } from "./log-columns.js";
import { type Annotation, annotation, group, type LogEntry, withinLimit } from "./log-entry.js";

const LONGEST_STATE = 40;
/** Leaves room in an annotation for the remedy, which comes after the server's message. */
const LONGEST_MESSAGE = 2000;

/** The group "Result": a row per replica and the headline. Error annotations follow, one per failed region. */
export function resultLog(outcome: Outcome): readonly LogEntry[] {
  const lines = [
    ...replicaTable(outcome.replicas),
    ...driftTable(outcome.drift),
    "",
    logText(outcome.headline),
    ...[wayOn(outcome)].filter((line) => line !== ""),
  ];
  return [...group("Result", lines), ...withinLimit(errors(outcome))];
}

function replicaTable(rows: readonly ReplicaRow[]): readonly string[] {
  if (rows.length === 0) return [];
  const header = ["Region", "State", "Routing", "Changed", "Waited"];
  return lineUp([header, ...rows.map(replicaCells)]);
}

function replicaCells(row: ReplicaRow): readonly string[] {
  return [
    row.isHome ? `${row.region} (home)` : row.region,
    stateText(row),
    row.routing ?? "-",
    row.change === "none" ? "-" : row.change,
    row.seconds === null ? "-" : printSpan(row.seconds * 1000),
  ];
}

function stateText(row: ReplicaRow): string {
  const state = rowState(row);
  if (state === "ready") return "Ready";
  return typeof state === "string" ? state : logText([state], LONGEST_STATE);
}

function driftTable(drift: readonly Drift[]): readonly string[] {
  if (drift.length === 0) return [];
  const rows = drift.map(({ region, kind, want, have }) => [region, kind, logText(want), logText(have)]);
  return ["", ...lineUp([["Region", "Drift", "Wanted", "Found"], ...rows])];
}

function errors(outcome: Outcome): readonly Annotation[] {
  if (outcome.exitCode === 0) return [];
  const refused = outcome.refusals.map(({ reason }) => annotation("error", "Plan refused", logText(reason)));
  const failed = firstPerRegion(outcome.failures).map(failure);
  const notProven = outcome.imageTroubles.map(failure);
  // What is wrong with an input was annotated where it stands.
  if (outcome.failures.some(({ activity }) => activity === "read-inputs")) return [];
  const all = [...refused, ...failed, ...notProven];
  return all.length > 0 ? all : [annotation("error", "Geo-replication", logText(outcome.headline))];
}

function firstPerRegion(failures: readonly Failure[]): readonly Failure[] {
  return failures.filter(
    ({ region }, index) =>
      region === null || failures.findIndex((failure) => failure.region === region) === index,
  );
}

function failure(failure: Failure): Annotation {
  return annotation("error", whatFailed(failure), logText(failureText(failure), LONGEST_MESSAGE));
}
