import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { fillReadme, fillSchema } from "../../scripts/action-docs.js";
import { SUB_ACTIONS, subActionEntry, subActionMetadata } from "../../scripts/sub-actions.js";
import { INPUT_NAMES, INPUTS, type InputName, inputsOf, isInputName } from "../../src/inputs/declarations.js";
import { ROUTING_WORDS } from "../../src/inputs/region-list.js";
import { textValue } from "../../src/inputs/value.js";
import { CLOUD_NAMES } from "../../src/registry/cloud-name.js";
import { DRIFT_KINDS, MODES, SIGN_IN_WAYS } from "../../src/registry/request.js";
import { OUTPUT_NAMES } from "../../src/report/output-names.js";

const ACTION = parse(readFileSync("action.yml", "utf8"));
const README = readFileSync("README.md", "utf8");
const SCHEMA = JSON.parse(readFileSync("schema/config.schema.json", "utf8"));

describe("action.yml", () => {
  test("has the inputs that the code reads, in its order", () => {
    expect(Object.keys(ACTION.inputs)).toEqual(INPUT_NAMES);
  });

  test("has the outputs that the code sets, in its order", () => {
    expect(Object.keys(ACTION.outputs)).toEqual(OUTPUT_NAMES);
  });

  test("lets the runner deliver no default but the token, or a config file could never win", () => {
    const withDefault = INPUT_NAMES.filter((name) => "default" in ACTION.inputs[name]);
    expect(withDefault).toEqual(["github-token"]);
    expect(ACTION.inputs["github-token"].default).toBe(`\${{ github.token }}`);
  });

  test("requires no input of the workflow that the config file may give", () => {
    expect(INPUT_NAMES.filter((name) => "required" in ACTION.inputs[name])).toEqual([]);
  });

  test("starts the bundle on Node 20", () => {
    expect(ACTION.runs).toEqual({ using: "node20", main: "dist/index.js" });
  });

  test("can be published on the Marketplace", () => {
    expect(ACTION.description.length).toBeLessThan(125);
    expect(ACTION.branding).toEqual({ icon: "globe", color: "blue" });
  });
});

