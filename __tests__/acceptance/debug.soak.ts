import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { type ActionRun, play, type Stage, setStage } from "./harness/index.js";

// The harness itself fails a run that leaves a secret in its log.
describe("a run with debug logging", () => {
  let stage: Stage;
  let lines: readonly string[];
  beforeAll(async () => {
    const image = { repository: "shop/api", tag: "v2", platforms: 2 };
    stage = await setStage({ registry: { images: [image] } });
    const debug = { RUNNER_DEBUG: "1", GITHUB_ACTION_REF: "v1" };
    const inputs = { regions: "japaneast", images: "shop/api:v2" };
    lines = debugLines((await stage.play(inputs, { environment: debug })).run);
  });
  afterAll(() => stage.close());

  test("says what a bug report is asked for: the version, the runtime and the system", () => {
    expect(lines[0]).toMatch(/^Node v\d+\.\d+\.\d+ on \w+ \w+, action v1$/);
  });

  test("shows each request, wherever it went, with its status and its time", () => {
    const told = lines.filter((line) => /^[A-Z]+ https:\/\/\S+: \d{3} in \d+ ms/.test(line));
    const sent = stage.simulator.requests;
    expect(told.map((line) => line.split(" in ")[0])).toEqual(
      expect.arrayContaining(
        sent.map(({ method, host, path, status }) =>
          expect.stringMatching(
            new RegExp(`^${method} https://${host}${path.replace(/[.?$]/g, "\\$&")}.*: ${status}$`),
          ),
        ),
      ),
    );
    expect(told.length).toBeGreaterThanOrEqual(sent.length);
  });

  test("gives an ID of each request to Azure and to the registry", () => {
    const own = lines.filter((line) => /https:\/\/[^/]+\.(azure|azurecr|microsoftonline)\./.test(line));
    expect(own.length).toBeGreaterThan(6);
    expect(own.filter((line) => !/, (client )?request \S+$/.test(line))).toEqual([]);
  });

  test("gives Azure's ID of each request to ARM, which its support asks for", () => {
    const arms = lines.filter((line) => line.includes("https://management.azure.com/"));
    expect(arms.length).toBeGreaterThan(3);
    expect(arms.filter((line) => !/, request [0-9a-f-]{36}$/.test(line))).toEqual([]);
  });
});

test("a run without debug logging writes none of it, and the same log otherwise", async () => {
  const inputs = { mode: "wait", regions: "japaneast", images: "shop/api:v2" };
  const world = {
    registry: { replicas: [{ region: "japaneast" }], images: [{ repository: "shop/api", tag: "v2" }] },
  };
  const logOf = async (debug: string | undefined) => {
    const { run } = await play(world, inputs, { environment: { RUNNER_DEBUG: debug } });
    return {
      debug: debugLines(run),
      told: run.stdout.split("\n").filter((line) => !line.startsWith("::debug::")),
    };
  };
  const loud = await logOf("1");
  const quiet = await logOf(undefined);
  expect(loud.debug.length).toBeGreaterThan(10);
  expect(quiet.debug).toEqual([]);
  // What is masked is another token in each run.
  const lines = (told: readonly string[]) =>
    told.map((line) => line.replace(/^::add-mask::.*/, "::add-mask::"));
  expect(lines(quiet.told).toSorted()).toEqual(lines(loud.told).toSorted());
});

function debugLines({ commands }: ActionRun): readonly string[] {
  return commands.filter(({ name }) => name === "debug").map(({ value }) => value);
}
