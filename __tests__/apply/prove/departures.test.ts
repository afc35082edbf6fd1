import { describe, expect, test } from "@jest/globals";
import { failure } from "../../builders/failure.js";
import { region } from "../../builders/registry.js";
import { ABSENT, type Answers, digest, type ProofSetting, present, prove } from "./regions.js";

const japan = region("japaneast");
const home = region("westeurope");
const TAG = "shop/api:v1";
const DIGEST = `shop/api@${digest("a")}`;

/** Home has the image, Japan East never gets it. */
const NEVER_IN_JAPAN: Answers = (where) => (where === japan ? ABSENT : present("a"));

const deletedAt =
  (time: number): NonNullable<ProofSetting["existing"]> =>
  (where, at) =>
    where === japan && at >= time ? null : "there";

function begin(setting: Omit<ProofSetting, "answers">) {
  const proof = prove({ answers: NEVER_IN_JAPAN, ...setting });
  for (const where of [japan, home]) proof.prover.begin(where);
  // The deadline of the run: a proof that is never given up fails its test then.
  void proof.clock.sleep(600_000, new AbortController().signal).then(proof.stop);
  return { ...proof, ended: proof.prover.end() };
}

describe("where what exists is what is wanted, a region whose replica is deleted while its images are waited for", () => {
  test.each([TAG, DIGEST])("is waited for no more: %s", async (image) => {
    const { ended, clock } = begin({ images: [image], existing: deletedAt(20_000) });
    expect(await ended).toBe(true);
    expect(clock.now()).toBeGreaterThan(20_000);
    expect(clock.now()).toBeLessThan(60_000);
  });

  test("is left out by every image at once", async () => {
    const { ended } = begin({ images: [TAG, DIGEST, "shop/web:v1"], existing: deletedAt(20_000) });
    expect(await ended).toBe(true);
  });

  test("is not found out by asking more often than every 15 seconds", async () => {
    const { ended, facts } = begin({ images: [TAG, DIGEST], existing: deletedAt(100_000) });
    await ended;
    const times = facts.filter(({ kind }) => kind === "replica-seen").map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] ?? 0));
    expect(times.length).toBeGreaterThan(3);
    expect(Math.min(times[0] ?? 0, ...gaps)).toBeGreaterThanOrEqual(15_000);
  });

  test("is not taken for gone by an answer that does not say so", async () => {
    const unread = failure({ kind: "server", activity: "read-replica" });
    const { ended, clock } = begin({
      images: [TAG],
      existing: (_where, at) => (at < 60_000 ? unread : null),
    });
    expect(await ended).toBe(true);
    expect(clock.now()).toBeGreaterThan(60_000);
  });
});

test("a region that the wish names is waited for until the run is stopped, and nobody reads its replica", async () => {
  const { ended, clock, stop, facts } = begin({ images: [TAG, DIGEST] });
  await clock.sleep(120_000, new AbortController().signal);
  stop();
  expect(await ended).toBe(false);
  expect(facts.filter(({ kind }) => kind === "replica-seen" || kind === "failed")).toEqual([]);
});
