import { describe, expect, test } from "@jest/globals";
import type { InputProblem } from "../../src/inputs/problem.js";
import { ServerText } from "../../src/registry/server-text.js";
import type { LogEntry } from "../../src/report/log/log-entry.js";
import { planLog } from "../../src/report/log/plan-log.js";
import { problemLog } from "../../src/report/log/problem-log.js";
import { resultLog } from "../../src/report/log/result-log.js";
import { failure } from "../builders/failure.js";
import { outcome, row } from "../builders/outcome.js";
import { plan } from "../builders/plan.js";
import { region } from "../builders/registry.js";

function annotationsOf(entries: readonly LogEntry[]) {
  return entries.flatMap((entry) => ("place" in entry ? [entry] : []));
}

function failuresOf(count: number) {
  return Array.from({ length: count }, (_, index) => failure({ region: region(`region${index}`) }));
}

function failed(failures: ReturnType<typeof failuresOf>) {
  return annotationsOf(resultLog(outcome({ verdict: "failed", exitCode: 1, failures })));
}

describe("the error annotations of a failed run", () => {
  test.each([
    [1, 1],
    [9, 9],
    [10, 10],
    [100, 10],
  ])("%i failed regions make %i", (regions, annotations) => {
    expect(failed(failuresOf(regions))).toHaveLength(annotations);
  });

  test("the tenth counts the rest, which the log has as lines", () => {
    const entries = resultLog(outcome({ verdict: "failed", exitCode: 1, failures: failuresOf(12) }));
    expect(entries.at(-1)).toMatchObject({ kind: "error", text: "And 3 more, in the lines above." });
    expect(entries.at(-2)).toMatchObject({
      kind: "line",
      text: expect.stringContaining("in region11 failed"),
    });
  });

  test("a region with several failures has one, its first", () => {
    const later = failure({ activity: "wait" });
    expect(failed([failure(), later]).map(({ title }) => title)).toEqual([
      "Creating the replica in Japan East failed",
    ]);
  });

  test("each says what was done, to what, what was said and what to do", () => {
    expect(failed([failure()])[0]?.text).toBe(
      "Creating the replica in Japan East failed: ScopeLocked: The scope cannot perform write operation. " +
        "(correlation ID 3f2504e0-4f89-11d3-9a0c-0305e82c3301) – Remove the lock and run again.",
    );
  });

  test("a message of 4 KiB leaves room for what to do", () => {
    const [annotation] = failed([failure({ message: new ServerText("m".repeat(4096)) })]);
    expect(annotation?.text.length).toBeLessThan(4096);
    expect(annotation?.text).toMatch(/Remove the lock and run again\.$/);
  });

  test("a refused plan has one per refusal", () => {
    const refusals = [{ fence: "routing" as const, regions: [], reason: "No route would be left." }];
    const [annotation] = annotationsOf(resultLog(outcome({ verdict: "refused", exitCode: 1, refusals })));
    expect(annotation).toMatchObject({
      title: "Plan refused (routing)",
      text: "Plan refused (routing): No route would be left.",
    });
  });

  test.each(["timed-out", "drifted", "cancelled"] as const)(
    "a run that is %s says at least that",
    (verdict) => {
      const entries = resultLog(outcome({ verdict, exitCode: 1, headline: "What happened." }));
      expect(annotationsOf(entries)).toMatchObject([{ kind: "error", text: "What happened." }]);
    },
  );

  test("a run that no failure ended has its headline first, then each region in trouble", () => {
    const late = { isReady: false, seconds: 90, provisioningState: new ServerText("Creating") };
    const replicas = [row("japaneast", late), row("uksouth", late)];
    const entries = resultLog(outcome({ verdict: "timed-out", exitCode: 1, replicas }));
    expect(annotationsOf(entries).map(({ title }) => title)).toEqual([
      "Geo-replication",
      "Japan East is not ready",
      "UK South is not ready",
    ]);
  });

  test.each(["in-sync", "changed", "drifted"] as const)(
    "a run that is %s and ends well has none",
    (verdict) => {
      expect(annotationsOf(resultLog(outcome({ verdict, failures: [failure()] })))).toEqual([]);
    },
  );

  test("wrong inputs are not told twice", () => {
    const wrong = failure({ activity: "read-inputs", region: null });
    expect(failed([wrong])).toEqual([]);
  });
});

describe("the annotations of wrong inputs", () => {
  const problem = (change: Partial<InputProblem> = {}): InputProblem => ({
    input: "regions",
    text: "`regions` names japaneast twice.",
    place: null,
    ...change,
  });

  test("stand at their place in the config file", () => {
    const place = { file: ".github/acr.yml", line: 3, column: 5 };
    expect(problemLog([problem({ place })])).toEqual([
      { kind: "error", title: "Input regions", text: "`regions` names japaneast twice.", place },
    ]);
  });

  test("are at most nine and one that counts the rest, which the log has as lines", () => {
    const place = { file: "acr.yml", line: 7, column: 1 };
    const entries = problemLog(Array.from({ length: 11 }, () => problem({ place })));
    expect(annotationsOf(entries)).toHaveLength(10);
    expect(entries.at(-2)).toMatchObject({
      kind: "line",
      text: "Input regions: `regions` names japaneast twice.",
    });
  });
});

describe("the warnings of a plan", () => {
  test("are annotations named after their region", () => {
    const warnings = [{ region: region("eastus2euap"), text: "A canary region." }];
    expect(annotationsOf(planLog(plan({ warnings })))).toMatchObject([
      { kind: "warning", text: "A canary region." },
    ]);
  });

  test("are at most ten", () => {
    const warnings = Array.from({ length: 50 }, () => ({ region: null, text: "A warning." }));
    expect(annotationsOf(planLog(plan({ warnings })))).toHaveLength(10);
  });
});
