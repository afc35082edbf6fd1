import { afterEach, describe, expect, test } from "@jest/globals";
import type { Effect, World } from "../simulator/index.js";
import { type Played, type RunOptions, type Stage, setStage } from "./harness/index.js";
import { hoursFromNow, marks, markTag, ownersIn } from "./harness/marks.js";

const A = "contoso/shop/pr-1";
const B = "contoso/shop/pr-2";

/** A registry that a team shares, and what its pull requests do: each wants a replica in Japan East. */
interface Shared {
  readonly stage: Stage;
  open(
    owner: string,
    more?: Readonly<Record<string, string>>,
    options?: Partial<RunOptions>,
  ): Promise<Played>;
  close(owner: string, more?: Readonly<Record<string, string>>): Promise<Played>;
  /** The owners of the replica; null when there is none. */
  owners(): string | null;
  tags(): Readonly<Record<string, string>> | undefined;
  /** Lets something happen around one request for the replica. */
  at(method: string, effect: Effect, more?: { readonly skip?: number; readonly times?: number }): void;
}

let stage: Stage | undefined;
afterEach(() => stage?.close());

async function share(world: World = {}): Promise<Shared> {
  const own = await setStage(world);
  stage = own;
  const replica = () => own.simulator.replicas().find(({ region }) => region === "japaneast");
  return {
    stage: own,
    open: (owner, more = {}, options = {}) => own.play({ regions: "japaneast", owner, ...more }, options),
    close: (owner, more = {}) => own.play({ mode: "remove", owner, ...more }),
    owners: () => {
      const tags = replica()?.tags;
      return tags === undefined ? null : ownersIn(tags);
    },
    tags: () => replica()?.tags,
    at: (method, effect, more = { times: 1 }) =>
      own.simulator.inject({ method, path: /replications\/japaneast$/, ...more, effect }),
  };
}

const existing = (tags: Readonly<Record<string, string>>): World => ({
  registry: { replicas: [{ region: "japaneast", tags }] },
});

describe("two pull requests that want one region", () => {
  test.each([
    ["the first leaves first", [A, B]],
    ["the last leaves first", [B, A]],
  ])("one after another: %s, and the last one deletes", async (_, leaving) => {
    const { stage, open, close, owners } = await share();
    const [first = "", last = ""] = leaving;
    expect((await open(A)).writes).toEqual(["PUT japaneast"]);
    expect(owners()).toBe(A);
    expect((await open(B)).writes).toEqual(["PATCH japaneast"]);
    expect(owners()).toBe(`${A},${B}`);
    expect((await close(first)).writes).toEqual(["PATCH japaneast"]);
    expect(owners()).toBe(last);
    const end = await close(last);
    expect([end.run.outputs.outcome, end.writes]).toEqual(["changed", ["DELETE japaneast"]]);
    expect(owners()).toBeNull();
    expect(stage.simulator.count("PUT", /replications/)).toBe(1);
  });

  test("a second push of one pull request changes nothing, and leaving twice neither", async () => {
    const { open, close } = await share();
    await open(A);
    const again = await open(A);
    expect([again.run.outputs.outcome, again.writes]).toEqual(["in-sync", []]);
    await close(A);
    const twice = await close(A);
    expect([twice.run.outputs.outcome, twice.writes]).toEqual(["in-sync", []]);
  });

  test("coming back after the other left: the replica is made again", async () => {
    const { open, close, owners } = await share();
    await open(A);
    await close(A);
    const back = await open(A);
    expect([back.run.outputs.outcome, back.writes, owners()]).toEqual(["changed", ["PUT japaneast"], A]);
  });

  test("opened at the same time, both are owners of the one replica, and both see it ready", async () => {
    const { open, owners } = await share({ timing: { provisioned: 12_000, syncing: 8_000 } });
    const both = await Promise.all([open(A), open(B)]);
    expect(both.map(({ run }) => [run.outputs.outcome, run.outputs["all-ready"]])).toEqual([
      ["changed", "true"],
      ["changed", "true"],
    ]);
    expect(owners()).toBe(`${A},${B}`);
  });

  test("closed at the same time, the replica is gone", async () => {
    const { close, owners } = await share(existing(marks(`${A},${B}`)));
    const both = await Promise.all([close(A), close(B)]);
    expect(both.map(({ run }) => [run.exitCode, run.outputs.outcome])).toEqual([
      [0, "changed"],
      [0, "changed"],
    ]);
    expect(owners()).toBeNull();
  });

  test.each([0, 3_000, 9_000, 15_000])(
    "one comes %i ms after the other began to go: it has a ready replica of its own in the end",
    async (later) => {
      const { stage, open, close, owners } = await share({
        ...existing(marks(A)),
        timing: { delete: 12_000 },
      });
      const closing = close(A);
      await stage.sleep(later);
      const [closed, opened] = await Promise.all([closing, open(B)]);
      expect([closed.run.exitCode, opened.run.exitCode]).toEqual([0, 0]);
      expect(opened.run.outputs["all-ready"]).toBe("true");
      expect(owners()).toBe(B);
      expect(stage.simulator.replicas()).toHaveLength(2);
    },
  );

  test("four come at once and three of them go at once: the fourth keeps the replica", async () => {
    const { open, close, owners } = await share({ timing: { provisioned: 8_000 } });
    const all = [1, 2, 3, 4].map((number) => `contoso/shop/pr-${number}`);
    await Promise.all(all.map((owner) => open(owner)));
    expect(owners()).toBe(all.join(","));
    await Promise.all(all.slice(1).map((owner) => close(owner)));
    expect(owners()).toBe(A);
  });
});

