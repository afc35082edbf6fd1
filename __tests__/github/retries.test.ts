import { describe, expect, jest, test } from "@jest/globals";
import { startClock } from "../../src/clock.js";
import { retryDelay, withRetries } from "../../src/github/retries.js";

const answer = (status: number, headers: Readonly<Record<string, string>> = {}, message = "") => ({
  status,
  headers,
  message,
});
const SECONDARY = "You have exceeded a secondary rate limit.";

describe("the GitHub API is asked again", () => {
  test.each([
    ["429, after what it asks for", "GET", answer(429, { "retry-after": "3" }), 3_000],
    ["429 of a POST, which was not taken", "POST", answer(429, { "retry-after": "3" }), 3_000],
    ["429 that names no time, after a minute", "GET", answer(429), 60_000],
    ["the secondary limit with a time", "POST", answer(403, { "retry-after": "1" }, SECONDARY), 1_000],
    ["the secondary limit without one, after a minute", "POST", answer(403, {}, SECONDARY), 60_000],
    [
      "the secondary limit beside a primary one that is not used up",
      "POST",
      answer(403, { "x-ratelimit-remaining": "4987", "x-ratelimit-reset": "4102444800" }, SECONDARY),
      60_000,
    ],
    [
      "the primary limit that ends in the past, at once",
      "GET",
      answer(403, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": "1" }),
      0,
    ],
    ["500", "GET", answer(500), 1_000],
    ["502", "PATCH", answer(502), 1_000],
    ["500 of a POST, which may have been taken: never", "POST", answer(500), null],
    ["no answer", "GET", null, 1_000],
    ["no answer to a POST, which may have been taken: never", "POST", null, null],
    [
      "403 for want of a right: never",
      "GET",
      answer(403, {}, "Resource not accessible by integration"),
      null,
    ],
    ["404: never", "GET", answer(404), null],
    ["a wait of an hour: never", "GET", answer(429, { "retry-after": "3600" }), null],
  ])("%s", (_what, method, given, delay) => {
    expect(retryDelay(method, given, 1_000)).toBe(delay);
  });

  const failing = (error: Error) => jest.fn<() => Promise<never>>().mockRejectedValue(error);
  const { sleep } = startClock();
  const never = new AbortController().signal;

  test("three times at most", async () => {
    const error = new Error("no");
    const send = failing(error);
    const read = () => ({ answer: answer(429, { "retry-after": "0" }), error });
    await expect(withRetries("GET", send, read, sleep, never)).rejects.toBe(error);
    expect(send).toHaveBeenCalledTimes(4);
  });

  test("not for an error that is no matter of the network", async () => {
    const send = failing(new TypeError("x"));
    await expect(withRetries("GET", send, () => null, sleep, never)).rejects.toThrow("x");
    expect(send).toHaveBeenCalledTimes(1);
  });

  test("not once the limit has come, and then the refusal is told, not the limit", async () => {
    const error = new Error("slow down");
    const limit = new AbortController();
    const asking = withRetries(
      "GET",
      failing(error),
      () => ({ answer: answer(429), error }),
      sleep,
      limit.signal,
    );
    setTimeout(() => limit.abort(), 10);
    await expect(asking).rejects.toBe(error);
  });
});
