import type { Outcome, Verdict } from "../outcome/outcome.js";
import { isInventory } from "../plan/inventory.js";
import { displayName } from "../registry/region.js";
import { printSpan } from "../registry/span.js";
import { markdownCode, markdownText } from "./escape/markdown.js";
import { count, folded, section } from "./markdown-blocks.js";
import { type Detail, LADDER } from "./summary/detail.js";
import { imagesSection } from "./summary/images-section.js";
import { networkSection } from "./summary/network-section.js";
import { changesWithApproval, driftSection, remarksSection } from "./summary/plan-section.js";
import { replicasTable } from "./summary/replicas-section.js";
import { timelineSection } from "./summary/timeline-section.js";
import { troublesOf } from "./trouble.js";
import { troubleSections } from "./trouble-sections.js";

/** GitHub drops a whole summary above 1 MiB; nobody reads a quarter of that. */
const LARGEST_SUMMARY = 256 * 1024;

const SHORTENED = "_Shortened to fit. The log has every message in full._";

const SIGNS: Readonly<Record<Verdict, string>> = {
  "in-sync": "✅",
  changed: "✅",
  drifted: "⚠️",
  "timed-out": "⌛",
  stuck: "⌛",
  failed: "❌",
  refused: "⛔",
  cancelled: "⛔",
};

/**
 * The report as GitHub Flavored Markdown, for the job summary and for `report-path`; at most 256 KiB. Where it
 * would be longer, messages are shortened first, then cells, pictures and rows, and a note says so.
 */
export function summary(outcome: Outcome): string {
  for (const detail of LADDER) {
    const note = detail === LADDER[0] ? "" : SHORTENED;
    const markdown = join([...summaryHead(outcome), note, ...body(outcome, detail)]);
    if (Buffer.byteLength(markdown) <= LARGEST_SUMMARY) return markdown;
  }
  return join([...summaryHead(outcome), SHORTENED]);
}

function join(blocks: readonly string[]): string {
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/** The headline, and which registry, mode and time it is about. */
export function summaryHead(outcome: Outcome): readonly string[] {
  return [`### ${SIGNS[outcome.verdict]} ${markdownText(outcome.headline)}`, about(outcome)];
}

function about({ registry, request, plan, duration }: Outcome): string {
  if (registry === null) return "";
  const mode = plan?.mode ?? request?.mode;
  const home = `home ${markdownText(displayName(registry.home))}`;
  const how = mode === undefined ? [] : [`mode \`${mode}\``];
  return [markdownCode(registry.loginServer), home, ...how, printSpan(duration)].join(" · ");
}

/** Trouble first. A run that found nothing to do folds everything away. */
function body(outcome: Outcome, detail: Detail): readonly string[] {
  const replicas = replicasTable(outcome, detail);
  const plan = [
    driftSection(outcome, detail),
    changesWithApproval(outcome, detail),
    networkSection(outcome, detail),
  ];
  const rest = [
    ...(detail.hasPictures ? [imagesSection(outcome, detail), timelineSection(outcome)] : []),
    remarksSection(outcome, detail),
  ];
  if (isInventory(outcome.plan) && isCalm(outcome)) return [section("Replicas", replicas), ...rest];
  if (isCalm(outcome)) {
    return [folded(count(outcome.replicas.length, "replica"), replicas, ...plan, ...rest)];
  }
  const trouble = troubleSections(outcome, detail);
  return outcome.verdict === "drifted"
    ? [...trouble, ...plan, section("Replicas", replicas), ...rest]
    : [...trouble, section("Replicas", replicas), ...plan, ...rest];
}

function isCalm(outcome: Outcome): boolean {
  return outcome.verdict === "in-sync" && outcome.changes.length === 0 && troublesOf(outcome).length === 0;
}