describe("marks have no lock", () => {
  test("one that another run overwrote after our PATCH is written again", async () => {
    const { stage, open, owners, at } = await share(existing(marks(B)));
    const overwrite = () => stage.simulator.changeReplica("japaneast", { tags: marks(B) });
    at("PATCH", { kind: "meanwhile", after: overwrite });
    const { run, writes } = await open(A);
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["PATCH japaneast", "PATCH japaneast"]]);
    expect(owners()).toBe(`${A},${B}`);
  });

  test("one that was overwritten again and again is written as often", async () => {
    const { stage, open, owners, at } = await share(existing(marks(B)));
    const overwrite = () => stage.simulator.changeReplica("japaneast", { tags: marks(B) });
    at("PATCH", { kind: "meanwhile", after: overwrite }, { times: 4 });
    const { run } = await open(A);
    expect([run.outputs.outcome, owners()]).toEqual(["changed", `${A},${B}`]);
  });

  test("one that never lasts fails the run: whoever thinks to own a replica must own it", async () => {
    const { stage, open, at } = await share(existing(marks(B)));
    const overwrite = () => stage.simulator.changeReplica("japaneast", { tags: marks(B) });
    at("PATCH", { kind: "meanwhile", after: overwrite }, {});
    const { run, errors } = await open(A);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain("mark");
  });

  test("of a replica that we made, one that another run overwrote while it came up is written again", async () => {
    const { stage, open, owners } = await share({ timing: { provisioned: 8_000 } });
    stage.simulator.inject({
      method: "GET",
      path: /replications$/,
      skip: 2,
      times: 1,
      effect: {
        kind: "meanwhile",
        before: () => stage.simulator.changeReplica("japaneast", { tags: marks(B) }),
      },
    });
    const { run } = await open(A);
    expect([run.outputs.outcome, owners()]).toEqual(["changed", `${A},${B}`]);
  });

  test("one that we took off and another run put back is taken off again", async () => {
    const { stage, close, owners, at } = await share(existing(marks(`${A},${B}`)));
    const restore = () => stage.simulator.changeReplica("japaneast", { tags: marks(`${A},${B}`) });
    at("PATCH", { kind: "meanwhile", after: restore });
    const { run, writes } = await close(A);
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["PATCH japaneast", "PATCH japaneast"]]);
    expect(owners()).toBe(B);
  });

  test("one that was taken off already by the time it is read again needs no write", async () => {
    const { stage, close, owners, at } = await share(existing(marks(`${A},${B}`)));
    const leave = () => stage.simulator.changeReplica("japaneast", { tags: marks(B) });
    at("GET", { kind: "meanwhile", before: leave });
    const { run, writes } = await close(A);
    expect([run.outputs.outcome, writes, owners()]).toEqual(["in-sync", [], B]);
  });

  test("whoever finds itself the last when it reads again deletes: none is left without an owner", async () => {
    const { stage, close, owners, at } = await share(existing(marks(`${A},${B}`)));
    const leave = () => stage.simulator.changeReplica("japaneast", { tags: marks(A) });
    at("GET", { kind: "meanwhile", before: leave });
    const { run, writes, json } = await close(A);
    expect([run.outputs.outcome, writes, owners()]).toEqual(["changed", ["DELETE japaneast"], null]);
    expect(json("deleted")).toEqual(["japaneast"]);
  });

  test("and so does one whose mark the other put back in leaving", async () => {
    const { stage, close, owners, at } = await share(existing(marks(`${A},${B}`)));
    const leave = () => stage.simulator.changeReplica("japaneast", { tags: marks(A) });
    at("PATCH", { kind: "meanwhile", after: leave });
    const { run, writes } = await close(A);
    expect([run.outputs.outcome, owners()]).toEqual(["changed", null]);
    expect(writes).toEqual(["PATCH japaneast", "DELETE japaneast"]);
  });

  test("but not beyond max-delete: the replica stays with its mark, and the run says so", async () => {
    const { stage, close, owners, at } = await share(existing(marks(`${A},${B}`)));
    const leave = () => stage.simulator.changeReplica("japaneast", { tags: marks(A) });
    at("GET", { kind: "meanwhile", before: leave });
    const { run, errors } = await close(A, { "max-delete": "0" });
    expect([run.exitCode, run.outputs.outcome, owners()]).toEqual([1, "failed", A]);
    expect(errors).toContain("max-delete");
  });

  test("tags of others come through all of it", async () => {
    const theirs = { Team: "shop", costCentre: "0815" };
    const { open, close, tags } = await share(existing({ ...theirs, ...marks(B) }));
    // The replica is another owner's, too, so our tags do not reach it.
    const { run, json } = await open(A, { tags: "stage=preview" });
    expect([run.outputs.outcome, json("drift")]).toEqual(["changed", []]);
    expect(tags()).toEqual({ ...theirs, ...marks(`${A},${B}`) });
    await close(A);
    expect(tags()).toEqual({ ...theirs, ...marks(B) });
  });
});

