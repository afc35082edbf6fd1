import { describe, expect, test } from "@jest/globals";
import { beginWaiting, type Expectation, judgeReadiness } from "../../../src/apply/wait/until-ready.js";
import type { WaitVerdict } from "../../../src/registry/fact.js";
import { replicaIn } from "../../builders/replica.js";
import { minutes } from "../../builders/request.js";

/** What one look shows at a minute of the wait; null: no replica. */
type Look = readonly [minute: number, state: string | null];

const READY: Expectation = { level: "ready", stuckAfter: minutes(30), isPromised: true };
const PROVISIONED: Expectation = { ...READY, level: "provisioned" };

/** Goes through the looks and gives the first verdict, or null when there is none. */
function verdictOn(looks: readonly Look[], expectation: Expectation): WaitVerdict | null {
  let waiting = beginWaiting(0);
  for (const [minute, state] of looks) {
    const seen = state === null ? null : replicaIn("japaneast", state);
    const { memory, verdict } = judgeReadiness(waiting, seen, minutes(minute), expectation);
    if (verdict !== null) return verdict;
    waiting = memory;
  }
  return null;
}

/** The same state at every minute. */
function staying(state: string | null, from: number, to: number): readonly Look[] {
  return Array.from({ length: to - from + 1 }, (_, index) => [from + index, state]);
}

describe("waiting for ready, a replica is", () => {
  test.each<readonly [string, readonly Look[], WaitVerdict | null]>([
    ["ready at once", [[0, "Succeeded, Ready"]], "ready"],
    ["ready when it says online", [[0, "succeeded, ONLINE"]], "ready"],
    [
      "ready after all its states",
      [
        [0, "Creating"],
        [1, "Succeeded, Syncing"],
        [2, "Succeeded, Ready"],
      ],
      "ready",
    ],
    ["not ready while it is updated, although it says Ready", [[0, "Updating, Ready"]], null],
    [
      "not ready in words that nobody has heard of",
      [
        [0, "Succeeded, Glowing"],
        [1, "Brewing"],
      ],
      null,
    ],
    ["not ready without a displayStatus", [[0, "Succeeded"]], null],
    [
      "failed",
      [
        [0, "Creating"],
        [1, "Failed"],
      ],
      "failed",
    ],
    ["failed when it was cancelled", [[0, "Canceled"]], "failed"],
    [
      "vanished when it was seen and is gone",
      [
        [0, "Creating"],
        [1, null],
      ],
      "vanished",
    ],
    [
      "waited for while somebody deletes it",
      [
        [0, "Deleting, Ready"],
        [1, "Deleting, Ready"],
      ],
      null,
    ],
    [
      "vanished when somebody has deleted it",
      [
        [0, "Deleting, Ready"],
        [1, null],
      ],
      "vanished",
    ],
    ["not vanished by four looks without it, before it was ever seen", staying(null, 0, 3), null],
    ["vanished by the fifth", staying(null, 0, 4), "vanished"],
    [
      "not vanished when it comes late",
      [...staying(null, 0, 3), [4, "Creating"], [5, "Succeeded, Ready"]],
      "ready",
    ],
  ])("%s", (_, looks, verdict) => {
    expect(verdictOn(looks, READY)).toBe(verdict);
  });

  test("missing, not vanished, when nobody promised it", () => {
    const expectation = { ...READY, isPromised: false };
    expect(verdictOn(staying(null, 0, 3), expectation)).toBeNull();
    expect(verdictOn(staying(null, 0, 4), expectation)).toBe("missing");
    expect(
      verdictOn(
        [
          [0, "Creating"],
          [1, null],
        ],
        expectation,
      ),
    ).toBe("vanished");
  });
});

describe("waiting for provisioned, a replica is", () => {
  test.each<readonly [string, WaitVerdict | null]>([
    ["Creating", null],
    ["Updating, Ready", null],
    ["Succeeded, Syncing", "ready"],
    ["Succeeded", "ready"],
    ["Succeeded, Ready", "ready"],
    ["Failed", "failed"],
  ])("in the state %s judged %s", (state, verdict) => {
    expect(verdictOn([[0, state]], PROVISIONED)).toBe(verdict);
  });
});

describe("with stuck-after 30m a replica is", () => {
  test.each<readonly [string, readonly Look[], WaitVerdict | null]>([
    ["not stuck after 29 minutes", staying("Creating", 0, 29), null],
    ["stuck after 30 minutes", staying("Creating", 0, 30), "stuck"],
    ["stuck in words that nobody has heard of", staying("Succeeded, Glowing", 0, 30), "stuck"],
    ["stuck being deleted by somebody", staying("Deleting, Ready", 0, 30), "stuck"],
    ["never stuck while it syncs", staying("Succeeded, Syncing", 0, 600), null],
    [
      "not stuck while its state changes",
      [...staying("Creating", 0, 29), ...staying("Updating, Ready", 30, 59)],
      null,
    ],
    [
      "stuck from its latest change on",
      [...staying("Creating", 0, 20), ...staying("Updating, Ready", 21, 51)],
      "stuck",
    ],
    [
      "judged by the time since it was first seen, not since the wait began",
      staying("Creating", 20, 49),
      null,
    ],
  ])("%s", (_, looks, verdict) => {
    expect(verdictOn(looks, READY)).toBe(verdict);
  });

  test("with stuck-after 0 never stuck", () => {
    expect(verdictOn(staying("Creating", 0, 6_000), { ...READY, stuckAfter: 0 })).toBeNull();
  });
});
