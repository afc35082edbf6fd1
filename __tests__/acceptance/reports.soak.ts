import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { startSimulator } from "../simulator/index.js";
import { setStage, startAction } from "./harness/index.js";

const SCHEMA = JSON.parse(readFileSync("schema/report.schema.json", "utf8"));
const isValid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(SCHEMA);
const JSON_OUTPUTS = ["replicas", "ready-regions", "created", "deleted", "drift", "changes", "image-states"];

describe("the reports of a run", () => {
  test("are there for machines whatever the run's end is", async () => {
    const stage = await setStage();
    try {
      const { run } = await stage.play({ mode: "destroy" });
      const report = JSON.parse(await run.read(run.outputs["report-json"] ?? ""));
      isValid(report);
      expect(isValid.errors ?? []).toEqual([]);
      expect(report).toMatchObject({ outcome: "failed", mode: null, "exit-code": 1, replicas: [] });
    } finally {
      await stage.close();
    }
  });

  test("are the job summary's Markdown and, when it is asked for, a page of its own", async () => {
    const stage = await setStage();
    try {
      const { run } = await stage.play({ regions: "japaneast", "report-html": "true" });
      expect(run.exitCode).toBe(0);
      expect(await run.read(run.outputs["report-path"] ?? "")).toBe(run.summary);
      const report = JSON.parse(await run.read(run.outputs["report-json"] ?? ""));
      isValid(report);
      expect(isValid.errors ?? []).toEqual([]);
      for (const name of JSON_OUTPUTS) expect(report[name]).toEqual(JSON.parse(run.outputs[name] ?? ""));
      expect(report).toMatchObject({ outcome: "changed", headline: run.outputs.headline, mode: "apply" });
      expect(report.timeline).toContainEqual(expect.objectContaining({ region: "japaneast" }));
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

describe("the log of a run", () => {
  test("comes whole to a reader that is slower than the run", async () => {
    const tags = Array.from({ length: 40 }, (_, index) => `tag${index}=${"v".repeat(250)}`).join("\n");
    const regions = Array.from({ length: 40 }, (_, index) => `region${index}`);
    const replicas = regions.map((region) => ({ region }));
    const simulator = await startSimulator({ registry: { replicas } });
    const inputs = { registry: "contoso", mode: "check", regions: regions.join(), tags };
    const { process: child, finished } = await startAction({ simulator, inputs });
    child.stdout?.pause();
    // The reader comes when the run would have been over.
    while (simulator.matching({ path: /replications$/ }).length === 0) await wait(50);
    await Promise.race([once(child, "exit"), wait(3_000)]);
    child.stdout?.resume();
    const run = await finished;
    await simulator.close();
    expect(run.stdout.length).toBeGreaterThan(400_000);
    expect(run.annotations).toMatchObject([{ level: "error", message: run.outputs.headline }]);
  });
});
