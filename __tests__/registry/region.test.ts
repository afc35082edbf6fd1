import { describe, expect, test } from "@jest/globals";
import {
  compareRegions,
  displayName,
  isCanaryOrStage,
  parseRegion,
  regionFacts,
} from "../../src/registry/region.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import { region } from "../builders/registry.js";

describe("a region's name", () => {
  test.each([
    ["westeurope", "westeurope"],
    ["West Europe", "westeurope"],
    ["WEST EUROPE", "westeurope"],
    [" West\tEurope ", "westeurope"],
    ["West US 2", "westus2"],
    ["East US 2 EUAP", "eastus2euap"],
    ["usgovvirginia", "usgovvirginia"],
    ["a region that Azure opens next year", "aregionthatazureopensnextyear"],
  ])("%j is read as %s", (text, short) => {
    expect(parseRegion(text)).toBe(short);
  });

  test.each([
    "",
    " ",
    "eu",
    "2west",
    "west-europe",
    "west_europe",
    "westeurope,",
    "日本東",
    "west\neurope",
    "é".repeat(9),
  ])("%j is no region", (text) => {
    expect(parseRegion(text)).toBeNull();
  });

  test.each(REGION_TABLE.map(({ name, displayName }) => [displayName, name]))(
    "%s is %s, and back",
    (display, name) => {
      expect(parseRegion(display)).toBe(name);
      expect(displayName(region(name))).toBe(display);
    },
  );

  test("a region that the table does not know is shown by its short name", () => {
    expect(displayName(region("usgovvirginia"))).toBe("usgovvirginia");
    expect(regionFacts(region("usgovvirginia"))).toBeNull();
  });
});

describe("the region table", () => {
  test("names every region once", () => {
    expect(new Set(REGION_TABLE.map(({ name }) => name)).size).toBe(REGION_TABLE.length);
  });

  test("has Spain where it is, although its source has it in the sea", () => {
    expect(regionFacts(region("spaincentral"))?.longitude).toBeCloseTo(-3.42, 2);
  });
});

test.each([
  ["eastus2euap", true],
  ["centraluseuap", true],
  ["eastusstg", true],
  ["eastus2", false],
  ["westeurope", false],
])("whether %s is a canary or stage region: %s", (name, isCanary) => {
  expect(isCanaryOrStage(region(name))).toBe(isCanary);
});

test("regions are ordered by their short names", () => {
  const names = ["westus", "eastus", "westus2", "eastus"].map(region);
  expect(names.toSorted(compareRegions)).toEqual(["eastus", "eastus", "westus", "westus2"]);
});
