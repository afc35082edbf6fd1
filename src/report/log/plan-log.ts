import type { Plan, Warning } from "../../plan/plan.js";
import { displayName } from "../../registry/region.js";
import { logText } from "../escape/log.js";
import { imageName } from "../image-name.js";
import { NETWORK_HEADING, networkLines } from "../network-text.js";
import { CHANGES_HEADINGS, standingOf } from "../plan-standing.js";
import { refused } from "../trouble.js";
import { lineUp } from "./log-columns.js";
import { annotation, group, type LogEntry, withinLimit } from "./log-entry.js";

/** The group "Plan": what is going to be done and why, and what is not. Warnings follow as annotations. */
export function planLog(plan: Plan): readonly LogEntry[] {
  const lines = [
    about(plan),
    ...images(plan),
    ...changes(plan),
    ...network(plan),
    ...refusals(plan),
    `Plan hash ${plan.hash}`,
  ];
  return [...group("Plan", lines), ...withinLimit(plan.warnings.map(warning))];
}

function about({ registry, mode, wanted, wantsExisting }: Plan): string {
  const asked = wantsExisting ? "wanted (existing)" : "wanted";
  const regions = wanted.map(({ region, isHome }) => (isHome ? `${region} (home)` : region));
  // A removal wants no region.
  const wish = regions.length === 0 || mode === "remove" ? "" : `, ${asked}: ${regions.join(", ")}`;
  return `${mode} ${logText(registry.loginServer)}, home ${registry.home}${wish}`;
}

function images({ images }: Plan): readonly string[] {
  if (images.length === 0) return [];
  const asked = `Must be pullable in every wanted region: ${images
    .map(imageName)
    .map((name) => logText(name))
    .join(", ")}`;
  const hasTag = images.some(({ kind }) => kind === "tag");
  return hasTag
    ? [asked, "A tag proves only that every region serves the same image; a digest proves which one."]
    : [asked];
}

function changes(plan: Plan): readonly string[] {
  const rows = [
    ...plan.changes.map(({ action, region, reason }) => [action, region, logText(reason)]),
    ...plan.leftOut.map(({ region, reason }) => ["leave", region, logText(reason)]),
    ...plan.impossible.map(({ region, reason }) => ["cannot", region, logText(reason)]),
  ];
  if (plan.changes.length > 0) return [heading(plan), ...lineUp(rows)];
  return [plan.mode === "wait" ? "Writes nothing." : "Nothing to write.", ...lineUp(rows)];
}

/** What must be opened in networks, by hand and outside of this run. */
function network(plan: Plan): readonly string[] {
  const lines = plan.network.flatMap((need) => networkLines(need, plan.registry));
  return lines.length === 0 ? [] : [`${NETWORK_HEADING}:`, ...lines.map((line) => `  ${logText(line)}`)];
}

function heading(plan: Plan): string {
  return `${CHANGES_HEADINGS[standingOf(plan)]} (${plan.changes.length}):`;
}

function refusals(plan: Plan): readonly string[] {
  return plan.refusals
    .map((refusal) => refused(refusal, standingOf(plan)))
    .map(({ title, said }) => `${title}: ${logText(said)}`);
}

function warning({ region, text }: Warning) {
  return annotation(
    "warning",
    region === null ? "Before replicas are created" : displayName(region),
    logText(text),
  );
}
