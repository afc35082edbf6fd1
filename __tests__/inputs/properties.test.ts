import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import { INPUT_NAMES } from "../../src/inputs/declarations.js";
import { parseDuration } from "../../src/inputs/duration.js";
import { type ParsedRequest, parseRequest } from "../../src/inputs/parse-request.js";
import { parseImageReference } from "../../src/registry/image-reference.js";
import { anyText } from "../builders/any-text.js";
import { draws } from "../builders/draws.js";
import { configFile, requestFrom } from "./asking.js";
import {
  image,
  printSeconds,
  reference,
  regions,
  repository,
  seconds,
  settings,
  soundConfig,
  spelled,
} from "./generators.js";
import { SEED } from "./seed.js";

const FEW = { seed: SEED, numRuns: draws({ quick: 40, whole: 300 }) };
const MANY = { seed: SEED, numRuns: draws({ quick: 100, whole: 1_000 }) };

describe(`what is written can be read (seed ${SEED})`, () => {
  test("durations", () => {
    fc.assert(
      fc.property(seconds, (total) => {
        expect(parseDuration(printSeconds(total), false)).toBe(total * 1000);
      }),
      MANY,
    );
  });

  test("image references", () => {
    fc.assert(
      fc.property(repository, reference, (name, suffix) => {
        const parsed = parseImageReference(`${name}${suffix}`);
        expect(parsed).toMatchObject({ text: `${name}${suffix}`, repository: name });
        const written = parsed?.kind === "digest" ? `@${parsed.digest}` : `:${parsed?.tag}`;
        expect(written).toBe(suffix);
      }),
      MANY,
    );
  });

  test("images behind the login server", () => {
    fc.assert(
      fc.property(fc.uniqueArray(image, { minLength: 1, maxLength: 5 }), separator(), (images, between) => {
        const request = requestFrom({ inputs: { images: images.join(between) } });
        expect(request.images.map(({ text }) => `contoso.azurecr.io/${text}`)).toEqual(images);
      }),
      FEW,
    );
  });

  test("region lists in the plain form", () => {
    fc.assert(
      fc.property(regions.chain(spelledList), ([names, text]) => {
        const request = requestFrom({ inputs: { regions: text } });
        expect(request).toMatchObject({
          wanted: names.map((region) => ({ region, routing: null, tags: {} })),
        });
      }),
      FEW,
    );
  });

  test("region lists in the YAML form", () => {
    fc.assert(
      fc.property(
        regions,
        fc.array(settings, { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        (names, own, asJson) => {
          const items = names.map((name, index) => ({ [name]: own[index] }));
          const text = asJson ? JSON.stringify(items) : stringify(items);
          const wanted = names.map((region, index) => ({ region, ...own[index] }));
          expect(requestFrom({ inputs: { regions: text } })).toMatchObject({ wanted });
        },
      ),
      FEW,
    );
  });
});

describe(`whatever is written (seed ${SEED})`, () => {
  test("in the inputs gives a request or problems that a log can show", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...INPUT_NAMES), oddText()), (inputs) => {
        expectTold(parseRequest({ inputs, environment: {} }, null));
      }),
      MANY,
    );
  });

  test("in the environment does too", () => {
    const variable = fc.constantFrom(
      "AZURE_CLIENT_ID",
      "AZURE_TENANT_ID",
      "AZURE_SUBSCRIPTION_ID",
      "AZURE_AUTHORITY_HOST",
    );
    fc.assert(
      fc.property(fc.dictionary(variable, oddText()), (environment) => {
        expectTold(parseRequest({ inputs: { registry: "contoso" }, environment }, null));
      }),
      FEW,
    );
  });

  test("as a config file does too", () => {
    fc.assert(
      fc.property(oddText(), (text) => {
        expectTold(
          parseRequest({ inputs: { config: "acr.yml" }, environment: {} }, configFile("acr.yml", text)),
        );
      }),
      MANY,
    );
  });

  test("as values of a config file does too", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...INPUT_NAMES), fc.jsonValue({ maxDepth: 4 })), (config) => {
        const file = configFile("acr.yml", stringify(config));
        expectTold(parseRequest({ inputs: { config: "acr.yml" }, environment: {} }, file));
      }),
      FEW,
    );
  });

  test.each([
    ["deep nesting", "[".repeat(20_000)],
    ["deep closed nesting", `regions: ${"[".repeat(500)}${"]".repeat(500)}`],
    ["deep mappings", Array.from({ length: 500 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    ["an alias of itself", "regions: &a [*a]"],
    ["a NUL", "\u0000"],
    ["half a character", "owner: \ud800"],
    ["a byte order mark", "\uFEFFregistry: contoso"],
  ])("as a config file does too: %s", (_what, text) => {
    expectTold(parseRequest({ inputs: { config: "acr.yml" }, environment: {} }, configFile("acr.yml", text)));
  });

  test("in a sound config file means the same as in the workflow's inputs", () => {
    fc.assert(
      fc.property(soundConfig, (config) => {
        const inputs = Object.fromEntries(
          Object.entries(config).map(([name, value]) => [name, asInput(value)]),
        );
        const fromFile = parseRequest(
          { inputs: { config: "a" }, environment: {} },
          configFile("a", stringify(config)),
        );
        const fromInputs = parseRequest({ inputs, environment: {} }, null);
        expect(withoutSource(fromFile)).toEqual(withoutSource(fromInputs));
      }),
      FEW,
    );
  });
});

function expectTold(parsed: ParsedRequest): void {
  const problems = "problems" in parsed ? parsed.problems : [];
  expect("request" in parsed || problems.length > 0).toBe(true);
  for (const { text } of problems) {
    expect(text).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]+$/u);
    expect(text.length).toBeLessThan(1000);
  }
}

function withoutSource(parsed: ParsedRequest): unknown {
  if ("request" in parsed) return { ...parsed.request, maxDelete: parsed.request.maxDelete.limit };
  return parsed.problems.map(({ input, text }) => ({ input, text }));
}

function asInput(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function separator(): fc.Arbitrary<string> {
  return fc.constantFrom(",", ", ", "\n", "\r\n", " # comment, with a comma\n", ",\n\n");
}

function spelledList(names: readonly string[]): fc.Arbitrary<readonly [readonly string[], string]> {
  return fc
    .tuple(fc.tuple(...names.map(spelled)), separator())
    .map(([spellings, between]) => [names, spellings.join(between)]);
}

/** Texts of any kind, and such as nearly mean something. */
function oddText(): fc.Arbitrary<string> {
  const pieces = fc.constantFrom(
    ...[
      "- ",
      "japaneast",
      ": ",
      "{ ",
      " }",
      "[",
      "]",
      ",",
      "\n",
      "  ",
      "routing",
      "disabled",
      "tags",
      "a=b",
      "#",
      '"',
    ],
    ...[
      "&a ",
      "*a",
      "!!x ",
      "true",
      "owned",
      "ready",
      "90s",
      "contoso.azurecr.io",
      "/api:v1",
      "---\n",
      "%YAML 1.1\n",
    ],
    ...[
      "registry",
      "regions",
      "max-delete",
      "0",
      "-",
      "'",
      "\t",
      "\u0000",
      "\u202E",
      "::error::",
      "##[error]",
    ],
  );
  return fc.oneof(
    anyText(),
    fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join("")),
  );
}