describe("the second look", () => {
  test("a PATCH that Azure takes 5 s late does not cost a living owner its mark", async () => {
    const { stage, open, close, owners, at } = await share(existing(marks(`${B},contoso/shop/pr-3`)));
    // B leaves with the map as it was before A came.
    at("PATCH", { kind: "delay", milliseconds: 5_000 });
    const [closed, opened] = await Promise.all([close(B), stage.sleep(2_000).then(() => open(A))]);
    expect([closed?.run.exitCode, opened?.run.exitCode]).toEqual([0, 0]);
    expect(owners()).toBe(`${A},contoso/shop/pr-3`);
  });

  test("is taken by a run that has nothing else to do, and its log says why", async () => {
    const { open } = await share(existing(marks(B)));
    const { run, took } = await open(A);
    expect(took).toBeGreaterThan(10_000);
    expect(run.log.join("\n")).toMatch(/mark.*(again|once more)/i);
  });

  test("comes too early at the deadline: the run says so, and its outcome stays", async () => {
    const { open } = await share(existing(marks(B)));
    const { run } = await open(A, { timeout: "8s" });
    const said = run.annotations.map(({ message }) => message).join("\n");
    expect([run.exitCode, run.outputs.outcome, run.outputs["all-ready"]]).toEqual([0, "changed", "true"]);
    expect(said).toContain("could read the marks of Japan East again");
  });

  test("is left out when the run is cancelled, and the report says so", async () => {
    const { stage, open, at } = await share(existing(marks(B)));
    let patched: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => {
      patched = resolve;
    });
    at("PATCH", { kind: "meanwhile", after: patched });
    // Between its PATCH and the look ten seconds later.
    const sleep = () => arrival.then(() => stage.sleep(3_000));
    const { run } = await open(A, {}, { signalAt: [{ signal: "SIGINT", after: 0 }], sleep });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "cancelled"]);
    expect(run.summary).toContain("could read the marks of Japan East again");
  });

  test.each(["apply", "remove"] as const)("belongs to the run with wait-for: none, too: %s", async (mode) => {
    const { stage, open, close, owners, at } = await share(
      existing(marks(mode === "apply" ? B : `${A},${B}`)),
    );
    const tags = stage.simulator.replicas().find(({ region }) => region === "japaneast")?.tags ?? {};
    at("PATCH", { kind: "meanwhile", after: () => stage.simulator.changeReplica("japaneast", { tags }) });
    const none = { "wait-for": "none" };
    const { run, writes } = mode === "apply" ? await open(A, none) : await close(A, none);
    expect([run.outputs.outcome, writes]).toEqual(["changed", ["PATCH japaneast", "PATCH japaneast"]]);
    expect(owners()).toBe(mode === "apply" ? `${A},${B}` : B);
  });
});

