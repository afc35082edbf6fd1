import { describe, expect, test } from "@jest/globals";
import { setStage } from "./harness/index.js";

describe("the reports of a run", () => {
  test("are the job summary's Markdown and, when it is asked for, a page of its own", async () => {
    const stage = await setStage();
    try {
      const { run } = await stage.play({ regions: "japaneast", "report-html": "true" });
      expect(run.exitCode).toBe(0);
      expect(await run.read(run.outputs["report-path"] ?? "")).toBe(run.summary);
      const page = await run.read(run.outputs["report-html"] ?? "");
      expect(page).toMatch(/^<!doctype html>/);
      expect(page).toContain('aria-label="Japan East: ready"');
      expect(page.length).toBeGreaterThan(50_000);
    } finally {
      await stage.close();
    }
  });

  test("leave the page out where nobody asked for it, and the summary where it is not wanted", async () => {
    const stage = await setStage();
    try {
      const { run } = await stage.play({ mode: "check", regions: "westeurope", summary: "false" });
      expect(run.outputs["report-html"]).toBe("");
      expect(run.summary).toBe("");
      expect(await run.read(run.outputs["report-path"] ?? "")).toMatch(/^### ✅ /);
    } finally {
      await stage.close();
    }
  });
});
