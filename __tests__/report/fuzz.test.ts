import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { issueBody } from "../../src/report/issue/issue-text.js";
import type { LogEntry } from "../../src/report/log/log-entry.js";
import { outputs } from "../../src/report/outputs.js";
import { summary } from "../../src/report/summary.js";
import { type HostileTexts, hostileOutcome } from "./hostile-outcome.js";
import { hostileText } from "./hostile-text.js";
import { entriesOf } from "./print-log.js";
import { renderMarkdown } from "./rendered-markdown.js";

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Eight hostile texts each. */
const OUTCOMES = 1_250;

const hostileTexts: fc.Arbitrary<HostileTexts> = fc.record({
  state: hostileText,
  status: hostileText,
  name: hostileText,
  owner: hostileText,
  tag: hostileText,
  code: hostileText,
  message: hostileText,
  quote: hostileText,
});

const HARMLESS = hostileOutcome({
  state: "word",
  status: "word",
  name: "word",
  owner: "word",
  tag: "word",
  code: "word",
  message: "word",
  quote: "word",
});

function forEveryHostileOutcome(check: (texts: HostileTexts) => void): void {
  fc.assert(fc.property(hostileTexts, check), { seed: SEED, numRuns: OUTCOMES });
}

describe(`${OUTCOMES * 8} hostile texts of a server's, seed ${SEED}`, () => {
  test("never become a command, a second line or an invisible character of the log", () => {
    forEveryHostileOutcome((texts) => {
      const entries = entriesOf(hostileOutcome(texts));
      expect(entries).toHaveLength(entriesOf(HARMLESS).length);
      const printed = entries.flatMap(textsOf);
      expect(printed.filter(isRunnerCommand)).toEqual([]);
      expect(printed.filter((text) => INVISIBLE.test(text))).toEqual([]);
    });
  });

  test("never become an output of their own, and stay out of the reach of a shell", () => {
    forEveryHostileOutcome((texts) => {
      const values = outputs(hostileOutcome(texts), { markdown: "", html: "" });
      expect(Object.values(values).filter((value) => !/^[ -~]*$/.test(value))).toEqual([]);
      for (const name of ["replicas", "changes", "drift"] as const) {
        expect(values[name]).not.toMatch(/['`$<>&#]/);
        expect(JSON.parse(values[name])).toHaveLength(2);
      }
      const [replica] = JSON.parse(values.replicas);
      expect(replica.name).toBe(texts.name);
      for (const word of [replica.provisioningState, replica.status, replica.error.code]) {
        expect(word).toMatch(/^[A-Za-z0-9._-]{0,80}$/);
      }
    });
  });

  test("never become an element, a link or a mention of the summary", () => {
    const expected = renderMarkdown(summary(HARMLESS));
    forEveryHostileOutcome((texts) => {
      const rendered = renderMarkdown(summary(hostileOutcome(texts)));
      expect(rendered.elements).toBe(expected.elements);
      expect(rendered.texts.filter(isMoreThanText)).toEqual([]);
    });
  });

  test("never become an element, a link or a mention of the issue, nor get into its map", () => {
    const expected = renderMarkdown(issueBody(HARMLESS, ""));
    forEveryHostileOutcome((texts) => {
      const rendered = renderMarkdown(issueBody(hostileOutcome(texts), ""));
      expect(rendered.elements).toBe(expected.elements);
      expect(rendered.fences.get("geojson")).toBe(expected.fences.get("geojson"));
      expect(rendered.texts.filter(isMoreThanText)).toEqual([]);
    });
  });

  test("never become more than a label of the timeline", () => {
    forEveryHostileOutcome((texts) => {
      const lines =
        renderMarkdown(summary(hostileOutcome(texts)))
          .fences.get("mermaid")
          ?.split("\n") ?? [];
      expect(lines.filter((line) => !TIMELINE_LINE.test(line))).toEqual([]);
    });
  });
});

const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{200b}\u{feff}]/u;

const TIMELINE_LINE =
  /^(gantt| {2}(dateFormat YYYY-MM-DD HH:mm:ss|axisFormat %H:%M:%S|todayMarker off|section [A-Za-z0-9 ]+|State [\p{L}\p{N}_ -]* :active, [-0-9: ]+, [-0-9: ]+|Ready :milestone, [-0-9: ]+, 0s))?$/u;

function textsOf(entry: LogEntry): readonly string[] {
  if (entry.kind === "line") return [entry.text];
  if (entry.kind === "group-begin") return [entry.title];
  return entry.kind === "group-end" ? [] : [entry.title, entry.text];
}

/** As actions/runner reads a line (src/Runner.Common/ActionCommand.cs), for any name of a command. */
function isRunnerCommand(line: string): boolean {
  const trimmed = line.trimStart();
  const isSecondForm = trimmed.startsWith("::") && trimmed.indexOf("::", 2) >= 0;
  const begin = line.indexOf("##[");
  return isSecondForm || (begin >= 0 && line.indexOf("]", begin) >= 0);
}

/** What GitHub's own filters look for in text outside code, beyond Markdown. */
function isMoreThanText(text: string): boolean {
  return /@\w|\w@|#\d|\bGH-\d+\b|:\w+:|:\/\/|www\.|\$|[<>]|\b[0-9a-f]{7,40}\b/iu.test(text);
}
