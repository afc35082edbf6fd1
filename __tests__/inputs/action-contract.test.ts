import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { draftProperty, fillSchema } from "../../scripts/config-schema.js";
import { lineOf, statedDefault } from "../../scripts/descriptions.js";
import { fillReadme, inputsPage, outputsPage } from "../../scripts/reference-pages.js";
import { SUB_ACTIONS, subActionEntry, subActionMetadata } from "../../scripts/sub-actions.js";
import { INPUT_NAMES, INPUTS, inputsOf, isInputName } from "../../src/inputs/declarations.js";
import { durationForm } from "../../src/inputs/duration.js";
import { ROUTING_WORDS } from "../../src/inputs/region-list.js";
import { anyTextForm, booleanForm, choiceForm, countForm } from "../../src/inputs/text-forms.js";
import { textValue } from "../../src/inputs/value.js";
import { CLOUD_NAMES } from "../../src/registry/cloud-name.js";
import { DRIFT_KINDS, MODES, SIGN_IN_WAYS } from "../../src/registry/request.js";
import { OUTPUT_NAMES } from "../../src/report/output-names.js";

const ACTION = parse(readFileSync("action.yml", "utf8"));
const README = readFileSync("README.md", "utf8");
const SCHEMA = JSON.parse(readFileSync("schema/config.schema.json", "utf8"));
/** What is missing in action.yml is said by one test, not by ten. */
const DESCRIBED = INPUT_NAMES.filter((name) => name in ACTION.inputs);

