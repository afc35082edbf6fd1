import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { JQ_LINES, jqLines } from "../repository/jq-lines.js";
import type { World } from "../simulator/index.js";
import { type RunOptions, setStage } from "./harness/index.js";
import { marks } from "./harness/marks.js";

// The JSON report of a run that ends in each way, read by the lines that docs/report-json.md gives people. That
// each keeps to its schema is what the harness sees to, in every run of every acceptance test.

interface Scene {
  readonly world: World;
  readonly inputs: Readonly<Record<string, string>>;
  readonly options?: Partial<RunOptions>;
}

const JAPAN = { region: "japaneast" };
const LATE_IMAGE = { repository: "shop/api", tag: "v1", build: "one", arrives: { japaneast: null } };

const SCENES: Readonly<Record<string, Scene>> = {
  "in-sync": {
    world: {
      registry: {
        replicas: [JAPAN, { region: "eastus", tags: marks("contoso/shop/pr-7", "2999-01-01T00:00:00Z") }],
      },
    },
    inputs: { mode: "check" },
  },
  changed: { world: {}, inputs: { regions: "japaneast" } },
  drifted: {
    world: { registry: { privateEndpoints: 1, ipRules: ["203.0.113.0/24"] } },
    inputs: { mode: "check", regions: "japaneast" },
  },
  "timed-out": {
    world: {
      registry: {
        replicas: [
          JAPAN,
          {
            region: "northeurope",
            displayStatus: "Syncing",
            phases: [{ after: 9_000, provisioningState: "Succeeded", displayStatus: "Ready" }],
          },
          { region: "brazilsouth", displayStatus: "Syncing" },
        ],
        images: [LATE_IMAGE],
      },
    },
    inputs: {
      mode: "wait",
      regions: "japaneast, northeurope, brazilsouth",
      images: "shop/api:v1",
      timeout: "2m",
    },
  },
  stuck: {
    world: { registry: { replicas: [{ ...JAPAN, provisioningState: "Creating" }] } },
    inputs: { mode: "wait", regions: "japaneast", "stuck-after": "1m" },
  },
  failed: {
    world: { schedules: { japaneast: { ending: "failed" } } },
    inputs: { regions: "japaneast" },
  },
  refused: {
    world: { registry: { replicas: [JAPAN, { region: "eastus" }] } },
    inputs: { regions: "westeurope", prune: "all" },
  },
  cancelled: {
    world: { schedules: { japaneast: { ending: "never-ready" } } },
    inputs: { regions: "japaneast" },
    options: { signalAt: [{ signal: "SIGINT", after: 5_000 }] },
  },
  "bad inputs": { world: {}, inputs: { mode: "destroy", regions: "[]", timeout: "90" } },
};

const reports = new Map<string, string>();

beforeAll(async () => {
  for (const [name, { world, inputs, options }] of Object.entries(SCENES)) {
    const stage = await setStage(world);
    const { run } = await stage.play(inputs, options);
    reports.set(name, await run.read(run.outputs["report-json"] ?? ""));
    await stage.close();
  }
}, 120_000);
afterAll(() => reports.clear());

const reportOf = (name: string) => reports.get(name) ?? "";
const said = (name: string, about: RegExp) => {
  const line = [...JQ_LINES.keys()].find((one) => about.test(one)) ?? "";
  return jqLines(line, reportOf(name));
};

describe.each(Object.keys(SCENES))("the report for machines of a run that ends: %s", (name) => {
  test("says so", () => {
    const report = JSON.parse(reportOf(name));
    expect(report.outcome).toBe(name === "bad inputs" ? "failed" : name);
    expect(report["exit-code"]).toBe(["in-sync", "changed"].includes(name) ? 0 : 1);
  });

  test("is read by every line", () => {
    for (const about of JQ_LINES.keys()) expect(() => jqLines(about, reportOf(name))).not.toThrow();
  });
});

describe("the lines of docs/report-json.md", () => {
  test("name the wanted regions that are not ready, with their states", () => {
    expect(said("timed-out", /not ready/)).toEqual(["brazilsouth: Syncing"]);
    expect(said("stuck", /not ready/)).toEqual(["japaneast: Creating"]);
    expect(said("drifted", /not ready/)).toEqual(["japaneast: no replica"]);
    expect(said("changed", /not ready/)).toEqual([]);
  });

  test("name the region that was waited for longest", () => {
    expect(said("timed-out", /longest/)).toEqual([expect.stringMatching(/^brazilsouth \d{2,3}$/)]);
    expect(said("changed", /longest/)).toEqual([expect.stringMatching(/^japaneast \d+$/)]);
    expect(said("bad inputs", /longest/)).toEqual(["none 0"]);
  });

  test("say how far each image lags behind", () => {
    expect(said("timed-out", /lags behind/)).toEqual([
      "shop/api:v1 brazilsouth pending -",
      expect.stringMatching(/^shop\/api:v1 japaneast pending \d{2,3}$/),
      expect.stringMatching(/^shop\/api:v1 northeurope pullable \d+$/),
      expect.stringMatching(/^shop\/api:v1 westeurope pullable \d+$/),
    ]);
  });

  test("name the replicas on loan, to whom and until when", () => {
    expect(said("in-sync", /on loan/)).toEqual(["eastus contoso/shop/pr-7 until 2999-01-01T00:00:00Z"]);
  });

  test("say how long each region was in each state", () => {
    expect(said("changed", /each state/)).toEqual([expect.stringMatching(/^japaneast Creating \d+ s$/)]);
    expect(said("timed-out", /each state/)).toContainEqual(
      expect.stringMatching(/^northeurope Syncing \d+ s$/),
    );
  });

  test("list what must be opened in networks", () => {
    expect(said("drifted", /opened in networks/)).toContainEqual(
      "Japan East: 2 more free addresses in the subnet of the private endpoint pe-0 in rg-network.",
    );
    expect(said("in-sync", /opened in networks/)).toEqual([]);
  });

  test("name what somebody is paged for, with the correlation ID", () => {
    expect(said("failed", /paged for/)).toEqual([
      expect.stringMatching(/^japaneast (?:create|wait) \w+ [0-9a-f-]{36}$/),
    ]);
  });
});
