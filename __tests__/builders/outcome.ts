import type { Outcome, ReplicaRow } from "../../src/outcome/outcome.js";
import type { Fact, TimedFact } from "../../src/registry/fact.js";
import { ServerText } from "../../src/registry/server-text.js";
import { plan } from "./plan.js";
import { region, registry } from "./registry.js";

/** A run on contoso that found everything as asked, with what a test changes of it. */
export function outcome(change: Partial<Outcome> = {}): Outcome {
  return {
    verdict: "in-sync",
    exitCode: 0,
    headline: "contoso is in sync: 1 region is as asked.",
    request: null,
    registry: registry(),
    plan: plan(),
    replicas: [row("westeurope", { isHome: true })],
    readyRegions: [],
    isAllReady: true,
    created: [],
    deleted: [],
    drift: [],
    fingerprint: "",
    changes: [],
    planHash: "0123456789abcdef".repeat(4),
    images: [],
    areImagesReady: null,
    imageTroubles: [],
    unreachableHosts: [],
    refusals: [],
    leftOut: [],
    warnings: [],
    cautions: [],
    failures: [],
    brokenRepairs: [],
    underway: [],
    unanswered: [],
    journal: [],
    startedAt: new Date("2026-09-01T03:00:00Z"),
    duration: 900,
    ...change,
  };
}

/** The row of a wanted and ready replica, with what a test changes of it. */
export function row(name: string, change: Partial<ReplicaRow> = {}): ReplicaRow {
  return {
    region: region(name),
    name: region(name),
    isHome: false,
    isWanted: true,
    provisioningState: new ServerText("Succeeded"),
    displayStatus: new ServerText("Ready"),
    since: null,
    isReady: true,
    isStateKnown: true,
    routing: "enabled",
    owners: [],
    expires: null,
    change: "none",
    error: null,
    endpoint: null,
    dataEndpoint: null,
    seconds: null,
    ...change,
  };
}

/** A fact so many seconds into the run. */
export function fact(seconds: number, what: Fact): TimedFact {
  return { ...what, at: seconds * 1000 };
}
