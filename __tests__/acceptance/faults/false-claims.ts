import { OUTPUT_NAMES } from "../../../src/report/output-names.js";
import type { Played } from "../harness/index.js";
import { acceptedCreates, type PlayedOut } from "./whole-job.js";

interface Row {
  readonly region: string;
  readonly ready: boolean;
}

interface Change {
  readonly region: string;
  readonly action: string;
  readonly reason: string;
  readonly done: boolean;
}

/** How a run that did not end well is resumed. */
const WAY_ON = "Run again: it continues from what it finds.";

/**
 * What a run claims that is not so, and what it did and does not tell; empty when it ended with the truth. The world
 * is looked at as it is now: it must not have changed since the run ended.
 */
export function falseClaims(played: PlayedOut): readonly string[] {
  const ofTheEnd = claimsOfTheEnd(played);
  if (isAnyUnset(played)) return ofTheEnd;
  return [...ofCreates(played), ...ofDeletes(played), ...ofReadiness(played), ...ofTheEnd];
}

/** The same, but only for what a run claims of itself: others may have changed the world meanwhile. */
export function claimsOfTheEnd(played: Played): readonly string[] {
  if (!isAnyUnset(played)) return ofTheEnd(played);
  const unset = OUTPUT_NAMES.filter((name) => played.run.outputs[name] === undefined);
  return [`outputs ${unset} are not set`];
}

function isAnyUnset({ run }: Played): boolean {
  return OUTPUT_NAMES.some((name) => run.outputs[name] === undefined);
}

function ofCreates({ json, simulator }: PlayedOut): readonly string[] {
  const accepted = acceptedCreates(simulator);
  const created = json("created") as readonly string[];
  const unanswered = changesOf(json).filter(({ reason }) => reason.includes("no answer came"));
  const told = [...created, ...unanswered.map(({ region }) => region)];
  return [
    ...created.filter((region) => !accepted.includes(region)).map((region) => `${region} was not created`),
    ...accepted.filter((region) => !told.includes(region)).map((region) => `${region}: create is not told`),
    ...accepted
      .filter((region, at) => accepted.indexOf(region) !== at)
      .map((region) => `${region}: two creates`),
  ];
}

function ofDeletes({ json, simulator }: PlayedOut): readonly string[] {
  const present = simulator.replicas().map(({ region }) => region);
  const deletes = changesOf(json).filter(({ action, done }) => action === "delete" && done);
  return deletes
    .filter(({ region }) => present.includes(region))
    .map(({ region }) => `${region} is still there`);
}

function ofReadiness({ json, simulator }: PlayedOut): readonly string[] {
  const ready = simulator
    .replicas()
    .filter((one) => one.provisioningState === "Succeeded" && one.displayStatus === "Ready")
    .map(({ region }) => region);
  const rows = (json("replicas") as readonly Row[]).filter((row) => row.ready).map(({ region }) => region);
  const claimed = new Set([...(json("ready-regions") as readonly string[]), ...rows]);
  // Before there is a first replica, the registry itself stands for home.
  claimed.delete("westeurope");
  return [...claimed].filter((region) => !ready.includes(region)).map((region) => `${region} is not ready`);
}

function ofTheEnd({ run, json }: Played): readonly string[] {
  const { outcome = "" } = run.outputs;
  const isWell = outcome === "in-sync" || outcome === "changed";
  // That of a check follows from `fail-on`, and there is nothing to go on with.
  const isCheck = outcome === "drifted";
  const isCodeRight = isCheck || isWell === (run.exitCode === 0);
  // Extras that `prune` does not ask for do not count.
  const drift = (json("drift") as readonly { readonly kind: string }[]).filter(
    ({ kind }) => kind !== "extra",
  );
  const isDriftRight = !isWell || drift.length === 0;
  const isWayToldInBoth = [run.summary, run.log.join("\n")].every((text) => text.includes(WAY_ON));
  return [
    ...(isCodeRight ? [] : [`exit code ${run.exitCode} for ${outcome}`]),
    ...(isDriftRight ? [] : [`${outcome}, with drift ${JSON.stringify(drift)}`]),
    ...(isWell || isCheck || isWayToldInBoth ? [] : [`${outcome}, and no word of how to go on`]),
  ];
}

function changesOf(json: PlayedOut["json"]): readonly Change[] {
  return json("changes") as readonly Change[];
}