describe("action.yml", () => {
  test("has the inputs that the code reads, in its order", () => {
    const declared = { names: INPUT_NAMES, in: "src/inputs/declarations.ts" };
    expect(whatToWrite(declared, { names: Object.keys(ACTION.inputs), in: "action.yml" })).toEqual([]);
  });

  test("has the outputs that the code sets, in its order", () => {
    const declared = { names: OUTPUT_NAMES, in: "src/report/output-names.ts" };
    expect(whatToWrite(declared, { names: Object.keys(ACTION.outputs), in: "action.yml" })).toEqual([]);
  });

  test("lets the runner deliver no default but the token, or a config file could never win", () => {
    const withDefault = DESCRIBED.filter((name) => "default" in ACTION.inputs[name]);
    expect(withDefault).toEqual(["github-token"]);
    expect(ACTION.inputs["github-token"].default).toBe(`\${{ github.token }}`);
  });

  test("requires no input of the workflow that the config file may give", () => {
    expect(DESCRIBED.filter((name) => "required" in ACTION.inputs[name])).toEqual([]);
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
  const sentences = [
    ...Object.entries<Description>(ACTION.inputs),
    ...Object.entries<Description>(ACTION.outputs),
  ];

  test.each(sentences)(
    "of %s is whole sentences, without an expression that the runner would evaluate",
    (_name, entry) => {
      expect(entry).toMatchObject({ description: expect.stringMatching(/^[A-Z`].*\.$/) });
      expect(entry).not.toMatchObject({ description: expect.stringContaining(`\${{`) });
    },
  );

  test.each(sentences)("of %s begins with a line for the README's table", (_name, { description }) => {
    expect(lineOf(description).length).toBeLessThanOrEqual(110);
  });

  test.each(DESCRIBED)("of %s says the default that the code has", (name) => {
    const { form, whenLeftOut } = INPUTS[name];
    const said = wordOf(ACTION.inputs[name].description);
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

  test.each(DESCRIBED.filter((name) => INPUTS[name].variable !== undefined))(
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
      const main = ACTION.inputs[name].description;
      // Only what action.yml says of all modes together may differ: `regions` of a check has a default, and a removal
      // has no `max-delete` unless one is set.
      if (name !== "regions" && name !== "max-delete")
        expect([name, statedDefault(description)]).toEqual([name, statedDefault(main)]);
    }
  });

  test.each(inputsOf(mode))("says of %s what it is when left out", (name) => {
    expect(metadata.inputs[name].description).toMatch(/Default: |Required/);
  });

  test.each(inputsOf(mode).filter((name) => name !== "config"))(
    "speaks in the description of %s of no input that it has not",
    (name) => {
      const words = [...metadata.inputs[name].description.matchAll(/`([\w-]+)(?:: [^`]*)?`/g)];
      const named = words.map(([, word = ""]) => word).filter((word) => isInputName(word));
      expect(named.filter((word) => !Object.hasOwn(metadata.inputs, word))).toEqual([]);
    },
  );

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
  test("stands in the README; where it does not, run npm run docs", () => {
    expect(fillReadme(README, ACTION)).toBe(README);
  });

  test("stands in docs/inputs.md and docs/outputs.md; where it does not, run npm run docs", () => {
    expect(readFileSync("docs/inputs.md", "utf8")).toBe(inputsPage(ACTION.inputs));
    expect(readFileSync("docs/outputs.md", "utf8")).toBe(outputsPage(ACTION.outputs));
  });

  test("stands in the schema of the config file; where it does not, run npm run docs", () => {
    expect(fillSchema(SCHEMA, ACTION.inputs)).toEqual(SCHEMA);
  });

  test("is a key in the schema for each input that the file may have, and for no other, in their order", () => {
    const { prune, ttl: _, ...others } = SCHEMA.properties;
    const { properties } = fillSchema({ properties: { ...others, mode: {}, prune } }, ACTION.inputs);
    expect(Object.keys(properties)).toEqual(Object.keys(SCHEMA.properties));
  });

  test.each([
    [
      "a yes or no",
      { form: booleanForm, whenLeftOut: false },
      { allOf: [{ $ref: "#/definitions/boolean" }], default: false },
    ],
    ["a count", { form: countForm, whenLeftOut: null }, { type: "integer", minimum: 0 }],
    [
      "a time",
      { form: durationForm({ allowsZero: false }), whenLeftOut: 90 * 60_000 },
      { allOf: [{ $ref: "#/definitions/duration" }], default: "90m" },
    ],
    [
      "a choice",
      { form: choiceForm(["one", "two"]), whenLeftOut: "one" },
      { type: "string", default: "one" },
    ],
    ["a text", { form: anyTextForm, whenLeftOut: null }, { type: "string" }],
  ])("is a draft for a key that is new: %s", (_what, declaration, property) => {
    expect(draftProperty(declaration)).toEqual(property);
  });

  test("is one row for each input and output, whatever the descriptions hold", () => {
    const entry = { description: "a|b\n c. More. Default: `x|y`, mostly." };
    const empty =
      "<!-- inputs: written by npm run docs --><!-- inputs: end --><!-- outputs: written by npm run docs --><!-- outputs: end -->";
    const filled = fillReadme(empty, { inputs: { prune: entry }, outputs: { two: entry } });
    expect(filled).toContain("| [`prune`](docs/inputs.md#prune) | `x\\|y` | a\\|b c |\n");
    expect(filled).toContain("| [`two`](docs/outputs.md#two) | a\\|b c |\n\n");
  });

  test("needs the markers", () => {
    expect(() => fillReadme("# No markers", ACTION)).toThrow("are not there in this order");
  });
});

/** Names in the order of some file. */
interface Names {
  readonly names: readonly string[];
  readonly in: string;
}

/** What is to be written or taken out, in sentences, until one file has the names of another. */
function whatToWrite(declared: Names, described: Names): readonly string[] {
  const [code, text] = [declared.names, described.names];
  const missing = code.filter((name) => !text.includes(name));
  const surplus = text.filter((name) => !code.includes(name));
  const [kept, found] = [
    code.filter((name) => text.includes(name)),
    text.filter((name) => code.includes(name)),
  ];
  const moved = kept.find((name, index) => name !== found[index]);
  const after = (name: string) => code[code.indexOf(name) - 1] ?? "nothing";
  return [
    ...missing.map(
      (name) => `Describe ${name} in ${described.in}, after ${after(name)}; then run npm run docs.`,
    ),
    ...surplus.map((name) => `${described.in} has ${name}, which is not in ${declared.in}.`),
    ...(moved === undefined ? [] : [`Move ${moved} in ${described.in}: it stands after ${after(moved)}.`]),
  ];
}

describe("what the first two tests say", () => {
  test.each([
    [["a", "b"], []],
    [["a"], ["Describe b in action.yml, after a; then run npm run docs."]],
    [["a", "b", "c"], ["action.yml has c, which is not in the code."]],
    [["b", "a"], ["Move a in action.yml: it stands after nothing."]],
  ])("of a and b in the code, and %j in action.yml", (names, said) => {
    expect(whatToWrite({ names: ["a", "b"], in: "the code" }, { names, in: "action.yml" })).toEqual(said);
  });
});

describe("the default that a description states", () => {
  test.each([
    ["Text. Default: `60m`.", "`60m`"],
    ["Text. Default: `AzureCloud`, or another.", "`AzureCloud`"],
    ["Text. Default: none, since nobody asked.", "none"],
    ["Text. Default: 1 for `a: b`; none otherwise.", "1 for `a: b`"],
    ["Text. Default: looked up (in the cloud).", "looked up"],
    ["Text. Required in `apply` and `wait`; else not.", "required in `apply` and `wait`"],
    ["Text, and no more.", null],
  ])("%s", (description, stated) => {
    expect(statedDefault(description)).toBe(stated);
  });
});

/** What an input or output has in action.yml. */
interface Description {
  readonly description: string;
}

/** The default where it is a word of the input's own; null where it is none, a source, or differs from mode to mode. */
function wordOf(description: string): string | null {
  const stated = statedDefault(description);
  expect(stated).not.toBeNull();
  const [, word = null] = /^`([^`]*)`$/.exec(stated ?? "") ?? [];
  return word === null || word.startsWith("AZURE_") ? null : word;
}

function isNone(value: unknown): boolean {
  return value === null || (typeof value === "object" && Object.keys(value).length === 0);
}
