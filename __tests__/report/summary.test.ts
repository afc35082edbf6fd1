import { describe, expect, test } from "@jest/globals";
import { summary } from "../../src/report/summary.js";
import { largeOutcome } from "../builders/large.js";
import { outcome, row } from "../builders/outcome.js";
import { renderMarkdown } from "./rendered-markdown.js";

const KIBIBYTE = 1024;

describe("the size of the summary", () => {
  test.each([
    ["100 regions with messages of 4 KiB", 100, "m".repeat(4 * KIBIBYTE)],
    ["100 regions with messages of 4 KiB that are all markup", 100, "`|".repeat(2 * KIBIBYTE)],
    ["100 regions with messages of 4 KiB of wide characters", 100, "東".repeat(4 * KIBIBYTE)],
    ["2000 regions", 2000, "m".repeat(4 * KIBIBYTE)],
  ])("%s fit into 256 KiB, with a note that something was shortened", (_, count, message) => {
    const markdown = summary(largeOutcome(count, message));
    expect(Buffer.byteLength(markdown)).toBeLessThanOrEqual(256 * KIBIBYTE);
    expect(markdown).toContain("_Shortened to fit. The log has every message in full._");
    expectWholeTables(markdown);
  });

  // How long it takes is the benchmark's question: a busy machine must not turn a test red.
  test("100 regions with usual messages fit into 200 KB whole", () => {
    const story = largeOutcome(
      100,
      "The scope cannot perform write operation because it is locked.".repeat(4),
    );
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
    expect(summary(largeOutcome(count, "m")).includes(`<summary>Timeline of ${count} regions`)).toBe(
      isFolded,
    );
  });

  test("stays below the 50,000 characters that GitHub draws, and counts what it leaves out", () => {
    const markdown = summary(largeOutcome(400, "m"));
    const diagram = renderMarkdown(markdown).fences.get("mermaid") ?? "";
    expect(diagram.length).toBeLessThan(50_000);
    const sections = diagram.split("\n").filter((line) => line.startsWith("  section"));
    expect(markdown).toContain(`${400 - sections.length} more regions do not fit into the picture.`);
  });

  test("is left out where nothing was waited for", () => {
    expect(summary(outcome())).not.toContain("mermaid");
  });
});

test("a replica of which nobody knows the state since its delete went out is shown neither as ready nor as deleted", () => {
  const change = { provisioningState: null, displayStatus: null, isReady: false, isStateKnown: false };
  const replicas = [row("japaneast", { ...change, change: "deleted" })];
  expect(summary(outcome({ replicas }))).toContain("| Japan East | ✗ unknown |");
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
