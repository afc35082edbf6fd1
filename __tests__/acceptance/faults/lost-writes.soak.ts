import { describe, expect, test } from "@jest/globals";
import type { Effect } from "../../simulator/index.js";
import { play } from "../harness/index.js";
import { answering } from "./bodies.js";
import { atEach, unhurt, WRITE_KINDS } from "./request-kinds.js";
import { DONE, endOf, playWholeJob } from "./whole-job.js";

const LOST: readonly (readonly [string, Effect])[] = [
  ["lost", { kind: "reset-after" }],
  ["never sent", { kind: "hang-after" }],
  ["cut in half", { kind: "half" }],
  ["not JSON", answering("<html>Welcome to the proxy</html>")],
  ["a gateway's 502", { kind: "rewrite", status: 502, rewrite: () => "<html>Bad gateway</html>" }],
  ["a gateway's 504", { kind: "rewrite", status: 504, rewrite: () => "" }],
];

describe.each(LOST)("a PUT, a PATCH and a DELETE that Azure took, their answers %s", (_, effect) => {
  test("count as done: what is there is read, and nothing is created twice", async () => {
    const played = await playWholeJob(atEach(WRITE_KINDS, effect));
    expect(unhurt(WRITE_KINDS, played.simulator.requests)).toEqual([]);
    expect(endOf(played)).toEqual(DONE);
    expect(played.writes.filter((write) => write.startsWith("PUT"))).toEqual(["PUT japaneast"]);
  });
});

describe("a PUT that Azure took under a name of its own choice, its answer lost", () => {
  test("is found again under that name: no second one is made under a third", async () => {
    const replicas = [{ region: "eastus", name: "japaneast" }];
    const faults = [{ method: "PUT", times: 1, effect: { kind: "reset-after" as const } }];
    const { run, json, writes, simulator } = await play(
      { registry: { replicas }, faults },
      { regions: "japaneast" },
    );
    expect([run.outputs.outcome, json("created"), writes]).toEqual([
      "changed",
      ["japaneast"],
      ["PUT japaneast2"],
    ]);
    expect(simulator.replicas().filter(({ region }) => region === "japaneast")).toHaveLength(1);
  });
});
