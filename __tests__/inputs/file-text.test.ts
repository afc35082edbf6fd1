import { describe, expect, test } from "@jest/globals";
import { parseRequest } from "../../src/inputs/parse-request.js";

const TEXT = "registry: contoso\nregions: westeurope\nowner: Zürich\n";
const PATH = ".github/acr.yml";

function parse(bytes: Uint8Array) {
  return parseRequest({ inputs: { config: PATH }, environment: {} }, { path: PATH, bytes });
}

function inUtf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = Buffer.from(text, "utf16le");
  return littleEndian ? bytes : bytes.swap16();
}

describe("the bytes of a config file", () => {
  test("are UTF-8, with a byte order mark or without", () => {
    for (const text of [TEXT, `\u{FEFF}${TEXT}`]) {
      expect(parse(Buffer.from(text))).toMatchObject({ request: { owner: "Zürich" } });
    }
  });

  test("in Windows-1252 are refused where the first letter is that is none of UTF-8", () => {
    const file = { file: PATH, line: 3, column: 9 };
    expect(parse(Buffer.from(TEXT, "latin1"))).toMatchObject({
      problems: [{ input: "config", text: expect.stringContaining("is not UTF-8"), place: file }],
    });
  });

  test.each([
    ["UTF-16, little-endian", inUtf16(`\u{FEFF}${TEXT}`, true)],
    ["UTF-16, big-endian", inUtf16(`\u{FEFF}${TEXT}`, false)],
    ["UTF-16 without a byte order mark", inUtf16(TEXT.replace("ü", "u"), true)],
  ])("in %s are refused by that name", (_encoding, bytes) => {
    const { problems = [] } = { problems: undefined, ...parse(bytes) };
    expect(problems?.map(({ text }) => text)).toEqual([
      expect.stringMatching(/is written in UTF-16.*Save it as UTF-8/),
    ]);
  });

  test("of a file that is no list of inputs by its size are not read", () => {
    const { problems = [] } = { problems: undefined, ...parse(Buffer.alloc(2_000_000, "a")) };
    expect(problems?.map(({ text }) => text)).toEqual([expect.stringContaining("larger than 1024 kB")]);
  });
});
