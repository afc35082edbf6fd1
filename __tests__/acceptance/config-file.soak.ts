import { describe, expect, test } from "@jest/globals";
import { play, setStage } from "./harness/index.js";

describe("the config file", () => {
  const config =
    "registry: contoso\nregions:\n  - japaneast: { routing: disabled }\n  - northeurope\nprune: all\n";

  test("serves the push workflow and the nightly check alike; the workflow's own inputs win", async () => {
    const stage = await setStage({});
    const files = { ".azure/acr-geo.yml": config };
    const inputs = { registry: "", config: ".azure/acr-geo.yml" };
    const apply = await stage.play(inputs, { files });
    const check = await stage.play({ ...inputs, mode: "check" }, { files });
    const other = await stage.play(
      { ...inputs, mode: "check", regions: "japaneast", prune: "none" },
      { files },
    );
    await stage.close();
    expect(apply.json("created")).toEqual(["japaneast", "northeurope"]);
    expect(check.run.outputs.outcome).toBe("in-sync");
    expect((other.json("drift") as { region: string }[]).map(({ region }) => region)).toEqual([
      "northeurope",
    ]);
  });

  test("has its mistakes annotated where they stand, and log and summary name file, line and column", async () => {
    const files = {
      "acr-geo.yml": "registry: contoso\nregions: [japaneast, Japan East]\nprune: true\ncolour: red\n",
    };
    const { run, simulator } = await play({}, { registry: "", config: "acr-geo.yml" }, { files });
    const errors = run.commands.filter(({ name }) => name === "error");
    expect(errors.map(({ properties }) => [properties.file, properties.line, properties.col])).toEqual([
      ["acr-geo.yml", "2", "22"],
      ["acr-geo.yml", "3", "8"],
      ["acr-geo.yml", "4", "1"],
    ]);
    for (const told of [errors.map(({ value }) => value).join("\n"), run.summary]) {
      expect(told).toContain('line 2, column 22: "Japan East" is in the list twice');
      expect(told).toContain('line 3, column 8: "true"');
      expect(told).toContain('line 4, column 1: "colour"');
    }
    expect([run.exitCode, simulator.requests]).toEqual([1, []]);
  });
});
