import { describe, expect, test } from "@jest/globals";
import { play } from "./harness/index.js";
import { ANOTHER, PULL_REQUEST, world } from "./removal-world.js";

describe("remove selects what all given selectors match", () => {
  test.each<[string, Record<string, string>, readonly string[]]>([
    ["regions", { regions: "Japan East, eastus" }, ["DELETE eastus", "DELETE japaneast"]],
    [
      "owner",
      { owner: PULL_REQUEST, "max-delete": "2" },
      ["DELETE brazilsouth", "DELETE eastus", "PATCH uksouth"],
    ],
    ["only-expired", { "only-expired": "true", "max-delete": "2" }, ["DELETE eastus", "DELETE uksouth"]],
    ["regions and owner", { regions: "brazilsouth, japaneast", owner: PULL_REQUEST }, ["DELETE brazilsouth"]],
    [
      "regions and only-expired",
      { regions: "eastus, northeurope, canadacentral", "only-expired": "true" },
      ["DELETE eastus"],
    ],
    ["owner and only-expired", { owner: ANOTHER, "only-expired": "true" }, ["DELETE uksouth"]],
    [
      "all three",
      { regions: "eastus, brazilsouth", owner: PULL_REQUEST, "only-expired": "true" },
      ["DELETE eastus"],
    ],
  ])("%s", async (_, selectors, expected) => {
    const { run, writes, json, simulator } = await play(world, { mode: "remove", ...selectors });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(writes.toSorted()).toEqual(expected);
    const deleted = expected.filter((write) => write.startsWith("DELETE")).map((write) => write.slice(7));
    expect(json("deleted")).toEqual(deleted);
    expect(simulator.replicas().map(({ region }) => region)).toEqual(
      [...world.registry.replicas.map(({ region }) => region), "westeurope"]
        .filter((region) => !deleted.includes(region))
        .toSorted(),
    );
    expect(json("drift")).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ["a region without a replica", { regions: "australiaeast" }],
    ["an owner of nothing", { owner: "contoso/shop/pr-1000" }],
    ["a region that the owner does not own", { regions: "japaneast, northeurope", owner: PULL_REQUEST }],
    ["a region whose time has not come", { regions: "northeurope, japaneast", "only-expired": "true" }],
  ])("nothing selected is in-sync: %s", async (_, selectors) => {
    const { run, writes, json } = await play(world, { mode: "remove", ...selectors });
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect([json("deleted"), json("changes")]).toEqual([[], []]);
  });

  test("a region that was named and is left is told, with the reason", async () => {
    const inputs = { mode: "remove", regions: "australiaeast, japaneast, northeurope", owner: PULL_REQUEST };
    const { run } = await play(world, inputs);
    const log = run.log.join("\n");
    expect(log).toMatch(/leave +australiaeast +.*no replica/);
    expect(log).toMatch(/leave +japaneast +.*no owners/);
    expect(log).toMatch(/leave +northeurope +.*needed by contoso\/shop\/pr-7, not by contoso\/shop\/pr-42/);
  });

  test("no selector at all is an input error that names all three", async () => {
    const { run, simulator } = await play(world, { mode: "remove" });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(simulator.requests).toEqual([]);
    const [said] = run.annotations.map(({ message }) => message);
    for (const selector of ["regions", "owner", "only-expired"]) expect(said).toContain(`\`${selector}\``);
  });
});
