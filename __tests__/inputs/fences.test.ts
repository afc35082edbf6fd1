import { describe, expect, test } from "@jest/globals";
import { problemsWith, requestFrom } from "./asking.js";

const SOUND = "registry: contoso\nregions: westeurope\n";

describe("a fence that workflow and config file both set only grows", () => {
  test("protect is the union of both", () => {
    const file = `${SOUND}protect: [northeurope, japaneast]\n`;
    expect(requestFrom({ file, inputs: { protect: "uksouth, Japan East" } })).toMatchObject({
      protect: ["uksouth", "japaneast", "northeurope"],
    });
    expect(
      requestFrom({ file, inputs: { mode: "remove", regions: "eastus", protect: "uksouth" } }),
    ).toMatchObject({
      protect: ["uksouth", "northeurope", "japaneast"],
    });
  });

  test.each([
    ["", "", null, false],
    ["2", "", 2, true],
    ["", "3", 3, false],
    ["2", "3", 2, true],
    ["5", "3", 3, true],
    ["0", "3", 0, true],
    ["5", "0", 0, true],
  ])("max-delete %j in the workflow and %j in the file is %j", (workflow, inFile, limit, isSetByWorkflow) => {
    const file = inFile === "" ? SOUND : `${SOUND}max-delete: ${inFile}\n`;
    expect(requestFrom({ file, inputs: { "max-delete": workflow } })).toMatchObject({
      maxDelete: { limit, isSetByWorkflow },
    });
  });

  test.each([
    ["", { limit: null, isSetByWorkflow: false }],
    ["5", { limit: 5, isSetByWorkflow: true }],
  ])("in remove only the max-delete of the workflow counts: %j", (workflow, maxDelete) => {
    const file = `${SOUND}max-delete: 0\n`;
    const inputs = { mode: "remove", owner: "me", "max-delete": workflow };
    expect(requestFrom({ file, inputs })).toMatchObject({ maxDelete });
  });

  test.each([
    ["", "", null],
    ["4", "", 4],
    ["", "3", 3],
    ["4", "3", 3],
    ["2", "3", 2],
  ])("max-replicas %j in the workflow and %j in the file is %j", (workflow, inFile, maxReplicas) => {
    const file = inFile === "" ? SOUND : `${SOUND}max-replicas: ${inFile}\n`;
    for (const mode of ["apply", "check"]) {
      expect(requestFrom({ file, inputs: { mode, "max-replicas": workflow } })).toMatchObject({
        maxReplicas,
      });
    }
  });

  test.each(["max-delete: many", "max-replicas: many", "protect: [4]"])(
    "a fence of the file that cannot be read is an error, though the workflow has one: %s",
    (line) => {
      const inputs = { "max-delete": "1", "max-replicas": "1", protect: "japaneast" };
      expect(problemsWith({ file: `${SOUND}${line}\n`, inputs })).toHaveLength(1);
    },
  );

  test("what is no fence is not joined: the workflow wins", () => {
    const file = `${SOUND}images: [api:v1]\ntags: { a: b }\n`;
    expect(requestFrom({ file, inputs: { images: "api:v2", tags: "c=d" } })).toMatchObject({
      images: [{ text: "api:v2" }],
      tags: { c: "d" },
    });
  });
});
