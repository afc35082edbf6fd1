import { describe, expect, test } from "@jest/globals";
import { type Played, play, setStage } from "./harness/index.js";
import { marks, ownersIn } from "./harness/marks.js";

// What an owner's run and a run without an owner make of one another's replicas, as a person reads it.

const OWNER = "contoso/shop/pr-1";
const OTHER = "contoso/shop/pr-2";

const warningsOf = ({ run }: Played) =>
  run.annotations.filter(({ level }) => level === "warning").map(({ message }) => message);

describe("a run without an owner, and a wanted replica on loan", () => {
  const world = {
    registry: {
      replicas: [
        { region: "japaneast", routing: false, tags: { team: "shop", ...marks(`${OWNER},${OTHER}`) } },
      ],
    },
  };

  test("apply makes it permanent, says whose it was, and warns that it stays out of global routing", async () => {
    const played = await play(world, { regions: "japaneast" });
    const { run, writes, json, simulator } = played;
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "changed", ["PATCH japaneast"]]);
    expect(json("changes")).toEqual([
      {
        region: "japaneast",
        action: "update",
        reason: `it becomes permanent: no longer on loan to ${OWNER}, ${OTHER}`,
        done: true,
      },
    ]);
    expect(simulator.replicas()[0]).toMatchObject({ routing: false, tags: { team: "shop" } });
    expect(warningsOf(played)).toEqual([
      expect.stringContaining("Routing from the global endpoint to Japan East is disabled"),
    ]);
    expect(json("replicas")).toContainEqual(
      expect.objectContaining({ region: "japaneast", owners: [], expires: null }),
    );
  });

  test.each([
    ["any", 1],
    ["on-loan", 1],
    ["missing, failed", 0],
  ])("check reports on-loan, and with fail-on: %s exits with %i", async (failOn, exitCode) => {
    const { run, json, writes } = await play(world, {
      mode: "check",
      regions: "japaneast",
      "fail-on": failOn,
    });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([exitCode, "drifted", []]);
    expect(json("drift")).toEqual([
      { region: "japaneast", kind: "on-loan", want: "permanent", have: `on loan to ${OWNER}, ${OTHER}` },
    ]);
  });

  test("apply makes it permanent though it has failed, so the close of its owner does not take it", async () => {
    const failed = { region: "japaneast", provisioningState: "Failed", tags: marks(OWNER) };
    const stage = await setStage({ registry: { replicas: [failed] } });
    const { run, writes, errors } = await stage.play({ regions: "japaneast" });
    const closed = await stage.play({ mode: "remove", owner: OWNER });
    await stage.close();
    expect([run.outputs.outcome, writes, closed.writes]).toEqual(["failed", ["PATCH japaneast"], []]);
    expect(errors).toContain("repair: true");
    expect(stage.simulator.replicas()[0]).toMatchObject({ region: "japaneast", tags: {} });
  });

  test("wait warns, and is content", async () => {
    const played = await play(world, { mode: "wait", regions: "japaneast" });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(warningsOf(played)).toContainEqual(expect.stringContaining(`on loan to ${OWNER}, ${OTHER}`));
  });
});

describe("a run with an owner, and replicas that are not its own", () => {
  const world = {
    registry: {
      replicas: [
        { region: "japaneast", tags: { tier: "prod" } },
        { region: "uksouth", tags: { tier: "prod", ...marks(OTHER) } },
        { region: "eastus", tags: { tier: "prod", ...marks(OWNER) } },
      ],
    },
  };
  const inputs = {
    regions: "japaneast, uksouth, eastus",
    owner: OWNER,
    tags: "tier=preview",
    routing: "disabled",
  };

  test("sets tags and routing of its own only, says why the others keep theirs, and calls that no drift", async () => {
    const { run, json, writes, simulator } = await play(world, inputs);
    expect([run.exitCode, run.outputs.outcome, json("drift")]).toEqual([0, "changed", []]);
    expect(writes).not.toContain("PATCH japaneast");
    const left = simulator.replicas().map(({ region, routing, tags }) => [region, routing, tags.tier]);
    expect(left.filter(([region]) => region !== "westeurope")).toEqual([
      ["eastus", false, "preview"],
      ["japaneast", true, "prod"],
      ["uksouth", true, "prod"],
    ]);
    const owners = simulator.replicas().map(({ region, tags }) => [region, ownersIn(tags)]);
    expect(Object.fromEntries(owners)).toMatchObject({
      eastus: OWNER,
      japaneast: "",
      uksouth: `${OWNER},${OTHER}`,
    });
    const log = run.log.join("\n");
    expect(log).toMatch(/leave +japaneast +routing and tags stay as they are, since it is permanent/);
    expect(log).toMatch(
      /leave +uksouth +routing and tags stay as they are, since it is needed by .*pr-2, too/,
    );
    expect(run.summary).toContain("since it is permanent");
  });

  test("and a check with the same inputs has no drift once the marks are on", async () => {
    const stage = await setStage(world);
    await stage.play(inputs);
    const { run, json } = await stage.play({ ...inputs, mode: "check" });
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, json("drift"), json("changes")]).toEqual([
      0,
      "in-sync",
      [],
      [],
    ]);
  });
});