describe("the description", () => {
  const sentences = [...Object.entries(ACTION.inputs), ...Object.entries(ACTION.outputs)];

  test.each(sentences)(
    "of %s is whole sentences, without an expression that the runner would evaluate",
    (_name, entry) => {
      expect(entry).toMatchObject({ description: expect.stringMatching(/^[A-Z`].*\.$/) });
      expect(entry).not.toMatchObject({ description: expect.stringContaining(`\${{`) });
    },
  );

  test.each(INPUT_NAMES)("of %s says the default that the code has", (name) => {
    const { form, whenLeftOut } = INPUTS[name];
    const said = statedDefault(name);
    if (said === null) expect(isNone(whenLeftOut)).toBe(true);
    else expect(form(textValue(said))).toEqual({ value: whenLeftOut });
  });

  test.each([
    ["mode", MODES],
    ["prune", ["none", "owned", "all"]],
    ["routing", ROUTING_WORDS],
    ["wait-for", ["none", "provisioned", "ready"]],
    ["if-image-unknown", ["error", "warn"]],
    ["fail-on", ["any", "none", ...DRIFT_KINDS]],
    ["auth", SIGN_IN_WAYS],
    ["cloud", CLOUD_NAMES],
  ])("of %s names every word that is accepted", (name, words) => {
    const { description } = ACTION.inputs[name];
    expect(words.filter((word) => !description.includes(`\`${word}\``))).toEqual([]);
  });

  test.each(["prune", "ttl", "only-expired", "routing", "tags", "expect-plan"])(
    "of %s says in which mode it is an error",
    (name) => {
      expect(ACTION.inputs[name].description).toMatch(/Setting it in .* is an error/);
    },
  );

  test.each(INPUT_NAMES.filter((name) => INPUTS[name].variable !== undefined))(
    "of %s names the variable that stands in",
    (name) => {
      expect(ACTION.inputs[name].description).toContain(`\`${INPUTS[name].variable?.name}\``);
    },
  );

  test("of config names the inputs that cannot stand in it", () => {
    const refused = INPUT_NAMES.filter((name) => INPUTS[name].inConfig === "refused");
    const names = refused.map((name) => `\`${name}\``);
    const listed = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
    expect(ACTION.inputs.config.description).toContain(`Not allowed in it are ${listed}.`);
  });
});

describe.each(SUB_ACTIONS)("the sub-action %s", (mode) => {
  const text = readFileSync(`${mode}/action.yml`, "utf8");
  const metadata = parse(text);

  test("is what npm run docs writes", () => {
    expect(text).toBe(subActionMetadata(mode, ACTION));
    expect(readFileSync(`${mode}/index.js`, "utf8")).toBe(subActionEntry(mode));
  });

  test("has the inputs that have an effect in its mode, and no mode", () => {
    expect(Object.keys(metadata.inputs)).toEqual(inputsOf(mode));
    expect(metadata.inputs).not.toHaveProperty("mode");
  });

  test("lets the runner deliver no default but the token, as the action does", () => {
    const withDefault = inputsOf(mode).filter((name) => "default" in metadata.inputs[name]);
    expect(withDefault).toEqual(inputsOf(mode).filter((name) => name === "github-token"));
  });

  test("has the outputs of the action, and runs its bundle on the same Node", () => {
    expect(metadata.outputs).toEqual(ACTION.outputs);
    expect(metadata.runs).toEqual({ using: ACTION.runs.using, main: "index.js" });
  });

  test("describes each input in whole sentences, with the default that the code has", () => {
    for (const name of inputsOf(mode)) {
      const { description } = metadata.inputs[name];
      expect(description).toMatch(/^[A-Z`].*\.$/);
      expect(description).not.toContain(`\${{`);
      const [, said = null] = /Default: `([^`]*)`/.exec(description) ?? [];
      const main = statedDefault(name);
      // Only what action.yml says of all modes together may differ: `regions` of a check has a default.
      if (name !== "regions") expect([name, said ?? null]).toEqual([name, main ?? said ?? null]);
    }
  });

  test("says what it is in a line", () => {
    expect(metadata.description.length).toBeLessThan(125);
    expect(metadata.branding).toEqual(ACTION.branding);
  });
});

describe("the inputs of the sub-actions", () => {
  const everywhere = [
    ...["registry", "regions", "config", "timeout", "subscription-id", "resource-group", "tenant-id"],
    ...["client-id", "audience", "auth", "cloud", "summary", "report-html"],
  ];

  test.each([
    [
      "check",
      "prune owner protect max-delete max-replicas repair routing tags images if-image-unknown fail-on github-token drift-issue pr-comment",
    ],
    ["wait", "wait-for stuck-after images if-image-unknown"],
    [
      "remove",
      "owner only-expired only-orphaned protect max-delete wait-for expect-plan github-token pr-comment",
    ],
  ] as const)("of %s are those of the contract", (mode, own) => {
    const known = own.split(" ").filter(isInputName);
    expect(new Set(inputsOf(mode))).toEqual(new Set([...everywhere, ...known]));
  });
});

describe("what npm run docs writes", () => {
  test("stands in the README", () => {
    expect(fillReadme(README, ACTION)).toBe(README);
  });

  test("stands in the schema of the config file", () => {
    expect(fillSchema(SCHEMA, ACTION)).toEqual(SCHEMA);
  });

  test("is one row for each input and output, whatever the descriptions hold", () => {
    const entry = { description: "a|b\n c" };
    const empty =
      "<!-- inputs: written by npm run docs --><!-- inputs: end --><!-- outputs: written by npm run docs --><!-- outputs: end -->";
    expect(fillReadme(empty, { inputs: { one: entry }, outputs: { two: entry } })).toContain(
      "| `one` | all | a\\|b c |\n\n",
    );
  });

  test("needs the markers", () => {
    expect(() => fillReadme("# No markers", ACTION)).toThrow("are not there in this order");
  });
});

/** The value in the words "Default: `…`" of a description; null where it says that there is none, or a source. */
function statedDefault(name: InputName): string | null {
  const { description } = ACTION.inputs[name];
  const [, value = null] = /Default: `([^`]*)`/.exec(description) ?? [];
  if (value === null) expect(description).toMatch(/Default: (?:none|the)\b|Required/);
  return value === null || /^AZURE_/.test(value) ? null : value;
}

function isNone(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
