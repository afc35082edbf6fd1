import { describe, expect, test } from "@jest/globals";
import {
  anotherOperationInProgress,
  type Fault,
  type ReplicaWorld,
  type World,
} from "../../simulator/index.js";
import { type Stage, setStage } from "../harness/index.js";
import { marks } from "../harness/marks.js";

const OWNER = "contoso/shop/pr-42";
const CHANGES = 20_000;

type Phases = NonNullable<ReplicaWorld["phases"]>;

/** What somebody is changing for the first while. */
const CHANGING: Phases = [
  { after: 0, provisioningState: "Updating", displayStatus: "Ready" },
  { after: CHANGES, provisioningState: "Succeeded", displayStatus: "Ready" },
];

/** Sets a stage on which somebody changes a replica for a while, as soon as it was read so often. */
async function stageWithChange(
  world: World,
  { region, at, skip = 0 }: { readonly region: string; readonly at: string; readonly skip?: number },
): Promise<Stage> {
  const stage = await setStage(world);
  const somebody = () => stage.simulator.changeReplica(region, { lasts: CHANGES });
  const path = new RegExp(`/replications/${at}$`);
  const effect = { kind: "meanwhile" as const, [skip === 0 ? "before" : "after"]: somebody };
  stage.simulator.inject({ method: "GET", path, skip, times: 1, effect });
  return stage;
}

describe("a replica that somebody changes for a while (Updating)", () => {
  test("and that was not touched, at the last look: is waited for, and the run ends well", async () => {
    const world: World = { registry: { replicas: [{ region: "japaneast" }] } };
    // The GET that bears out that the new one is ready: nothing but the last look comes after it.
    const stage = await stageWithChange(world, { region: "japaneast", at: "brazilsouth", skip: 1 });
    const { run, json, took } = await stage.play({ regions: "japaneast, brazilsouth" });
    await stage.close();
    expect([run.outputs.outcome, run.outputs["all-ready"], json("drift")]).toEqual(["changed", "true", []]);
    expect(took).toBeGreaterThan(CHANGES);
  });

  test("and is wanted, in the GET before the deletes: the deletes wait for it", async () => {
    const world: World = { registry: { replicas: [{ region: "japaneast" }, { region: "eastus" }] } };
    const stage = await stageWithChange(world, { region: "japaneast", at: "japaneast" });
    const { run, json, took } = await stage.play({ regions: "japaneast", prune: "all" });
    await stage.close();
    expect([run.outputs.outcome, json("deleted")]).toEqual(["changed", ["eastus"]]);
    expect(took).toBeGreaterThan(CHANGES);
  });
});

describe("home that somebody changes (Updating), when the last routed region is looked for", () => {
  const registry = { homeRow: { phases: CHANGING }, replicas: [{ region: "japaneast", tags: marks(OWNER) }] };

  test.each<[string, Record<string, string>]>([
    ["a removal", { mode: "remove", owner: OWNER }],
    ["a route that is to be closed", { regions: "- japaneast: { routing: disabled }", owner: OWNER }],
  ])("%s waits for it, and is done", async (_, inputs) => {
    const stage = await setStage({ registry });
    const { run, json, took } = await stage.play(inputs);
    const japan = stage.simulator.replicas().find(({ region }) => region === "japaneast");
    await stage.close();
    expect([run.outputs.outcome, japan?.routing ?? false]).toEqual(["changed", false]);
    expect((json("changes") as readonly { done: boolean }[]).every(({ done }) => done)).toBe(true);
    expect(took).toBeGreaterThan(CHANGES);
  });

  test("and stays so until the deadline: nothing is deleted, and the run has timed out", async () => {
    const forever = { ...registry, homeRow: { phases: CHANGING.slice(0, 1) } };
    const stage = await setStage({ registry: forever });
    const { run, writes } = await stage.play({ mode: "remove", owner: OWNER, timeout: "60s" });
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "timed-out", []]);
  });
});

describe("the only other routed region, which somebody is just making", () => {
  test("is waited for, its copy too, before the last one goes", async () => {
    const making: Phases = [
      { after: 0, provisioningState: "Creating" },
      { after: 15_000, provisioningState: "Succeeded", displayStatus: "Syncing" },
      { after: CHANGES, provisioningState: "Succeeded", displayStatus: "Ready" },
    ];
    const replicas = [{ region: "japaneast" }, { region: "uksouth", phases: making }];
    const stage = await setStage({ registry: { homeRow: { routing: false }, replicas } });
    const { run, json } = await stage.play({ mode: "remove", regions: "japaneast" });
    const [remove] = stage.simulator.writes();
    await stage.close();
    expect([run.outputs.outcome, json("deleted")]).toEqual(["changed", ["japaneast"]]);
    expect(remove?.at).toBeGreaterThanOrEqual(CHANGES);
  });
});

describe("a replica that is still being created, and may never come up", () => {
  const phases: Phases = [{ after: 0, provisioningState: "Creating" }];
  const registry = { replicas: [{ region: "japaneast", tags: marks(OWNER), phases }] };

  test("the DELETE is sent at once, and as long as Azure refuses it with 409, since it is at work, it is sent again", async () => {
    const busy = anotherOperationInProgress();
    const fault: Fault = { method: "DELETE", path: /\/japaneast$/, between: [0, 90_000], effect: busy };
    const stage = await setStage({ registry, faults: [fault] });
    const { run, json } = await stage.play({ mode: "remove", owner: OWNER });
    const [remove] = stage.simulator.writes();
    await stage.close();
    expect([run.outputs.outcome, json("deleted")]).toEqual(["changed", ["japaneast"]]);
    expect(remove?.at).toBeLessThan(10_000);
  });
});