describe("many owners", () => {
  test("25 on one replica leave it in turn, and the last one deletes it", async () => {
    const all = Array.from({ length: 25 }, (_, index) => `contoso/shop/pr-${index + 1}`);
    const { stage, close, owners } = await share(existing(marks(all.join())));
    for (const owner of all.slice(0, 24)) expect((await close(owner)).writes).toEqual(["PATCH japaneast"]);
    expect(owners()).toBe(all[24]);
    expect((await close(all[24] ?? "")).writes).toEqual(["DELETE japaneast"]);
    expect(stage.simulator.replicas()).toHaveLength(1);
  });

  test("the 51st tag fails its region before the write", async () => {
    const theirs = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`team${index}`, "x"]));
    const { open, tags } = await share(existing({ ...theirs, ...marks(B) }));
    const { run, writes, errors } = await open(A);
    expect([run.outputs.outcome, writes, tags()]).toEqual(["failed", [], { ...theirs, ...marks(B) }]);
    expect(errors).toContain("50");
  });
});

describe("a runner whose clock is two hours wrong", () => {
  const HOURS = 3_600_000;
  const wrong = (hours: number) => ({ environment: { CLOCK_JUMPS: `0 ${hours * HOURS}` } });
  const warned = ({ run }: Played) =>
    run.annotations.filter(({ level, message }) => level === "warning" && message.includes("clock")).length;

  test("fast, deletes nothing that has an hour left, and warns once", async () => {
    const { stage, owners } = await share(existing(marks(A, hoursFromNow(1))));
    const swept = await stage.play({ mode: "remove", "only-expired": "true" }, wrong(2));
    expect([swept.run.outputs.outcome, swept.writes, owners()]).toEqual(["in-sync", [], A]);
    expect(warned(swept)).toBe(1);
  });

  test("slow, writes no time that a sweep takes at once, and warns once", async () => {
    const { stage, open, owners } = await share();
    const opened = await open(A, { ttl: "1h" }, wrong(-2));
    expect([opened.run.outputs.outcome, warned(opened)]).toEqual(["changed", 1]);
    const swept = await stage.play({ mode: "remove", "only-expired": "true" });
    expect([swept.writes, owners()]).toEqual([[], A]);
  });

  test("by four minutes only, says nothing of it", async () => {
    const { stage } = await share(existing(marks(A)));
    const minutes = await stage.play({ mode: "remove", "only-expired": "true" }, wrong(4 / 60));
    expect([minutes.run.outputs.outcome, warned(minutes)]).toEqual(["in-sync", 0]);
  });
});

describe("an answer without a Date", () => {
  test("proves no expiry: what is read so right before its delete stays", async () => {
    const { stage, owners, at } = await share(existing(marks(A, hoursFromNow(-2))));
    at("GET", { kind: "rewrite", rewrite: (body) => body, headers: { Date: "" } }, {});
    const { run, writes, json } = await stage.play({ mode: "remove", "only-expired": "true" });
    expect([run.exitCode, writes, owners()]).toEqual([0, [], A]);
    expect(json("changes")).toEqual([
      { region: "japaneast", action: "delete", reason: expect.any(String), done: false },
    ]);
  });
});

describe("a LIST that is late", () => {
  test("does not keep an owner that leaves from a mark that it put on a moment ago", async () => {
    const { stage, open, close, owners } = await share({ ...existing(marks(B)), list: { lag: 60_000 } });
    // The world's time begins with the first look at it.
    expect(owners()).toBe(B);
    await stage.sleep(120_000);
    await open(A);
    expect(owners()).toBe(`${A},${B}`);
    const left = await close(A);
    expect([left.run.outputs.outcome, left.writes, owners()]).toEqual(["changed", ["PATCH japaneast"], B]);
  });
});

