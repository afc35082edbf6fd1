import { describe, expect, test } from "@jest/globals";
import {
  isWrite,
  mayHaveBeenTaken,
  type Patience,
  type TryOutcome,
  waitBeforeRetry,
} from "../../src/azure/http/retry-decision.js";

const FRESH: Patience = { tries: 1, elapsed: 100, timeLeft: 3_600_000 };
const WORN: Patience = { tries: 40, elapsed: 900_000, timeLeft: 3_600_000 };
const middle = () => 0.5;

function answer(status: number, change: { code?: string; retryAfter?: number } = {}): TryOutcome {
  return { kind: "answer", status, code: change.code ?? null, retryAfter: change.retryAfter ?? null };
}

function lost(code: string): TryOutcome {
  return { kind: "no-answer", code };
}

describe("what is tried again", () => {
  test.each([
    ["429", answer(429)],
    ["408", answer(408)],
    ["500", answer(500)],
    ["502", answer(502)],
    ["503", answer(503)],
    ["504", answer(504)],
    ["409 AnotherOperationInProgress", answer(409, { code: "AnotherOperationInProgress" })],
    ["409 Conflict", answer(409, { code: "Conflict" })],
    ["409 with a code never heard of", answer(409, { code: "NotJustNow" })],
    ["409 without a code", answer(409)],
    ["409 with Retry-After", answer(409, { code: "Busy", retryAfter: 1_000 })],
    ["a refused connection", lost("ECONNREFUSED")],
    ["a reset connection", lost("ECONNRESET")],
    ["a name that could not be looked up", lost("ENOTFOUND")],
    ["a try that took too long", lost("ETIMEDOUT")],
    ["an answer that broke off", lost("PARSE_ERROR")],
  ])("%s", (_what, outcome) => {
    expect(waitBeforeRetry(outcome, FRESH, middle)).toBe(1_000);
  });

  test.each([
    ["200", answer(200)],
    ["400", answer(400)],
    ["401", answer(401)],
    ["403", answer(403)],
    ["404", answer(404)],
    ["409 ScopeLocked", answer(409, { code: "ScopeLocked" })],
    ["409 MissingSubscriptionRegistration", answer(409, { code: "MissingSubscriptionRegistration" })],
    ["409 scopelocked with Retry-After", answer(409, { code: "scopelocked", retryAfter: 1_000 })],
    ["409 InvalidResourceLocation", answer(409, { code: "InvalidResourceLocation" })],
    ["501", answer(501)],
    ["an untrusted certificate", lost("SELF_SIGNED_CERT_IN_CHAIN")],
    ["a certificate for another host", lost("ERR_TLS_CERT_ALTNAME_INVALID")],
  ])("not %s", (_what, outcome) => {
    expect(waitBeforeRetry(outcome, FRESH, middle)).toBeNull();
  });
});

describe("how long", () => {
  test.each([
    ["429", answer(429)],
    ["503 with Retry-After", answer(503, { retryAfter: 2_000 })],
  ])("%s goes on until the deadline", (_what, outcome) => {
    expect(waitBeforeRetry(outcome, WORN, middle)).not.toBeNull();
  });

  test.each([
    ["500", answer(500)],
    ["503 without Retry-After", answer(503)],
    ["a lost connection", lost("ECONNRESET")],
  ])("%s ends after seven tries", (_what, outcome) => {
    const sixth = { ...FRESH, tries: 6 };
    expect(waitBeforeRetry(outcome, sixth, middle)).not.toBeNull();
    expect(waitBeforeRetry(outcome, { ...FRESH, tries: 7 }, middle)).toBeNull();
  });

  test("trouble ends after a minute, however few the tries", () => {
    expect(waitBeforeRetry(lost("ETIMEDOUT"), { ...FRESH, elapsed: 60_000 }, middle)).toBeNull();
  });

  test.each(["AnotherOperationInProgress", "RegistryStatusConflict", "Conflict"])(
    "409 %s is asked about every few seconds, for a minute",
    (code) => {
      const busy = answer(409, { code });
      expect(waitBeforeRetry(busy, { ...FRESH, tries: 15, elapsed: 59_000 }, middle)).toBe(4_000);
      expect(waitBeforeRetry(busy, { ...FRESH, tries: 15, elapsed: 60_000 }, middle)).toBeNull();
    },
  );

  test("what the answer asks for is waited, not more and not less", () => {
    expect(waitBeforeRetry(answer(429, { retryAfter: 17_000 }), FRESH, middle)).toBe(17_000);
  });

  test("a Retry-After of zero is no reason to hammer", () => {
    expect(waitBeforeRetry(answer(429, { retryAfter: 0 }), FRESH, middle)).toBe(1_000);
  });

  test.each([
    ["of our own", answer(500), 1_000],
    ["that was asked for", answer(429, { retryAfter: 60_000 }), 60_000],
  ])("a wait %s that would pass the deadline is not begun", (_what, outcome, timeLeft) => {
    expect(waitBeforeRetry(outcome, { ...FRESH, timeLeft }, middle)).toBeNull();
    expect(waitBeforeRetry(outcome, { ...FRESH, timeLeft: timeLeft + 1 }, middle)).toBe(timeLeft);
  });
});

test.each([
  ["GET", false],
  ["HEAD", false],
  ["POST", false],
  ["PUT", true],
  ["PATCH", true],
  ["DELETE", true],
])("%s is a write: %s", (method, expected) => {
  expect(isWrite(method)).toBe(expected);
});

describe("the result of a write", () => {
  test.each([
    ["a reset connection", lost("ECONNRESET")],
    ["a try that took too long", lost("ETIMEDOUT")],
    ["an answer that broke off", lost("PARSE_ERROR")],
    ["500", answer(500)],
    ["502", answer(502)],
    ["504", answer(504)],
  ])("is unknown after %s", (_what, outcome) => {
    expect(mayHaveBeenTaken(outcome)).toBe(true);
  });

  test.each([
    ["a refused connection", lost("ECONNREFUSED")],
    ["a name that could not be looked up", lost("ENOTFOUND")],
    ["429", answer(429)],
    ["503", answer(503)],
    ["409 AnotherOperationInProgress", answer(409, { code: "AnotherOperationInProgress" })],
  ])("is known after %s: it was certainly not taken", (_what, outcome) => {
    expect(mayHaveBeenTaken(outcome)).toBe(false);
  });
});
