import { describe, expect, test } from "@jest/globals";
import { createInFlightLimit } from "../../src/azure/http/in-flight-policy.js";
import type { World } from "../simulator/index.js";
import { requestsOf, signalAtRequest } from "./harness/cut-off.js";
import { type Stage, setStage } from "./harness/index.js";
import { marks, markTag, ownersIn } from "./harness/marks.js";

// Between the DELETE and the PUT of a repair nothing in Azure tells what the replica was: a run that is cut off there
// must have said it, and whoever comes next must not take what it finds for what was wished.

const ARM = "management.azure.com";
const OURS = "contoso/shop/pr-1";
const OTHERS = "contoso/shop/pr-2";
const REPAIR = { regions: "japaneast", repair: "true", tags: "tier=dr" };
const TAGS = { team: "shop & co", tier: "dr" };

interface Repair {
  readonly inputs: Readonly<Record<string, string>>;
  readonly routing: boolean;
  readonly tags: Readonly<Record<string, string>>;
  /** The line that brings the replica back as it was. */
  readonly line: string;
  /** Who needs it in the end, once another owner has asked for it, too. */
  readonly owners: string;
}

const CREATE = "az acr replication create --registry contoso --location japaneast --name geo01";

const PERMANENT: Repair = {
  inputs: { ...REPAIR, routing: "disabled" },
  routing: false,
  tags: TAGS,
  line: `${CREATE} --global-endpoint-routing false --tags 'team=shop & co' tier=dr`,
  owners: "",
};
const ON_LOAN: Repair = {
  inputs: { ...REPAIR, owner: OURS },
  routing: true,
  tags: { ...TAGS, ...marks(OURS) },
  line: `${CREATE} --tags 'team=shop & co' tier=dr ${markTag(OURS)}=${OURS}`,
  owners: `${OURS},${OTHERS}`,
};

const worldOf = ({ routing, tags }: Repair, timing: World["timing"] = {}): World => ({
  registry: {
    replicas: [{ region: "japaneast", name: "geo01", provisioningState: "Failed", routing, tags }],
  },
  timing: { delete: 2_000, provisioned: 1_000, syncing: 500, ...timing },
});

const inJapan = ({ simulator }: Stage) =>
  simulator.replicas().find(({ region }) => region === "japaneast") ?? null;

/** The questions that an undisturbed repair asks ARM, as methods in order. */
async function questionsOf(repair: Repair): Promise<readonly string[]> {
  const stage = await setStage(worldOf(repair));
  const { played, requests } = await requestsOf(repair.inputs, stage);
  await stage.close();
  expect([played.run.exitCode, played.writes]).toEqual([0, ["DELETE geo01", "PUT geo01"]]);
  return requests.filter(({ host }) => host === ARM).map(({ method }) => method);
}

/** What is wrong in the end, after the kill, then the same job, then another owner's; nothing when all is well. */
async function faultsOf(count: number, repair: Repair): Promise<readonly string[]> {
  const stage = await setStage(worldOf(repair));
  try {
    const killed = await signalAtRequest("SIGKILL", { host: ARM, request: count }, repair.inputs, stage);
    const same = await stage.play(repair.inputs);
    const repaired = inJapan(stage);
    const another = await stage.play({
      regions: "japaneast",
      owner: OTHERS,
      routing: "enabled",
      tags: "team=other",
    });
    const last = inJapan(stage);
    const isKept = TAGS.team === last?.tags.team || killed.run.stdout.includes(repair.line);
    return [
      [killed.run.signal === "SIGKILL", `it ended as ${killed.run.outputs.outcome} before it was killed`],
      [same.run.exitCode === 0, `the same job ended as ${same.run.outputs.outcome}: ${same.errors}`],
      [another.run.exitCode === 0, `another's ended as ${another.run.outputs.outcome}: ${another.errors}`],
      [repaired?.displayStatus === "Ready", `the same job left it ${repaired?.displayStatus}`],
      [repaired?.routing === repair.routing, "the same job left another routing"],
      [last?.routing === repair.routing, "another's changed the routing"],
      [last?.tags.tier === TAGS.tier, `the tag tier is ${last?.tags.tier}`],
      [last?.tags.team !== "other", "another's wrote its tags over"],
      [isKept, "a tag is lost, and the line that brings it back was not said"],
      [ownersIn(last?.tags ?? {}) === repair.owners, `its owners are "${ownersIn(last?.tags ?? {})}"`],
    ].flatMap(([isWell, fault]) => (isWell === true ? [] : [`killed at question ${count}: ${fault}`]));
  } finally {
    await stage.close();
  }
}

describe("a repair that is killed at a question to ARM, then the same job, then another owner's", () => {
  test.each<[string, string, Repair, (questions: readonly string[]) => number]>([
    [
      "of a permanent replica",
      "at every one: it is permanent again, its routing as said",
      PERMANENT,
      () => 0,
    ],
    [
      "of one on loan",
      "at every one from the DELETE on: it is its owner's again, and the other's too",
      ON_LOAN,
      (questions) => questions.indexOf("DELETE"),
    ],
  ])("%s, %s, and what was lost stands in the log", async (_what, _end, repair, firstIn) => {
    const questions = await questionsOf(repair);
    const counts = questions.map((_question, index) => index + 1).slice(firstIn(questions));
    expect(counts.length).toBeGreaterThan(10);
    const atMostFour = createInFlightLimit(4);
    const faults = await Promise.all(counts.map((count) => atMostFour(() => faultsOf(count, repair))));
    expect(faults.flat()).toEqual([]);
  });
});

test("one that was killed between delete and create is permanent again, though another owner came first", async () => {
  const stage = await setStage(worldOf(PERMANENT, { delete: 60_000 }));
  const killed = await stage.play(PERMANENT.inputs, { signalAt: [{ signal: "SIGKILL", after: 30_000 }] });
  await stage.play({ regions: "japaneast", owner: OTHERS });
  expect(ownersIn(inJapan(stage)?.tags ?? {})).toBe(OTHERS);
  const same = await stage.play(PERMANENT.inputs);
  const closed = await stage.play({ mode: "remove", owner: OTHERS });
  await stage.close();
  expect([killed.writes, same.run.outputs.outcome, closed.writes]).toEqual([["DELETE geo01"], "changed", []]);
  expect(inJapan(stage)).toMatchObject({ routing: false, tags: { tier: "dr" } });
});

describe("a repair that is cut off between its delete and its create", () => {
  test.each<[string, string, Record<string, string>, readonly { signal: "SIGINT"; after: number }[]]>([
    ["by GitHub", "cancelled", {}, [{ signal: "SIGINT", after: 40_000 }]],
    ["by its deadline", "timed-out", { timeout: "4m" }, []],
  ])("%s says the line that brings the replica back in an error", async (_, outcome, more, signalAt) => {
    const stage = await setStage(worldOf(PERMANENT, { delete: 600_000 }));
    const { run, writes, errors } = await stage.play({ ...PERMANENT.inputs, ...more }, { signalAt });
    await stage.close();
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, outcome, ["DELETE geo01"]]);
    expect(errors).toContain(PERMANENT.line);
    expect(run.summary).toContain(PERMANENT.line);
  });
});

test("a repair is not begun where timeout leaves no room for delete, proof and create", async () => {
  const stage = await setStage(worldOf(PERMANENT));
  const { run, writes } = await stage.play({ ...PERMANENT.inputs, timeout: "2m" });
  await stage.close();
  expect([run.outputs.outcome, writes]).toEqual(["failed", []]);
  expect(inJapan(stage)).toMatchObject({ tags: PERMANENT.tags, routing: false });
});
