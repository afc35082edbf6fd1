import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { faultsOf, type Lock, productionPackages, rangesIn } from "../../scripts/lock.js";

describe("the packages that dist/ is made of", () => {
  test("are those of the lock that are there without the development tools, wherever they are nested", () => {
    const lock: Lock = {
      packages: {
        "": { version: "1.0.0" },
        "node_modules/tool": { version: "1.0.0", dev: true },
        "node_modules/b": { version: "2.0.0" },
        "node_modules/b/node_modules/@scope/a": { version: "3.0.0" },
      },
    };
    expect(productionPackages(lock).map(({ name, version }) => `${name} ${version}`)).toEqual([
      "@scope/a 3.0.0",
      "b 2.0.0",
    ]);
  });

  test("all run on Node 20.0, 20.19 and 24, and run no script when they are installed", () => {
    const packages = productionPackages(JSON.parse(readFileSync("package-lock.json", "utf8")));
    expect(packages.length).toBeGreaterThan(50);
    expect(packages.flatMap(faultsOf)).toEqual([]);
  });
});

describe("the versions that package.json asks for", () => {
  test("are exact, those of development tools too", () => {
    expect(rangesIn(JSON.parse(readFileSync("package.json", "utf8")))).toEqual([]);
  });

  test.each(["^1.2.3", "~1.2.3", "1.x", ">=1.2.3", "latest", "v1.2.3", "github:owner/pad"])(
    "would not be: %s",
    (asked) => {
      const manifest = { dependencies: { pad: "1.2.3" }, devDependencies: { tool: asked } };
      expect(rangesIn(manifest)).toEqual([
        `package.json asks for tool ${asked}. Write the one version that is meant.`,
      ]);
    },
  );
});

describe("a fault of a package", () => {
  const found = { name: "pad", version: "1.0.0", folder: "node_modules/pad" };

  test.each([
    [undefined, []],
    [">=20", []],
    ["^20.19.0 || >=22.12", ["20.0.0"]],
    [">=22", ["20.0.0", "20.19.0"]],
    ["20.x", ["24.0.0"]],
  ])("is a Node that its engines leave out: %s", (node, refused) => {
    const engines = node === undefined ? {} : { engines: { node } };
    expect(faultsOf({ ...found, ...engines })).toEqual(
      refused.map((version) => `pad 1.0.0 wants Node ${node}, which leaves out ${version}.`),
    );
  });

  test("is a script at install", () => {
    expect(faultsOf({ ...found, hasInstallScript: true })).toEqual([
      "pad 1.0.0 runs a script when it is installed.",
    ]);
  });
});
