import type { Outcome } from "../../src/outcome/outcome.js";
import { beginNarration, narrate } from "../../src/report/log/fact-log.js";
import type { LogEntry } from "../../src/report/log/log-entry.js";
import { planLog } from "../../src/report/log/plan-log.js";
import { resultLog } from "../../src/report/log/result-log.js";

/** Every entry of a run's log: the plan, what happened, the result. */
export function entriesOf(outcome: Outcome): readonly LogEntry[] {
  const plan = outcome.plan === null ? [] : planLog(outcome.plan);
  const regions = outcome.replicas.map(({ region }) => region);
  const facts = outcome.journal.reduce(
    (told, fact) => {
      const next = narrate(told.narration, fact);
      return { narration: next.narration, entries: [...told.entries, ...next.entries] };
    },
    { narration: beginNarration(regions, outcome.plan?.replicas ?? []), entries: [] as readonly LogEntry[] },
  );
  return [...plan, ...facts.entries, ...resultLog(outcome)];
}

/** The log as the runner gets it, commands and all. */
export function printLog(entries: readonly LogEntry[]): string {
  return `${entries.map(printEntry).join("\n")}\n`;
}

function printEntry(entry: LogEntry): string {
  if (entry.kind === "line") return entry.text;
  if (entry.kind === "group-begin") return `::group::${entry.title}`;
  if (entry.kind === "group-end") return "::endgroup::";
  return `::${entry.kind} title=${entry.title}::${entry.text}`;
}
