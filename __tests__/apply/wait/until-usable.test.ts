import { describe, expect, test } from "@jest/globals";
import { untilUsable } from "../../../src/apply/wait/until-usable.js";
import type { Fact } from "../../../src/registry/fact.js";
import { RequestFailed } from "../../../src/registry/failure.js";
import { ServerText } from "../../../src/registry/server-text.js";
import { registry } from "../../builders/registry.js";
import { minutes } from "../../builders/request.js";
import { virtualClock } from "../../builders/virtual-clock.js";

const inState = (state: string) => registry({ provisioningState: new ServerText(state) });

/** Waits for a registry that is settled after so long. */
function begin(first: string, settlesAt: number, last: string, triesFailed = false) {
  const clock = virtualClock();
  const stopping = new AbortController();
  const facts: Fact[] = [];
  let reads = 0;
  const wait = untilUsable(inState(first), {
    clock,
    record: (fact) => facts.push(fact),
    stop: stopping.signal,
    triesFailed,
    read: async () => {
      reads += 1;
      return inState(clock.now() >= settlesAt ? last : first);
    },
  });
  return { wait, clock, stopping, facts, reads: () => reads };
}

describe("a registry", () => {
  test("that is usable is not read again", async () => {
    const { wait, reads } = begin("Succeeded", 0, "Succeeded");
    expect((await wait)?.provisioningState.is("Succeeded")).toBe(true);
    expect(reads()).toBe(0);
  });

  test.each(["Creating", "Updating", "Brewing"])(
    "that is %s is waited out, within a tenth of its time",
    async (state) => {
      const { wait, clock, facts } = begin(state, minutes(3), "Succeeded");
      expect((await wait)?.provisioningState.is("Succeeded")).toBe(true);
      expect(clock.now()).toBeLessThan(minutes(3) * 1.1 + 1_000);
      expect(facts.filter(({ kind }) => kind === "heartbeat").length).toBeGreaterThanOrEqual(4);
      expect(facts[0]?.kind).toBe("heartbeat");
    },
  );

  test.each(["Failed", "Deleting", "Canceled"])(
    "that turns out %s is a failure that says so",
    async (state) => {
      const { wait } = begin("Updating", 5_000, state);
      const error: unknown = await wait.catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(RequestFailed);
      expect(error instanceof RequestFailed ? error.failure : null).toMatchObject({
        code: "RegistryNotUsable",
        region: null,
      });
    },
  );

  test("that turns out Failed is given to those who try it", async () => {
    const { wait } = begin("Updating", 5_000, "Failed", true);
    expect((await wait)?.provisioningState.is("Failed")).toBe(true);
  });

  test("is not waited for beyond the stop of the run", async () => {
    const { wait, clock, stopping } = begin("Updating", minutes(60), "Succeeded");
    await clock.sleep(20_000, new AbortController().signal);
    stopping.abort();
    expect(await wait).toBeNull();
    expect(clock.now()).toBe(20_000);
  });
});
