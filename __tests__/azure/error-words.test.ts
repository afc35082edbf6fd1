import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { readErrorWords } from "../../src/azure/http/error-words.js";

describe("an error body is read in whatever shape it came", () => {
  test.each<[string, unknown, string | null, string | null]>([
    ["ARM's", { error: { code: "C", message: "M" } }, "C", "M"],
    ["ARM's without its envelope", { code: "C", message: "M" }, "C", "M"],
    ["capitals", { Message: "M" }, null, "M"],
    ["capitals all the way", { Error: { Code: "C", Message: "M" } }, "C", "M"],
    [
      "RFC 9110 (recorded: ansible-collections/azure 2219)",
      { errors: { Type: ["The Type field is required."] }, title: "One or more validation errors occurred." },
      null,
      "One or more validation errors occurred. Type: The Type field is required.",
    ],
    [
      "RFC 7807",
      {
        type: "https://example.com/quota",
        title: "Too many",
        detail: "Only 50.",
        status: 400,
        instance: "/x",
      },
      null,
      "Too many; Only 50. type: https://example.com/quota; instance: /x",
    ],
    ["a string", "The subscription is closed.", null, "The subscription is closed."],
    [
      "a list of errors",
      [
        { code: "A", message: "first" },
        { code: "B", message: "second" },
      ],
      "A",
      "first; B: second",
    ],
    [
      "the data plane's, with details that are no text",
      {
        errors: [
          {
            code: "DENIED",
            message: "no",
            detail: [{ Type: "repository", Name: "shop/api", Action: "pull" }],
          },
          { code: "NAME_UNKNOWN", message: "what?" },
        ],
      },
      "DENIED",
      "no; Type: repository; Name: shop/api; Action: pull; NAME_UNKNOWN: what?",
    ],
    [
      "details of details",
      {
        error: {
          code: "Outer",
          message: "See details.",
          details: [
            {
              code: "Mid",
              message: "See more.",
              details: [{ code: "SubnetIsFull", message: "snet-pe is full." }],
            },
          ],
        },
      },
      "Outer",
      "See details. Mid: See more. SubnetIsFull: snet-pe is full.",
    ],
    [
      "inner errors",
      {
        error: {
          code: "C",
          message: "M.",
          innererror: { code: "Inner", innererror: { code: "Innermost", message: "Why" } },
        },
      },
      "C",
      "M. Inner: Innermost: Why",
    ],
    [
      "OData's",
      { "odata.error": { code: "Request_BadRequest", message: { lang: "en", value: "Bad." } } },
      "Request_BadRequest",
      "Bad. lang: en",
    ],
    ["an error that is a sentence", { error: "Something broke." }, null, "error: Something broke."],
    ["a code that is a number", { error: { code: 7, message: [] } }, "7", null],
    ["a code that is the status", { error: { code: 400, message: "M" } }, null, "M"],
    ["nothing", {}, null, null],
    ["null", null, null, null],
  ])("%s", (_shape, body, code, message) => {
    expect(readErrorWords(body, ["400"])).toEqual({ code, message });
  });

  test("a sentence that stands under two fields is told of both", () => {
    const body = { title: "Bad.", errors: { Name: ["It is required."], Type: ["It is required."] } };
    expect(readErrorWords(body).message).toBe("Bad. Name: It is required. Type: It is required.");
  });

  test("what is said twice is told once, and a word inside another one is no repetition", () => {
    const body = {
      error: {
        code: "C",
        message: "The name is invalid.",
        details: [{ message: "The name is invalid.", target: "id" }],
      },
    };
    expect(readErrorWords(body).message).toBe("The name is invalid. target: id");
  });

  test("a body that is nested deeper than the stack reaches", () => {
    const body: unknown = JSON.parse(`${'{"error":'.repeat(15_000)}"deep"${"}".repeat(15_000)}`);
    expect(readErrorWords(body).message).toContain("deep");
  });
});

const word = fc.stringMatching(/^[A-Za-z]{4,12}$/);
const STRUCTURE = new Set(["code", "message", "error", "errors", "details", "innererror", "title", "detail"]);
const name = fc.oneof(
  fc.constantFrom(
    "code",
    "message",
    "error",
    "errors",
    "details",
    "innererror",
    "title",
    "detail",
    "Message",
    "target",
  ),
  word,
);
const { body: anyBody } = fc.letrec<{ body: unknown }>((tie) => ({
  body: fc.oneof(
    { maxDepth: 5, depthSize: "medium" },
    word,
    fc.nat(),
    fc.array(tie("body"), { maxLength: 4 }),
    fc.dictionary(name, tie("body"), { maxKeys: 5 }),
  ),
}));

/** Every value that stands anywhere in a body, and every name of a value that is not one that errors are made of. */
function wordsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [String(value)];
  if (Array.isArray(value)) return value.flatMap(wordsIn);
  return Object.entries(value).flatMap(([key, inner]) => {
    const words = wordsIn(inner);
    return words.length === 0 || STRUCTURE.has(key.toLowerCase()) ? words : [key, ...words];
  });
}

test("no word of an error body is dropped, whatever its shape", () => {
  fc.assert(
    fc.property(anyBody, (body) => {
      const { code, message } = readErrorWords(body);
      const said = `${code} ${message}`;
      expect(wordsIn(body).filter((one) => !said.includes(one))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
