import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { SUB_ACTIONS } from "../../scripts/sub-actions.js";
import { play, setStage } from "./harness/index.js";

// The runner gives `INPUT_*` of the sub-action's own inputs; what else is in the environment is not for it to read.
const FOREIGN = { INPUT_MODE: "apply" };

const SYNCING = {
  region: "japaneast",
  displayStatus: "Syncing",
  phases: [{ after: 3_000, provisioningState: "Succeeded", displayStatus: "Ready" }],
};

describe("a sub-action", () => {
  test("check reads and reports, whatever mode the environment names", async () => {
    const { run, json, writes } = await play(
      {},
      { regions: "japaneast" },
      { subAction: "check", environment: FOREIGN },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "drifted", []]);
    expect(json("changes")).toEqual([expect.objectContaining({ region: "japaneast", action: "create" })]);
  });

  test("wait writes nothing and waits for what others create", async () => {
    const { run, writes, took } = await play(
      { registry: { replicas: [SYNCING] } },
      { regions: "japaneast" },
      { subAction: "wait", environment: { INPUT_MODE: "remove", INPUT_OWNER: "contoso/shop/pr-7" } },
    );
    expect([run.exitCode, run.outputs["all-ready"], writes]).toEqual([0, "true", []]);
    expect(took).toBeGreaterThan(3_000);
  });

  test.each(SUB_ACTIONS)("%s takes no notice of a mode that is none", async (subAction) => {
    const { run } = await play(
      { registry: { replicas: [{ region: "japaneast" }] } },
      { regions: "japaneast" },
      { subAction, environment: { INPUT_MODE: "destroy" } },
    );
    expect([run.exitCode, run.annotations]).toEqual([0, []]);
    expect(run.summary).toContain(`mode \`${subAction}\``);
  });

  test("remove deletes what its inputs select, and creates nothing", async () => {
    const { run, json, writes } = await play(
      { registry: { replicas: [{ region: "japaneast" }, { region: "northeurope" }] } },
      { regions: "japaneast" },
      { subAction: "remove", environment: { INPUT_MODE: "check" } },
    );
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "changed", ["DELETE japaneast"]]);
    expect(json("deleted")).toEqual(["japaneast"]);
  });

  test("remove has no use for what the file says of another mode", async () => {
    const { run, errors } = await play(
      {},
      { config: "acr.yml" },
      { subAction: "remove", files: { "acr.yml": "regions: japaneast\nprune: all\n" } },
    );
    expect(run.exitCode).toBe(1);
    expect(errors).toContain("`mode: remove` deletes what `regions`");
  });
});

describe("the archive of a release, as GitHub makes it and a runner unpacks it,", () => {
  test("runs the action and each sub-action", async () => {
    // Below the folder of the machine's temporary files there is no node_modules, as on a runner.
    const folder = mkdtempSync(join(tmpdir(), "acr-archive-"));
    const tar = execFileSync("git", ["archive", "--prefix=contoso-acr-0badc0d/", "HEAD"], {
      maxBuffer: 64 << 20,
    });
    execFileSync("tar", ["--extract", "--directory", folder], { input: tar });
    const root = join(folder, "contoso-acr-0badc0d");
    const bundle = { entry: join(root, "dist", "index.js"), metadata: join(root, "action.yml") };
    const stage = await setStage({ registry: { replicas: [{ region: "japaneast" }] } });
    const ends: unknown[] = [];
    for (const subAction of [undefined, ...SUB_ACTIONS]) {
      const { run, writes } = await stage.play({ regions: "japaneast" }, { bundle, subAction });
      ends.push([run.outputs.outcome, writes]);
    }
    await stage.close();
    rmSync(folder, { recursive: true });
    expect(ends).toEqual([
      ["in-sync", []],
      ["in-sync", []],
      ["in-sync", []],
      ["changed", ["DELETE japaneast"]],
    ]);
  });
});
