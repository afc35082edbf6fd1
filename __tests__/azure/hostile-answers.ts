import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  decodeListedRegistry,
  decodeRegionalHosts,
  decodeRegistry,
  decodeReplica,
  decodeReplicaName,
} from "../../src/azure/decode.js";
import type { Answer } from "../../src/azure/http/answer.js";
import { readErrorBody } from "../../src/azure/http/error-body.js";
import { readRetryAfter } from "../../src/azure/http/retry-after.js";
import { parseChallenge } from "../../src/azure/images/challenge.js";
import { guardLogLine } from "../../src/github/log-guard.js";
import { commandIn } from "../acceptance/harness/workflow-commands.js";
import { hostileText } from "../report/hostile-text.js";

const decodeReplicaNow = (json: unknown) => decodeReplica(json, new Date(0));
const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const ANY_COMMAND = [
  "error",
  "warning",
  "notice",
  "add-mask",
  "set-output",
  "stop-commands",
  "group",
  "debug",
];

/** Header values that nearly mean something. */
const headerValue = fc.oneof(
  hostileText,
  fc.constantFrom(
    "-1",
    "1e9",
    "9".repeat(400),
    "Infinity",
    "NaN",
    "0x10",
    "١٢",
    "+5",
    "5;",
    "Thu, 01 Jan 9999 00:00:00 GMT",
  ),
  fc.constantFrom(
    'Bearer realm="',
    "Bearer realm=,service=",
    'Bearer realm="https://contoso.azurecr.io/oauth2/token',
  ),
  fc.nat().map(String),
  fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
);

const HEADERS = [
  "retry-after",
  "retry-after-ms",
  "x-ms-retry-after-ms",
  "date",
  "x-ms-request-id",
  "x-ms-correlation-request-id",
];

const answer: fc.Arbitrary<Answer> = fc
  .record({
    status: fc.integer({ min: 200, max: 599 }),
    headers: fc.dictionary(fc.constantFrom(...HEADERS), headerValue),
    body: fc.oneof(fc.jsonValue({ maxDepth: 4 }), errorBody(), hostileText),
  })
  .map(({ status, headers, body }) => ({
    status,
    host: "management.azure.com",
    header: (name: string) => headers[name] ?? null,
    text: typeof body === "string" ? body : JSON.stringify(body),
    json: typeof body === "string" ? undefined : body,
  }));

/** Bodies in the shapes of errors, with anything at the places of their words. */
function errorBody() {
  const word = fc.oneof(hostileText, fc.jsonValue({ maxDepth: 2 }));
  const said = fc.record({ code: word, message: word, details: fc.oneof(word, fc.array(word)) });
  return fc.oneof(
    fc.record({ error: said }),
    said,
    fc.record({ errors: fc.oneof(word, fc.array(fc.oneof(word, said))) }),
    fc.record({ error: word, error_description: word, error_codes: word, correlation_id: word }),
  );
}

/** JSON in the shape of a registry or a replica, with anything at the places of its values. */
const resource = fc.record({
  id: fc.oneof(hostileText, fc.jsonValue({ maxDepth: 2 })),
  name: fc.oneof(hostileText, fc.jsonValue({ maxDepth: 2 })),
  location: fc.oneof(hostileText, fc.constant("West Europe"), fc.jsonValue({ maxDepth: 2 })),
  sku: fc.jsonValue({ maxDepth: 2 }),
  tags: fc.oneof(fc.dictionary(hostileText, hostileText), fc.jsonValue({ maxDepth: 2 })),
  properties: fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.record({
      loginServer: fc.oneof(hostileText, fc.constant("contoso.azurecr.io")),
      provisioningState: fc.oneof(hostileText, fc.jsonValue({ maxDepth: 1 })),
      status: fc.jsonValue({ maxDepth: 2 }),
      policies: fc.jsonValue({ maxDepth: 3 }),
      regionalEndpoints: fc.jsonValue({ maxDepth: 1 }),
      dataEndpointHostNames: fc.jsonValue({ maxDepth: 2 }),
    }),
  ),
});

/** Declares the tests of everything that reads an answer, with so many answers to each. */
export function fuzzAnswers(answers: number): void {
  const many = { seed: SEED, numRuns: answers };

  describe(`whatever a server says, in ${answers} answers (seed ${SEED})`, () => {
    test("a named wait is none, or a number that is not negative", () => {
      fc.assert(
        fc.property(answer, (one) => {
          const wait = readRetryAfter(one, new Date());
          expect(wait === null || wait >= 0).toBe(true);
        }),
        many,
      );
    });

    test("an error is read as texts or as nothing", () => {
      fc.assert(
        fc.property(answer, (one) => {
          const { policies, ...texts } = readErrorBody(one);
          for (const text of Object.values(texts))
            expect(text === null || typeof text === "string").toBe(true);
          expect(policies.every((name) => typeof name === "string")).toBe(true);
        }),
        many,
      );
    });

    test("a registry or a replica is decoded, or said to lack something", () => {
      fc.assert(
        fc.property(fc.oneof(resource, fc.jsonValue({ maxDepth: 4 })), (json) => {
          for (const decode of [decodeRegistry, decodeReplicaNow, decodeListedRegistry]) {
            const { value, lacks } = decode(json);
            expect(value === null || lacks === null).toBe(true);
          }
          const name = decodeReplicaName(json);
          expect(name === null || name.length > 0).toBe(true);
          expect(decodeRegionalHosts(json) ?? []).toBeInstanceOf(Array);
        }),
        many,
      );
    });

    test("a challenge names a realm or is none", () => {
      fc.assert(
        fc.property(headerValue, (header) => {
          const challenge = parseChallenge(header);
          expect(challenge === null || challenge.realm instanceof URL).toBe(true);
        }),
        many,
      );
    });

    test("a line of the debug log with its request ID is one line and no command", () => {
      fc.assert(
        fc.property(hostileText, (id) => {
          const line = guardLogLine(`GET https://management.azure.com/: 200 in 5 ms, request ${id}`);
          expect(line).not.toMatch(/[\r\n]/);
          expect(commandIn(guardLogLine(id), ANY_COMMAND)).toBeUndefined();
          expect(commandIn(line, ANY_COMMAND)).toBeUndefined();
        }),
        many,
      );
    });
  });
}
