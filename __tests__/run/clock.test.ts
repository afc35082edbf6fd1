import { describe, expect, test } from "@jest/globals";
import { startClock } from "../../src/clock.js";

describe("a sleep", () => {
  const never = new AbortController().signal;

  test("takes its time, and none that is less than nothing", async () => {
    const { now, sleep } = startClock();
    await sleep(-5, never);
    await sleep(30, never);
    expect(now()).toBeGreaterThanOrEqual(29);
    expect(now()).toBeLessThan(5_000);
  });

  test("ends without an error as soon as its signal aborts, or where it has aborted", async () => {
    const { now, sleep } = startClock();
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 10);
    await sleep(60_000, stop.signal);
    await sleep(60_000, stop.signal);
    expect(now()).toBeLessThan(5_000);
  });

  test("of months is no sleep of a moment, as a timer of Node's would be", async () => {
    const stop = new AbortController();
    let isOver = false;
    const sleep = startClock()
      .sleep(2 ** 40, stop.signal)
      .then(() => {
        isOver = true;
      });
    await startClock().sleep(20, never);
    expect(isOver).toBe(false);
    stop.abort();
    await sleep;
  });
});
