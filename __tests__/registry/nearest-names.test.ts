import { expect, test } from "@jest/globals";
import { nearestRegions } from "../../src/registry/nearest-names.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import { region } from "../builders/registry.js";

const OFFERED = REGION_TABLE.filter(({ kind }) => kind === "production").map(({ name }) => region(name));

test.each([
  ["westeurop", "westeurope"],
  ["japaneest", "japaneast"],
  ["eastus22", "eastus2"],
  ["northeuropa", "northeurope"],
  ["brazilsout", "brazilsouth"],
])("for %s the first hint is %s", (mistyped, meant) => {
  expect(nearestRegions(mistyped, OFFERED)[0]).toBe(meant);
});

test("hints are three at most, the closest first", () => {
  expect(nearestRegions("westus4", OFFERED)).toEqual(["westus", "westus2", "westus3"]);
});

test.each(["middleofnowhere", "usa", "abc", "eu1"])(
  "%s is like none of those offered and gets no hint",
  (name) => {
    expect(nearestRegions(name, OFFERED)).toEqual([]);
  },
);

test("the order of those offered does not matter", () => {
  expect(nearestRegions("eastus9", OFFERED.toReversed())).toEqual(nearestRegions("eastus9", OFFERED));
});