describe("what somebody else has under way is joined, not fought", () => {
  test("a replica that is being created for another: waited for, then marked, never put again", async () => {
    const { stage, open, owners } = await share({ timing: { provisioned: 40_000 } });
    const [first, second] = await Promise.all([open(B), stage.sleep(10_000).then(() => open(A))]);
    expect([first?.run.outputs.outcome, second?.run.outputs.outcome]).toEqual(["changed", "changed"]);
    expect(owners()).toBe(`${A},${B}`);
    expect(stage.simulator.count("PUT", /replications/)).toBe(1);
    expect(stage.simulator.requests.filter(({ status }) => status === 409)).toEqual([]);
  });

  test("a replica that is being updated: waited for, then marked", async () => {
    const { stage, open, owners } = await share({ ...existing(marks(B)), timing: { update: 60_000 } });
    await open(B, { routing: "disabled", "wait-for": "none" });
    const { run } = await open(A);
    expect([run.outputs.outcome, owners()]).toEqual(["changed", `${A},${B}`]);
    expect(stage.simulator.requests.filter(({ status }) => status === 409)).toEqual([]);
  });

  test("a PATCH that meets an operation begun just before it is sent again when that has ended", async () => {
    const { stage, open, owners } = await share(existing(marks(B)));
    stage.simulator.inject({
      method: "PATCH",
      path: /replications\/japaneast$/,
      times: 2,
      effect: {
        kind: "answer",
        status: 409,
        body: { error: { code: "AnotherOperationInProgress", message: "Another operation is in progress." } },
      },
    });
    const { run } = await open(A);
    expect([run.outputs.outcome, owners()]).toEqual(["changed", `${A},${B}`]);
  });

  test("a replica that is being deleted: waited out, then made anew", async () => {
    const { stage, open, owners } = await share({ ...existing(marks(B)), timing: { delete: 16_000 } });
    stage.simulator.deleteReplica("japaneast");
    const { run, writes } = await open(A);
    expect([run.outputs.outcome, writes, owners()]).toEqual(["changed", ["PUT japaneast"], A]);
  });

  test("a delete that begins between our reading and our mark: the replica is made again", async () => {
    const { stage, open, owners, at } = await share({ ...existing(marks(B)), timing: { delete: 8_000 } });
    at("PATCH", { kind: "meanwhile", before: () => stage.simulator.deleteReplica("japaneast") });
    const { run, writes } = await open(A);
    expect([run.exitCode, run.outputs.outcome, owners()]).toEqual([0, "changed", A]);
    expect(writes.at(-1)).toBe("PUT japaneast");
  });

  test("a delete that begins right after our mark: the replica is made again", async () => {
    const { stage, open, owners, at } = await share({ ...existing(marks(B)), timing: { delete: 8_000 } });
    at("PATCH", { kind: "meanwhile", after: () => stage.simulator.deleteReplica("japaneast") });
    const { run, writes, json } = await open(A);
    expect([run.exitCode, run.outputs.outcome, owners()]).toEqual([0, "changed", A]);
    expect(writes).toEqual(["PATCH japaneast", "PUT japaneast"]);
    expect(json("ready-regions")).toEqual(["japaneast"]);
  });
});

describe("a PUT that was answered 200 did not make the replica ours", () => {
  /** Somebody's replica appears between our last look and our PUT, so long before the PUT. */
  async function shareWithSurprise(before: number, tags: Readonly<Record<string, string>>): Promise<Shared> {
    const shared = await share(
      before === 0 ? {} : { timing: { provisioned: before / 4, syncing: before / 4 } },
    );
    const { simulator } = shared.stage;
    const appear = () => {
      simulator.createReplica("japaneast");
      simulator.changeReplica("japaneast", { tags });
    };
    // One GET goes before the plan, one before the PUT.
    shared.at("GET", { kind: "meanwhile", after: appear }, { skip: 1, times: 1 });
    shared.at("PUT", { kind: "delay", milliseconds: before });
    return shared;
  }

  test.each([
    ["being created", 0],
    ["ready", 500],
  ])("a permanent one that was %s: our mark is taken off again, and the run fails", async (_, before) => {
    const { open, owners, close, stage } = await shareWithSurprise(before, {});
    const { run, json, errors } = await open(A);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain("overwrote its tags");
    expect(owners()).toBe("");
    expect(json("created")).toEqual([]);
    const left = await close(A);
    expect([left.run.outputs.outcome, left.writes]).toEqual(["in-sync", []]);
    expect(stage.simulator.replicas()).toHaveLength(1);
  });

  test("another pull request's: ours is added to its mark", async () => {
    const { open, owners } = await shareWithSurprise(0, marks(B));
    const { run } = await open(A);
    expect([run.exitCode, run.outputs.outcome, owners()]).toEqual([0, "changed", `${A},${B}`]);
  });

  test("another pull request's that our PUT overwrote: once it is back, ours stands beside it", async () => {
    const { stage, open, owners } = await shareWithSurprise(500, marks(B));
    // The other run reads its mark again and finds it overwritten.
    const putBack = () => stage.simulator.changeReplica("japaneast", { tags: marks(B) });
    void stage.sleep(12_000).then(putBack);
    const { run } = await open(A);
    expect([run.exitCode, run.outputs.outcome, owners()]).toEqual([0, "changed", `${A},${B}`]);
  });
});

