import type { ChangeRow, ImageRow, Outcome, ReplicaRow } from "../outcome/outcome.js";
import { outputJson, outputState, outputWord } from "./escape/output.js";
import type { OutputName } from "./output-names.js";

/** Where the reports were written; empty for one that was not. */
export interface ReportPaths {
  readonly markdown: string;
  readonly json: string;
  readonly html: string;
}

/** Every output of the action. What is not known is `[]`, `false` or empty. No value holds a line break. */
export function outputs(outcome: Outcome, paths: ReportPaths): Readonly<Record<OutputName, string>> {
  const foreign = textsOfOthers(outcome);
  const json = jsonOutputs(outcome);
  const print = (value: unknown) => outputJson(value, foreign);
  return {
    outcome: outcome.verdict,
    headline: outcome.headline,
    replicas: print(json.replicas),
    "ready-regions": print(json["ready-regions"]),
    "all-ready": String(outcome.isAllReady),
    created: print(json.created),
    deleted: print(json.deleted),
    drift: print(json.drift),
    fingerprint: outcome.fingerprint,
    changes: print(json.changes),
    "plan-hash": outcome.planHash,
    "image-states": print(json["image-states"]),
    "images-ready": outcome.areImagesReady === null ? "" : String(outcome.areImagesReady),
    "login-server": outcome.registry?.loginServer ?? "",
    "home-region": outcome.registry?.home ?? "",
    "report-path": paths.markdown,
    "report-json": paths.json,
    "report-html": paths.html,
  };
}

/** What others wrote into the registry: marks, names, and the tags that a drift shows. */
function textsOfOthers({ replicas, drift }: Outcome): readonly string[] {
  const marks = replicas.flatMap(({ owners, name }) => [...owners, name ?? ""]);
  const tags = drift.filter(({ kind }) => kind === "tags").flatMap(({ want, have }) => [want, have]);
  return [...marks, ...tags];
}

/** The outputs that are JSON, as values under their names; the report for machines has them too. */
export function jsonOutputs(outcome: Outcome) {
  return {
    replicas: outcome.replicas.map(replica),
    "ready-regions": outcome.readyRegions,
    created: outcome.created,
    deleted: outcome.deleted,
    drift: outcome.drift.map(({ region, kind, want, have }) => ({ region, kind, want, have })),
    changes: outcome.changes.map(change),
    "image-states": outcome.images.map(image),
  };
}

function replica(row: ReplicaRow) {
  return {
    region: row.region,
    name: row.name,
    home: row.isHome,
    wanted: row.isWanted,
    provisioningState: outputState(row.provisioningState),
    status: outputState(row.displayStatus),
    ready: row.isReady,
    routing: row.routing,
    owners: row.owners,
    expires: row.expires,
    change: row.change,
    error: row.error === null ? null : { code: outputWord(row.error.code), during: row.error.during },
    endpoint: row.endpoint,
    dataEndpoint: row.dataEndpoint,
    since: row.since?.toISOString() ?? null,
    seconds: row.seconds,
  };
}

function change({ change, isDone, note }: ChangeRow) {
  const reason = note === null ? change.reason : `${change.reason}; not done: ${note}`;
  return { region: change.region, action: change.action, reason, done: isDone };
}

function image({ image, digest, regions }: ImageRow) {
  const states = regions.map(({ region, state, seconds }) => [region, { state, seconds }]);
  return { image: image.text, digest, regions: Object.fromEntries(states) };
}
