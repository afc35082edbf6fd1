import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { play, setStage } from "./harness/index.js";

const DEEP = "[".repeat(2_000);

describe("inputs as people and programs write them", () => {
  test("text that is nested 2,000 levels deep is refused with all outputs, beside the words of empty expressions", async () => {
    const inputs = {
      registry: "null",
      regions: DEEP,
      images: DEEP,
      protect: "undefined",
      owner: "[object Object]",
    };
    const { run, errors } = await play({}, inputs);
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toMatchObject({ outcome: "failed", replicas: "[]", "images-ready": "false" });
    expect(errors.match(/nested too deeply/g)).toHaveLength(2);
    for (const word of ["null", "undefined", "[object Object]"]) {
      expect(errors).toContain(`"${word}" is what an expression without a value becomes`);
    }
    expect(run.stderr).toBe("");
  });

  test("images-ready says false on bad inputs where images were named, and nothing where none were", async () => {
    const stage = await setStage();
    const named = await stage.play({ regions: "2west", images: "shop/api:v1" });
    const none = await stage.play({ regions: "2west" });
    await stage.close();
    expect([named, none].map(({ run }) => run.outputs["images-ready"])).toEqual(["false", ""]);
  });

  test("blanks of every kind, byte order marks and the portal's names of regions are read as they are meant", async () => {
    const regions =
      "\u{FEFF}- (Europe)\u00A0West\u202FEurope\n- Japan\u3000East:\n\u00A0\u00A0\u00A0\u00A0tags: { tier: dr }";
    const { run, json } = await play({}, { regions, mode: "check" });
    expect(run.outputs.outcome).toBe("drifted");
    expect(json("drift")).toMatchObject([{ region: "japaneast", kind: "missing" }]);
  });

  test("a region of another cloud says `cloud`", async () => {
    const { errors } = await play({}, { regions: "usgovvirginia", mode: "check" });
    expect(errors).toBe(
      '"usgovvirginia" is a region of AzureUSGovernment, but `cloud` is AzureCloud. Set `cloud: AzureUSGovernment`, or correct the name.',
    );
  });

  test("a config file in another encoding than UTF-8 is refused at the letter that gave it away", async () => {
    const text = "regions: japaneast\nowner: Zürich\n";
    const stage = await setStage();
    const latin = { files: { "acr.yml": Buffer.from(text, "latin1") } };
    const wide = { files: { "acr.yml": Buffer.from(`\u{FEFF}${text}`, "utf16le") } };
    const [first, second] = [
      await stage.play({ config: "acr.yml" }, latin),
      await stage.play({ config: "acr.yml" }, wide),
    ];
    expect(stage.simulator.writes()).toEqual([]);
    await stage.close();
    expect(first.run.annotations).toMatchObject([
      {
        level: "error",
        file: "acr.yml",
        line: 2,
        message: expect.stringContaining("is not UTF-8"),
      },
    ]);
    expect(second.errors).toContain("is written in UTF-16. Save it as UTF-8.");
  });

  test("a key of the config file that is like no other gets no guess", async () => {
    const files = { "acr.yml": "regions: japaneast\nx: 1\nmax_delete: 2\n" };
    const { errors } = await play({}, { config: "acr.yml", mode: "check" }, { files });
    expect(errors).toMatch(/"x" is not a key of the config file\. Its keys are/);
    expect(errors).toContain('"max_delete" is not a key of the config file. Did you mean `max-delete`?');
  });

  test("a registry that the list does not have yet says how to do without the list", async () => {
    const { errors } = await play({}, { registry: "brandnew", regions: "japaneast" });
    expect(errors).toContain(
      "The list may lack a registry that was created in the last few minutes: with `resource-group` set",
    );
  });
});

test("an owner's mark runs nothing in a shell into which the outputs are pasted, whichever quotes are around them", async () => {
  const owners = [
    "a; touch pwned ;b",
    "x | touch pwned",
    "$(touch pwned)",
    "!(touch pwned)",
    "\\'; touch pwned #",
  ];
  const regions = ["japaneast", "uksouth", "eastus", "westus", "francecentral"];
  const replicas = regions.map((region, index) => ({
    region,
    tags: { "acr-geo-owner": owners[index] ?? "", tier: owners[index] ?? "" },
  }));
  const { run, json } = await play(
    { registry: { replicas } },
    { regions: regions.join(), tags: "tier=a", mode: "check" },
  );
  expect(JSON.stringify(json("drift"))).toContain("touch pwned");
  const folder = mkdtempSync(join(tmpdir(), "shell-"));
  for (const value of Object.values(run.outputs).filter((text) => /^[[{]/.test(text))) {
    for (const pasted of [value, `'${value}'`, `"${value}"`]) {
      for (const line of [`echo ${pasted}`, `X=${pasted}`]) spawnSync("bash", ["-c", line], { cwd: folder });
    }
  }
  expect(readdirSync(folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
