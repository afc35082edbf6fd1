import { describe, expect, test } from "@jest/globals";
import { answering } from "./bodies.js";
import { atEach, unhurt, WRITE_KINDS } from "./request-kinds.js";
import { DONE, endOf, playWholeJob } from "./whole-job.js";

describe("a PUT, a PATCH and a DELETE that Azure took, their answers lost", () => {
  test("count as done: what is there is read, and nothing is created twice", async () => {
    const played = await playWholeJob(atEach(WRITE_KINDS, { kind: "reset-after" }));
    expect(unhurt(WRITE_KINDS, played.simulator.requests)).toEqual([]);
    expect(endOf(played)).toEqual(DONE);
    expect(played.writes.filter((write) => write.startsWith("PUT"))).toEqual(["PUT japaneast"]);
  });
});

describe("a PUT, a PATCH and a DELETE that Azure took, their answers not JSON", () => {
  test("count as done: what is there is read, and nothing is created twice", async () => {
    const played = await playWholeJob(atEach(WRITE_KINDS, answering("<html>Welcome to the proxy</html>")));
    expect(unhurt(WRITE_KINDS, played.simulator.requests)).toEqual([]);
    expect(endOf(played)).toEqual(DONE);
    expect(played.writes.filter((write) => write.startsWith("PUT"))).toEqual(["PUT japaneast"]);
  });
});
