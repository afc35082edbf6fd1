import { describe, expect, test } from "@jest/globals";
import { withAnySignal, withTimeLimit } from "../../src/registry/time-limit.js";
import { virtualClock } from "../builders/virtual-clock.js";

const forever = () => new Promise<never>(() => undefined);

describe("work with a time limit", () => {
  test("gives what it comes to in time, and leaves no timer behind", async () => {
    const { sleep } = virtualClock();
    const sleepers: AbortSignal[] = [];
    const watched: typeof sleep = (milliseconds, signal) => {
      sleepers.push(signal);
      return sleep(milliseconds, signal);
    };
    expect(await withTimeLimit(1_000, watched, [], async () => "done")).toBe("done");
    expect(sleepers.map(({ aborted }) => aborted)).toEqual([true]);
  });

  test("ends when the time is over, though it never heeds its signal", async () => {
    const clock = virtualClock();
    await expect(withTimeLimit(15_000, clock.sleep, [], forever)).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(clock.now()).toBe(15_000);
  });

  test("ends with the reason of a signal that aborts before, or had aborted", async () => {
    const { sleep } = virtualClock();
    const stopping = new AbortController();
    const slow: typeof sleep = () => forever();
    const work = withTimeLimit(15_000, slow, [stopping.signal], forever);
    stopping.abort(new Error("stop"));
    await expect(work).rejects.toThrow("stop");
    await expect(withTimeLimit(15_000, slow, [stopping.signal], forever)).rejects.toThrow("stop");
  });
});

describe("work with any of several signals", () => {
  test.each([0, 1])("is told when signal %i aborts", async (which) => {
    const stops = [new AbortController(), new AbortController()];
    const told = withAnySignal(
      stops.map(({ signal }) => signal),
      (signal) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason))),
    );
    stops[which]?.abort("this one");
    expect(await told).toBe("this one");
  });
});
