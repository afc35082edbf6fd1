import { describe, expect, test } from "@jest/globals";
import type { Outcome } from "../../src/outcome/outcome.js";
import { compareRegions, parseRegion, type Region } from "../../src/registry/region.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import { ServerText } from "../../src/registry/server-text.js";
import { summary } from "../../src/report/summary.js";
import { failure } from "../builders/failure.js";
import { fact, outcome, row } from "../builders/outcome.js";
import { createChange, plan } from "../builders/plan.js";
import { replica, replicaIn } from "../builders/replica.js";
import { renderMarkdown } from "./rendered-markdown.js";

const KIBIBYTE = 1024;

/** Regions that there are, and as many that there are not as it takes. */
function regions(count: number): readonly Region[] {
  const names = [
    ...REGION_TABLE.map(({ name }) => name),
    ...Array.from({ length: count }, (_, n) => `mars${n}00`),
  ];
  return names
    .flatMap((name) => parseRegion(name) ?? [])
    .slice(0, count)
    .toSorted(compareRegions);
}

/** Every region created, waited for and failed, each with a message of its own. */
function large(count: number, message: string): Outcome {
  const all = regions(count);
  const changes = all.map((region) => createChange(region));
  const state = { provisioningState: new ServerText("Creating"), displayStatus: null, isReady: false };
  return outcome({
    verdict: "failed",
    exitCode: 1,
    plan: plan({ changes }),
    replicas: all.map((region) => row(region, { ...state, change: "created", seconds: 3600 })),
    changes: changes.map((change) => ({ change, isDone: true, fate: "done", note: null })),
    drift: all.map((region) => ({ region, kind: "not-ready", want: "Succeeded, Ready", have: "Creating" })),
    failures: all.map((region) => failure({ region, activity: "wait", message: new ServerText(message) })),
    underway: all,
    journal: all.flatMap((region) => [
      fact(1, { kind: "write-sent", region, action: "create" }),
      fact(9, { kind: "replica-seen", region, replica: replicaIn(region, "Creating") }),
      fact(99, { kind: "replica-seen", region, replica: replicaIn(region, "Succeeded, Syncing") }),
      fact(999, { kind: "replica-seen", region, replica: replica(region) }),
    ]),
    duration: 3_600_000,
  });
}

describe("the size of the summary", () => {
  test.each([
    ["100 regions with messages of 4 KiB", 100, "m".repeat(4 * KIBIBYTE)],
    ["100 regions with messages of 4 KiB that are all markup", 100, "`|".repeat(2 * KIBIBYTE)],
    ["100 regions with messages of 4 KiB of wide characters", 100, "東".repeat(4 * KIBIBYTE)],
    ["2000 regions", 2000, "m".repeat(4 * KIBIBYTE)],
  ])("%s fit into 256 KiB, with a note that something was shortened", (_, count, message) => {
    const markdown = summary(large(count, message));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(256 * KIBIBYTE);
    expect(markdown).toContain("_Shortened to fit. The log has every message whole._");
    expectWholeTables(markdown);
  });

  // How long it takes is the benchmark's question: a busy machine must not turn a test red.
  test("100 regions with usual messages fit into 200 KB whole", () => {
    const story = large(100, "The scope cannot perform write operation because it is locked.".repeat(4));
    expect(Buffer.byteLength(summary(story))).toBeLessThan(200_000);
    expect(summary(story)).not.toContain("Shortened");
    expectWholeTables(summary(story));
  });
});

describe("the timeline of the summary", () => {
  test.each([
    ["stands open for 30 regions", 30, false],
    ["is folded away for 31", 31, true],
  ])("%s", (_, count, isFolded) => {
    expect(summary(large(count, "m")).includes(`<summary>Timeline of ${count} regions`)).toBe(isFolded);
  });

  test("stays below the 50,000 characters that GitHub draws, and counts what it leaves out", () => {
    const markdown = summary(large(400, "m"));
    const diagram = renderMarkdown(markdown).fences.get("mermaid") ?? "";
    expect(diagram.length).toBeLessThan(50_000);
    const sections = diagram.split("\n").filter((line) => line.startsWith("  section"));
    expect(markdown).toContain(`${400 - sections.length} more regions do not fit into the picture.`);
  });

  test("is left out where nothing was waited for", () => {
    expect(summary(outcome())).not.toContain("mermaid");
  });
});

describe("a run with nothing to do", () => {
  test("is two lines and a fold", () => {
    const [headline, blank, about, , fold] = summary(outcome()).split("\n");
    expect(headline).toMatch(/^### ✅ /);
    expect([blank, about]).toEqual(["", "`contoso.azurecr.io` · home West Europe · mode `apply` · 1 s"]);
    expect(fold).toBe("<details><summary>1 replica</summary>");
  });
});

/** Every row of every table has as many cells as its header. */
function expectWholeTables(markdown: string): void {
  const tables = markdown.split("\n\n").filter((block) => block.startsWith("|"));
  expect(tables.length).toBeGreaterThan(0);
  for (const table of tables) {
    const cells = table.split("\n").map((line) => line.split(/(?<!\\)\|/).length);
    expect(new Set(cells).size).toBe(1);
  }
}