describe("a permanent replica, one without owners", () => {
  test("is never marked by those who use it, and never removed by owner", async () => {
    const { stage, open, close, tags } = await share(existing({ team: "platform" }));
    const opened = await open(A, { ttl: "8h" });
    expect([opened.run.outputs.outcome, opened.writes]).toEqual(["in-sync", []]);
    const closed = await close(A);
    expect([closed.run.outputs.outcome, closed.writes]).toEqual(["in-sync", []]);
    const swept = await stage.play({ mode: "remove", "only-expired": "true" });
    expect([swept.run.outputs.outcome, swept.writes]).toEqual(["in-sync", []]);
    expect(tags()).toEqual({ team: "platform" });
  });

  test("stays so when somebody takes the owner off while a run adds one", async () => {
    const { stage, open, tags, at } = await share(existing(marks(B)));
    at("GET", {
      kind: "meanwhile",
      before: () => stage.simulator.changeReplica("japaneast", { tags: {} }),
    });
    const { run, writes } = await open(A);
    expect([run.exitCode, writes, tags()]).toEqual([0, [], {}]);
  });
});

describe("ttl", () => {
  const HOUR = 3_600_000;
  const expires = (tags: Readonly<Record<string, string>> | undefined, owner = A) =>
    tags?.[markTag(owner)]?.split(" until ")[1] ?? "";
  const hoursAhead = (time: string) => (Date.parse(time) - Date.now()) / HOUR;

  test("is a time in UTC from when the mark was written, one for each owner; a longer one stays", async () => {
    const { stage, open, tags } = await share();
    const begun = Date.now();
    await open(A, { ttl: "8h" });
    const first = expires(tags());
    expect(first).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
    expect(Math.abs(Date.parse(first) - begun - 8 * HOUR)).toBeLessThan(120_000);
    const longer = await open(B, { ttl: "2d" });
    expect(longer.run.outputs.outcome).toBe("changed");
    expect(hoursAhead(expires(tags(), B))).toBeGreaterThan(47);
    expect(expires(tags())).toBe(first);
    const shorter = await open(A, { ttl: "1h" });
    expect([shorter.run.outputs.outcome, shorter.writes, expires(tags())]).toEqual(["in-sync", [], first]);
    expect(stage.simulator.count("PUT", /replications/)).toBe(1);
  });

  test("renewing it is an update, not drift", async () => {
    const { stage, tags } = await share(existing(marks(A, hoursFromNow(1))));
    const inputs = { regions: "japaneast", owner: A, ttl: "8h" };
    const check = await stage.play({ ...inputs, mode: "check" });
    expect([check.run.outputs.outcome, check.json("drift")]).toEqual(["in-sync", []]);
    expect(check.json("changes")).toEqual([
      { region: "japaneast", action: "update", reason: expect.any(String), done: false },
    ]);
    const apply = await stage.play(inputs);
    expect([apply.run.outputs.outcome, apply.writes]).toEqual(["changed", ["PATCH japaneast"]]);
    expect(hoursAhead(expires(tags()))).toBeGreaterThan(7);
  });

  test("without it an owner needs the replica until it leaves, and a ttl later makes that no shorter", async () => {
    const ahead = hoursFromNow(1);
    const { open, tags } = await share(existing(marks(A, ahead)));
    await open(B);
    expect(tags()).toEqual({ ...marks(A, ahead), ...marks(B) });
    const again = await open(B, { ttl: "1h" });
    expect([again.run.outputs.outcome, again.writes]).toEqual(["in-sync", []]);
  });

  test("a mark that cannot be read stays beside ours, and is warned of", async () => {
    const unreadable = marks(B, "next week");
    const { open, tags } = await share(existing(unreadable));
    const { run } = await open(A);
    expect([run.outputs.outcome, tags()]).toEqual(["changed", { ...unreadable, ...marks(A) }]);
    expect(run.annotations.map(({ level, message }) => `${level} ${message}`)).toContainEqual(
      expect.stringMatching(new RegExp(`^warning .*${markTag(B)}`)),
    );
  });

  test("an owner that leaves takes its own time along, and leaves the other's", async () => {
    const ahead = hoursFromNow(3);
    const { close, tags } = await share(existing(marks(`${A},${B}`, ahead)));
    await close(A);
    expect(tags()).toEqual(marks(B, ahead));
  });
});

