import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { problemsWith, requestFrom, textsAbout } from "./asking.js";
import { SEED } from "./seed.js";

const BLANKS = ["\u00A0", "\u1680", "\u2003", "\u2009", "\u202F", "\u205F", "\u3000", "\u200B"];
const MARK = "\u{FEFF}";

describe("text passes one gate, from the workflow and from the config file alike", () => {
  test.each(BLANKS)("the blank %j counts as a blank", (blank) => {
    const regions = `${blank}West${blank}Europe${blank},japaneast${blank}# later`;
    const wanted = [{ region: "westeurope" }, { region: "japaneast" }];
    expect(requestFrom({ inputs: { regions, mode: `check${blank}` } })).toMatchObject({
      wanted,
      mode: "check",
    });
    expect(requestFrom({ file: `registry:${blank}contoso\nregions: "${regions}"\n` })).toMatchObject({
      wanted,
    });
  });

  test("it counts as indentation of YAML, too, and an escape in quotes makes no other blank", () => {
    const regions = "- japaneast:\n\u00A0\u00A0\u00A0\u00A0tags:\u00A0{ team: shop }";
    expect(requestFrom({ inputs: { regions } })).toMatchObject({ wanted: [{ tags: { team: "shop" } }] });
    const file = 'registry: contoso\nregions: ["West\\u00A0Europe"]\nowner: "a\\u3000b"\n';
    expect(requestFrom({ file })).toMatchObject({ wanted: [{ region: "westeurope" }], owner: "a b" });
  });

  test.each(["\r", "\r\n", "\u0085", "\u2028", "\u2029"])("the line end %j ends a line", (end) => {
    const regions = ["westeurope # home", "japaneast"].join(end);
    expect(requestFrom({ inputs: { regions } }).mode).toBe("apply");
    expect(requestFrom({ inputs: { regions } })).toMatchObject({ wanted: [{}, { region: "japaneast" }] });
  });

  test.each([
    ["a YAML list", `${MARK}- westeurope\n- japaneast`],
    ["a plain list", `${MARK}westeurope, japaneast`],
    ["each item", `${MARK}westeurope\n${MARK}japaneast`],
  ])("a byte order mark before %s is dropped", (_what, regions) => {
    expect(requestFrom({ inputs: { regions } })).toMatchObject({ wanted: [{}, { region: "japaneast" }] });
  });

  test("a byte order mark before the config file is dropped", () => {
    expect(requestFrom({ file: `${MARK}registry: contoso\nregions: westeurope\n` }).mode).toBe("apply");
  });

  test("text that has lost characters on the way is refused", () => {
    expect(textsAbout("owner", { inputs: { owner: "Z\u{FFFD}rich" } })).toEqual([
      expect.stringContaining("has lost characters on the way"),
    ]);
  });
});

describe("the words of empty expressions are no names", () => {
  const WORDS = ["null", "undefined", "NULL", "[object Object]", "Object", "Array", "NaN", "true", "false"];

  test.each(WORDS)("%j", (word) => {
    for (const input of ["registry", "regions", "protect", "owner", "resource-group", "audience"] as const) {
      const texts = textsAbout(input, { inputs: { [input]: word } });
      expect([input, ...texts]).toEqual([input, expect.stringContaining("an expression without a value")]);
    }
  });

  test.each([
    ["regions", "westeurope, null"],
    ["regions", "- westeurope\n- undefined: { routing: disabled }"],
    ["images", "shop/api:undefined"],
    ["images", "null/api:v1"],
    ["registry", "undefined.azurecr.io"],
  ] as const)("within %s: %j", (input, text) => {
    expect(textsAbout(input, { inputs: { [input]: text } })).toEqual([
      expect.stringMatching(/"(null|undefined)" is what an expression without a value becomes/),
    ]);
  });

  test("nor in the config file, quoted or not", () => {
    for (const file of [
      'registry: "null"\nregions: westeurope',
      "registry: contoso\nregions: ['undefined']",
    ]) {
      expect(problemsWith({ file })).toHaveLength(1);
    }
  });
});

describe("a text that is nested deeper than a parser may go is refused before it is parsed", () => {
  const many = 5_000;
  const DEEP = {
    brackets: "[".repeat(many),
    "closed brackets": "[".repeat(many) + "]".repeat(many),
    braces: `[${"{a: ".repeat(many)}`,
    dashes: "- ".repeat(many),
    questions: `- ${"? ".repeat(many)}`,
    steps: Array.from({ length: 200 }, (_, index) => `${" ".repeat(index)}- a:`).join("\n"),
    "a list of lists": Array.from({ length: 200 }, (_, index) => `${"  ".repeat(index)}-`).join("\n"),
  };

  test.each(Object.entries(DEEP))("%s", (_what, text) => {
    for (const input of ["regions", "images", "protect", "fail-on"] as const) {
      expect(textsAbout(input, { inputs: { [input]: text } })).toEqual(["This is nested too deeply."]);
    }
    expect(
      problemsWith({ file: `registry: contoso\nregions:\n${text}`.replaceAll("\n", "\n ") })[0]?.text,
    ).toBe("This is nested too deeply.");
  });

  test("tags as well", () => {
    expect(textsAbout("tags", { inputs: { tags: "{a: ".repeat(many) } })).toEqual([
      "This is nested too deeply.",
    ]);
  });

  test("and whatever is made of the signs of YAML is read or refused", () => {
    const signs = fc.constantFrom(
      "[",
      "{",
      "- ",
      "? ",
      ": ",
      "a: ",
      "\n",
      "  ",
      "]",
      "}",
      "#",
      '"',
      "&a ",
      "*a",
      "!!x ",
    );
    const text = fc.array(fc.tuple(signs, fc.integer({ min: 1, max: 400 })), { maxLength: 12 });
    fc.assert(
      fc.property(text, (parts) => {
        const regions = parts.map(([sign, times]) => sign.repeat(times)).join("");
        expect(problemsWith({ inputs: { regions }, file: regions })).toBeInstanceOf(Array);
      }),
      { seed: SEED, numRuns: 150 },
    );
  });

  test("but a long list with comments is not deep", () => {
    const regions = Array.from({ length: 500 }, (_, index) => `- region${index} # [see (this] {note`).join(
      "\n",
    );
    expect(problemsWith({ inputs: { regions } })).toEqual([]);
  });
});
