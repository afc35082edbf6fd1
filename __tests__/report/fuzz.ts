import { describe, expect, jest, test } from "@jest/globals";
import fc from "fast-check";
import { formatOutputs } from "../../src/github/command-files.js";
import { createRunner } from "../../src/github/runner.js";
import { createStep } from "../../src/github/step.js";
import type { Outcome } from "../../src/outcome/outcome.js";
import { issueBody } from "../../src/report/issue/issue-text.js";
import type { LogEntry } from "../../src/report/log/log-entry.js";
import { outputs } from "../../src/report/outputs.js";
import { reportJson } from "../../src/report/report-json.js";
import { summary } from "../../src/report/summary.js";
import { parseCommandFile } from "../acceptance/harness/command-files.js";
import { type RunnerLog, readLog } from "../acceptance/harness/workflow-commands.js";
import { type HostileTexts, hostileOutcome } from "./hostile-outcome.js";
import { hostileText } from "./hostile-text.js";
import { entriesOf } from "./print-log.js";
import { renderMarkdown } from "./rendered-markdown.js";

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

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

/** Declares the tests of the report with so many outcomes of runs in which every word of a server's is hostile. */
export function fuzzReport(outcomes: number): void {
  const forEveryHostileOutcome = (check: (outcome: Outcome, texts: HostileTexts) => void) =>
    fc.assert(
      fc.property(hostileTexts, (texts) => check(hostileOutcome(texts), texts)),
      { seed: SEED, numRuns: outcomes },
    );

  describe(`hostile words of a server's in every field of ${outcomes} outcomes (seed ${SEED})`, () => {
    test("in the log, read as the runner reads it: no command, no line of their own, nothing invisible", () => {
      const expected = namesOf(readAsRunner(entriesOf(HARMLESS)));
      forEveryHostileOutcome((outcome) => {
        const entries = entriesOf(outcome);
        const printed = entries.flatMap(textsOf);
        expect(printed.filter((text) => isRunnerCommand(text) || INVISIBLE.test(text))).toEqual([]);
        const read = readAsRunner(entries);
        expect(namesOf(read)).toEqual(expected);
        const properties = read.commands.flatMap((command) => Object.keys(command.properties));
        expect(properties).toEqual(read.annotations.map(() => "title"));
      });
    });

    test("in the output file, read by the runner's parser: no output of their own, nothing for a shell", () => {
      forEveryHostileOutcome((outcome, texts) => {
        const values = outputs(outcome, { markdown: "", json: "", html: "" });
        expect(parseCommandFile(formatOutputs(values, "end-1"))).toEqual(values);
        expect(Object.values(values).filter((value) => !/^[ -~\p{L}]*$/u.test(value))).toEqual([]);
        for (const name of ["replicas", "changes", "drift"] as const) {
          expect(values[name]).not.toMatch(/['`$<>&#;|!()*?~]/);
          expect(JSON.parse(values[name])).toHaveLength(2);
        }
        const [replica] = JSON.parse(values.replicas);
        expect(replica.name).toBe(texts.name);
        for (const state of [replica.provisioningState, replica.status]) {
          expect(state).toMatch(/^[A-Za-z0-9._ -]{0,80}$/);
        }
        expect(replica.error.code).toMatch(/^[A-Za-z0-9._-]{0,80}$/);
        const wild = parseCommandFile(formatOutputs({ wild: texts.message, tame: "tame" }, "end-1"));
        // On Windows lines end in two characters.
        const read = `${texts.message}\n`.replaceAll("\r\n", "\n").slice(0, -1);
        expect(wild).toEqual({ wild: read, tame: "tame" });
      });
    });

    test("in the report for machines: JSON by its schema, and nothing in it that a terminal or the runner takes for more", () => {
      forEveryHostileOutcome((outcome) => {
        const text = reportJson(outcome);
        expect(text).toMatch(/^[\n -~]*$/);
        expect(text.split("\n").filter((line) => isRunnerCommand(line))).toEqual([]);
        const { failures, troubles } = JSON.parse(text);
        const told = [...failures, ...troubles].flatMap((one: object) => Object.values(one)).map(String);
        expect(told.filter((value) => INVISIBLE.test(value))).toEqual([]);
      });
    });

    test("in the summary, rendered: no element, link or mention, and in its timeline no more than a label", () => {
      const expected = renderMarkdown(summary(HARMLESS));
      forEveryHostileOutcome((outcome) => {
        const rendered = renderMarkdown(summary(outcome));
        expect(rendered.elements).toBe(expected.elements);
        expect(rendered.texts.filter(isMoreThanText)).toEqual([]);
        const timeline = rendered.fences.get("mermaid") ?? "no timeline";
        expect(timeline.split("\n").filter((line) => !TIMELINE_LINE.test(line))).toEqual([]);
      });
    });

    test("in the issue, rendered: no element, link or mention, and none gets into its map", () => {
      const expected = renderMarkdown(withoutHashes(issueBody(HARMLESS, "")));
      forEveryHostileOutcome((outcome) => {
        const rendered = renderMarkdown(withoutHashes(issueBody(outcome, "")));
        expect(rendered.elements).toBe(expected.elements);
        expect(rendered.fences.get("geojson")).toBe(expected.fences.get("geojson"));
        expect(rendered.texts.filter(isMoreThanText)).toEqual([]);
      });
    });
  });
}

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

/** The hidden marker without the hashes of what has drifted, which differ with it. */
function withoutHashes(body: string): string {
  return body.replace(/findings=[0-9a-f,]*/, "");
}

/** The log as the runner reads it when the action's own printer has written it. */
function readAsRunner(entries: readonly LogEntry[]): RunnerLog {
  let printed = "";
  const write = jest.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  entries.forEach(
    createRunner({
      step: createStep([], {}),
      environment: {},
      fetch: () => Promise.reject(),
      sleep: async () => undefined,
    }).print,
  );
  write.mockRestore();
  return readLog(printed);
}

function namesOf({ commands, lines }: RunnerLog) {
  return { commands: commands.map(({ name }) => name), lines: lines.length };
}