describe("the nightly sweep", () => {
  test("deletes what was forgotten, whoever shares it, and nothing else", async () => {
    const past = hoursFromNow(-2);
    const replicas = [
      { region: "japaneast", tags: marks(`${A},${B}`, past) },
      { region: "eastus", tags: marks(A, past) },
      { region: "uksouth", tags: marks(A, hoursFromNow(2)) },
      { region: "brazilsouth", tags: { ...marks(A), ...marks(B, past) } },
      { region: "northeurope", tags: marks(A) },
      { region: "southindia", tags: { ...marks(A, past), "acr-geo-owner-00000000": "somebody" } },
      { region: "centralus", tags: marks(A, "2026-13-45T99:00:00Z") },
      { region: "westus2" },
    ];
    const { stage } = await share({ registry: { replicas } });
    const sweep = { mode: "remove", "only-expired": "true" };
    const { run, json } = await stage.play(sweep);
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "changed"]);
    expect(json("deleted")).toEqual(["eastus", "japaneast"]);
    // Of what others need the marks whose time has passed are taken off.
    const left = stage.simulator.replicas().map(({ region, tags }) => [region, ownersIn(tags)]);
    expect(Object.fromEntries(left)).toMatchObject({ brazilsouth: A, southindia: "somebody", uksouth: A });
    const again = await stage.play(sweep);
    expect([again.run.outputs.outcome, again.writes]).toEqual(["in-sync", []]);
  });

  test("finds what a pull request left whose expiry has passed since", async () => {
    const { stage, open, owners } = await share();
    await open(A, { ttl: "20s" });
    await open(B, { ttl: "30s" });
    await stage.sleep(32_000);
    const { json } = await stage.play({ mode: "remove", "only-expired": "true" });
    expect([json("deleted"), owners()]).toEqual([["japaneast"], null]);
  });
});

describe("an ephemeral replica and the workflow that looks after the permanent ones", () => {
  test.each<[string, string | undefined, readonly string[], readonly string[]]>([
    ["whose expiry lies ahead is neither extra nor pruned", hoursFromNow(2), [], []],
    ["that never expires is neither extra nor pruned", undefined, [], []],
    ["whose expiry has passed is extra, and pruned", hoursFromNow(-2), ["extra"], ["japaneast"]],
  ])("one %s", async (_, expires, kinds, deleted) => {
    const { stage } = await share(existing(marks(A, expires)));
    const inputs = { regions: "westeurope", prune: "all" };
    const check = await stage.play({ ...inputs, mode: "check" });
    expect(check.json("drift")).toEqual(kinds.map((kind) => expect.objectContaining({ kind })));
    const apply = await stage.play(inputs);
    expect(apply.json("deleted")).toEqual(deleted);
  });
});

describe("the one-job form, which removes whatever became of the job", () => {
  const inputs = { regions: "japaneast, brazilsouth" };
  const remove = { "max-delete": "2" };

  test.each(["SIGINT", "SIGKILL"] as const)(
    "an apply that %s ended while the replicas were being created leaves nothing behind",
    async (signal) => {
      const { stage, open, close } = await share({ timing: { provisioned: 600_000 } });
      const opened = await open(A, inputs, { signalAt: [{ signal, after: 20_000 }] });
      expect(opened.writes).toHaveLength(2);
      const closed = await close(A, remove);
      expect([closed.run.exitCode, closed.run.outputs.outcome]).toEqual([0, "changed"]);
      expect(stage.simulator.replicas().map(({ region }) => region)).toEqual(["westeurope"]);
    },
  );

  test("an apply that failed in one region leaves nothing behind", async () => {
    const { stage, open, close } = await share({ schedules: { brazilsouth: { ending: "failed" } } });
    expect((await open(A, inputs)).run.exitCode).toBe(1);
    const closed = await close(A, remove);
    expect(closed.json("deleted")).toEqual(["brazilsouth", "japaneast"]);
    expect(stage.simulator.replicas().map(({ region }) => region)).toEqual(["westeurope"]);
  });
});