describe("max-replicas", () => {
  const world = { registry: { replicas: [{ region: "eastus" }, { region: "uksouth" }] } };

  test("refuses a plan that creates and would leave more, home not counted, before any write", async () => {
    const { run, writes, errors } = await play(world, { regions: "japaneast", "max-replicas": "2" });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "refused", []]);
    expect(errors).toContain("3 replicas besides home, and max-replicas allows 2");
  });

  test("counts the replicas that the plan takes away as gone", async () => {
    const inputs = { regions: "japaneast", "max-replicas": "1", prune: "all", "max-delete": "2" };
    const { run, json } = await play(world, inputs);
    expect([run.outputs.outcome, json("created"), json("deleted")]).toEqual([
      "changed",
      ["japaneast"],
      ["eastus", "uksouth"],
    ]);
  });

  test("lets a plan pass that creates nothing, however many there are", async () => {
    const { run } = await play(world, { regions: "eastus", "max-replicas": "0" });
    expect(run.outputs.outcome).toBe("in-sync");
  });

  test("the smaller one of workflow and config file counts, and a check says so", async () => {
    const files = { "geo.yml": "registry: contoso\nregions: [japaneast]\nmax-replicas: 2\n" };
    const inputs = { mode: "check", registry: "", config: "geo.yml", "max-replicas": "9" };
    const { run } = await play(world, inputs, { files });
    expect(run.outputs.outcome).toBe("drifted");
    expect(run.summary).toContain("max-replicas allows 2");
  });
});

describe("protect", () => {
  const world = { registry: { replicas: [{ region: "eastus", name: "geo01" }, { region: "uksouth" }] } };
  const prune = { regions: "westeurope", prune: "all", "max-delete": "9" };

  test("is the union of workflow and config file", async () => {
    const files = { "geo.yml": "registry: contoso\nprotect: [eastus]\n" };
    const inputs = { ...prune, registry: "", config: "geo.yml", protect: "uksouth" };
    const { run, writes, json } = await play(world, inputs, { files });
    expect([run.outputs.outcome, writes, json("drift")]).toEqual(["in-sync", [], []]);
  });

  test.each([
    ["a word that is no region", "prod", "`protect` names prod, which is not a region"],
    ["a replica's name", "geo01", "It is the name of the replica in East US: write eastus."],
  ])("%s refuses a plan that deletes, and is a warning where nothing is deleted", async (_, word, said) => {
    const deletes = await play(world, { ...prune, protect: word });
    expect([deletes.run.exitCode, deletes.run.outputs.outcome, deletes.writes]).toEqual([1, "refused", []]);
    expect(deletes.errors).toContain(said);
    const keeps = await play(world, { regions: "eastus", protect: word });
    expect([keeps.run.exitCode, keeps.run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(warningsOf(keeps).join("\n")).toContain(said);
  });

  test("a word that is no region refuses a repair, too", async () => {
    const registry = { replicas: [{ region: "eastus", provisioningState: "Failed" }] };
    const { run, writes } = await play({ registry }, { regions: "eastus", repair: "true", protect: "prod" });
    expect([run.outputs.outcome, writes]).toEqual(["refused", []]);
  });
});

describe("max-delete", () => {
  const owned = ["eastus", "uksouth", "japaneast"].map((region) => ({ region, tags: marks(OWNER) }));
  const world = { registry: { replicas: owned } };
  const inputs = { regions: "westeurope", owner: OWNER, prune: "owned" };

  test("does not bound prune: owned unless the workflow sets it: the marks are the consent", async () => {
    const files = { "geo.yml": "registry: contoso\nmax-delete: 1\n" };
    const { json } = await play(world, { ...inputs, registry: "", config: "geo.yml" }, { files });
    expect(json("deleted")).toEqual(["eastus", "japaneast", "uksouth"]);
    const bounded = await play(world, { ...inputs, "max-delete": "2" });
    expect([bounded.run.outputs.outcome, bounded.writes]).toEqual(["refused", []]);
    expect(bounded.errors).toContain("max-delete: 3");
  });

  test("does not bound remove unless the workflow sets it", async () => {
    const free = await play(world, { mode: "remove", owner: OWNER });
    expect(free.json("deleted")).toEqual(["eastus", "japaneast", "uksouth"]);
    const bounded = await play(world, { mode: "remove", owner: OWNER, "max-delete": "2" });
    expect([bounded.run.outputs.outcome, bounded.writes]).toEqual(["refused", []]);
  });
});
