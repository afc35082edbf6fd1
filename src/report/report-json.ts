import type { Outcome } from "../outcome/outcome.js";
import type { NetworkNeed } from "../plan/network.js";
import type { Failure } from "../registry/failure.js";
import type { Registry } from "../registry/registry.js";
import { logText } from "./escape/log.js";
import { outputWord } from "./escape/output.js";
import { networkLines } from "./network-text.js";
import { jsonOutputs } from "./outputs.js";
import { timeline } from "./timeline.js";
import { troublesOf } from "./trouble.js";

/** The version of schema/report.schema.json: a whole number that grows when a reader of the old one could fail. */
export const REPORT_SCHEMA_VERSION = 1;

/**
 * The whole outcome for machines: the outputs under their names as JSON, and what the other reports tell beside them.
 * Server text in it is on one line, with nothing invisible, so that printing it gives the runner no commands.
 */
export function reportJson(outcome: Outcome): string {
  return `${JSON.stringify(reportOf(outcome), null, 2).replace(WRITTEN_AS_CODES, codeOf)}\n`;
}

/** What a terminal, the runner or a page could take for more than text, should the file be printed as it is. */
const WRITTEN_AS_CODES = /[^\n -~]|[#'`$<>&]/g;

function codeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function reportOf(outcome: Outcome) {
  const { request, registry, plan, refusals, leftOut, warnings } = outcome;
  return {
    "schema-version": REPORT_SCHEMA_VERSION,
    outcome: outcome.verdict,
    "exit-code": outcome.exitCode,
    headline: outcome.headline,
    mode: plan?.mode ?? request?.mode ?? null,
    "started-at": outcome.startedAt.toISOString(),
    seconds: secondsOf(outcome.duration),
    registry: registry?.id.name ?? null,
    "login-server": registry?.loginServer ?? null,
    "home-region": registry?.home ?? null,
    ...jsonOutputs(outcome),
    "all-ready": outcome.isAllReady,
    fingerprint: outcome.fingerprint,
    "plan-hash": outcome.planHash,
    "images-ready": outcome.areImagesReady,
    refusals: refusals.map(({ fence, regions, reason }) => ({ fence, regions, reason: logText(reason) })),
    troubles: troublesOf(outcome).map(({ kind, region, title, said, remedy }) => ({
      kind,
      region,
      title: logText(title),
      said: logText(said),
      remedy: logText(remedy),
    })),
    failures: outcome.failures.map(failureOf),
    "left-alone": leftOut.map(({ region, reason }) => ({ region, reason: logText(reason) })),
    warnings: [
      ...warnings.map(({ region, text }) => ({ region, text: logText(text) })),
      ...outcome.cautions.map(({ region, remedy }) => ({ region, text: logText(remedy) })),
    ],
    underway: outcome.underway,
    unanswered: outcome.unanswered,
    network: plan === null ? [] : plan.network.map((need) => needOf(need, plan.registry)),
    timeline: timelineOf(outcome),
  };
}

function failureOf({ region, activity, code, message, correlationId }: Failure) {
  return {
    region,
    during: activity,
    code: outputWord(code),
    message: message === null ? null : logText(message),
    correlationId: outputWord(correlationId),
  };
}

function needOf(need: NetworkNeed, registry: Registry) {
  const { region, hosts, publicAccess, addresses, records } = need;
  return {
    region,
    hosts,
    publicAccess: publicAccess?.kind ?? "open",
    addresses: addresses.map(({ endpoint, count }) => ({
      privateEndpoint: logText(endpoint.name),
      resourceGroup: endpoint.resourceGroup === null ? null : logText(endpoint.resourceGroup),
      count,
    })),
    records,
    text: networkLines(need, registry).map((line) => logText(line)),
  };
}

/** How each region spent the run; times are seconds since it began. */
function timelineOf(outcome: Outcome) {
  return timeline(outcome).map(({ region, spans, readyAt, imagesAt }) => ({
    region,
    ready: readyAt === null ? null : secondsOf(readyAt),
    imagesPullable: imagesAt === null ? null : secondsOf(imagesAt),
    spans: spans.map(({ kind, label, from, to }) => ({
      kind,
      label: logText(label),
      from: secondsOf(from),
      to: secondsOf(to),
    })),
  }));
}

/** Milliseconds as seconds with at most three digits after the point. */
function secondsOf(milliseconds: number): number {
  return Math.round(milliseconds) / 1000;
}
