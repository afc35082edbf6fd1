import type { ChangeRow, ImageRow, Outcome, ReplicaRow } from "../outcome/outcome.js";
import { outputJson, outputState, outputWord } from "./escape/output.js";
import type { OutputName } from "./output-names.js";

/** Where the reports were written; empty for one that was not. */
export interface ReportPaths {
  readonly markdown: string;
  readonly html: string;
}

/** Every output of the action. What is not known is `[]`, `false` or empty. No value holds a line break. */
export function outputs(outcome: Outcome, paths: ReportPaths): Readonly<Record<OutputName, string>> {
  const foreign = textsOfOthers(outcome);
  const json = (value: unknown) => outputJson(value, foreign);
  return {
    outcome: outcome.verdict,
    headline: outcome.headline,
    replicas: json(outcome.replicas.map(replica)),
    "ready-regions": json(outcome.readyRegions),
    "all-ready": String(outcome.isAllReady),
    created: json(outcome.created),
    deleted: json(outcome.deleted),
    drift: json(outcome.drift.map(({ region, kind, want, have }) => ({ region, kind, want, have }))),
    fingerprint: outcome.fingerprint,
    changes: json(outcome.changes.map(change)),
    "plan-hash": outcome.planHash,
    "image-states": json(outcome.images.map(image)),
    "images-ready": outcome.areImagesReady === null ? "" : String(outcome.areImagesReady),
    "login-server": outcome.registry?.loginServer ?? "",
    "home-region": outcome.registry?.home ?? "",
    "report-path": paths.markdown,
    "report-html": paths.html,
  };
}

/** What others wrote into the registry: marks, names, and the tags that a drift shows. */
function textsOfOthers({ replicas, drift }: Outcome): readonly string[] {
  const marks = replicas.flatMap(({ owners, name }) => [...owners, name ?? ""]);
  const tags = drift.filter(({ kind }) => kind === "tags").flatMap(({ want, have }) => [want, have]);
  return [...marks, ...tags];
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
