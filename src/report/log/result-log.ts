import type { Outcome, ReplicaRow } from "../../outcome/outcome.js";
import { isInventory } from "../../plan/inventory.js";
import type { Drift } from "../../plan/plan.js";
import { printMoment, printSpan } from "../../registry/span.js";
import { endpointsOf } from "../endpoints.js";
import { logText } from "../escape/log.js";
import { rowState } from "../state-word.js";
import { type Trouble, type TroubleKind, troublesOf, troubleText } from "../trouble.js";
import { wayOn } from "../way-on.js";
import { lineUp } from "./log-columns.js";
import { type Annotation, annotation, group, type LogEntry, withinLimit } from "./log-entry.js";

const LONGEST_STATE = 40;
/** Leaves room in an annotation for the remedy, which comes after the server's message. */
const LONGEST_MESSAGE = 2000;

/** The group "Result": a row per replica and the headline. Error annotations follow, one for each region in trouble. */
export function resultLog(outcome: Outcome): readonly LogEntry[] {
  const lines = [
    ...replicaTable(outcome),
    ...driftTable(outcome.drift),
    "",
    logText(outcome.headline),
    ...[wayOn(outcome)].filter((line) => line !== ""),
  ];
  return [...group("Result", lines), ...withinLimit(errors(outcome))];
}

function replicaTable(outcome: Outcome): readonly string[] {
  const rows = outcome.replicas;
  if (rows.length === 0) return [];
  if (isInventory(outcome.plan)) {
    const header = ["Region", "State", "Since", "Routing", "Owners", "Until", "Endpoints"];
    return lineUp([header, ...rows.map(inventoryCells)]);
  }
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

function inventoryCells(row: ReplicaRow): readonly string[] {
  return [
    row.isHome ? `${row.region} (home)` : row.region,
    stateText(row),
    row.since === null ? "-" : printMoment(row.since),
    row.routing ?? "-",
    logText(row.owners.join(", ") || "-"),
    row.expires ?? "-",
    logText(endpointsOf(row).join(" ") || "-"),
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

/**
 * One per trouble, a region's first only. Where none of them is a refusal or a failure, the headline comes first: it
 * alone says why the run ended as it did.
 */
function errors(outcome: Outcome): readonly Annotation[] {
  if (outcome.exitCode === 0) return [];
  // What is wrong with an input was annotated where it stands.
  if (outcome.failures.some(({ activity }) => activity === "read-inputs")) return [];
  const troubles = troublesOf(outcome);
  const headline = annotation("error", "Geo-replication", logText(outcome.headline));
  const isExplained = troubles.some(({ kind }) => ENDINGS.includes(kind));
  return [...(isExplained ? [] : [headline]), ...firstPerRegion(troubles).map(error)];
}

/** What says by itself why a run ended badly. */
const ENDINGS: readonly TroubleKind[] = ["refused", "repair-cut-off", "failed", "image-not-proven"];

function firstPerRegion(troubles: readonly Trouble[]): readonly Trouble[] {
  return troubles.filter(
    ({ region }, index) => region === null || troubles.findIndex((one) => one.region === region) === index,
  );
}

function error(trouble: Trouble): Annotation {
  return annotation("error", trouble.title, logText(troubleText(trouble), LONGEST_MESSAGE));
}
