import { describe, expect, test } from "@jest/globals";
import { lookAgain } from "../../src/apply/look-again.js";
import type { Fact } from "../../src/registry/fact.js";
import type { Region } from "../../src/registry/region.js";
import type { Request } from "../../src/registry/request.js";
import { failure } from "../builders/failure.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, removeRequest, wantedRegion } from "../builders/request.js";
import { HOME, marks, planFor } from "../builders/situation.js";
import { virtualClock } from "../builders/virtual-clock.js";
import { failuresIn, warningsIn } from "./carry.js";
import { openFakeAzure, type World } from "./fake-azure.js";

/** Plans on what was there, then looks again at what is there at the end. */
async function look(
  request: Request,
  before: World["replicas"],
  after: World,
  cancellation = new AbortController().signal,
  arrived: readonly Region[] = [],
) {
  const clock = virtualClock();
  const azure = openFakeAzure(after, clock);
  const facts: Fact[] = [];
  const record = (fact: Fact) => facts.push(fact);
  await lookAgain(
    planFor({ request, replicas: before ?? [] }),
    arrived,
    { replications: azure, record, clock, timeLeft: () => 0 },
    cancellation,
  );
  return { facts, calls: azure.calls.map(({ method, name }) => `${method} ${name}`.trim()) };
}

describe("the last look", () => {
  test("is one LIST, when that shows what the plan should have come to", async () => {
    const { calls } = await look(applyRequest(), [HOME], { replicas: [HOME, replica("japaneast")] });
    expect(calls).toEqual(["LIST"]);
  });

  test.each<readonly [string, World["replicas"], World["replicas"], string]>([
    ["is not ready in LIST", [HOME], [HOME, replicaIn("japaneast", "Succeeded, Syncing")], "GET japaneast"],
    ["was created and is not in LIST", [HOME], [HOME], "GET japaneast"],
    ["was there and is not in LIST", [HOME, replica("japaneast", { name: "geo01" })], [HOME], "GET geo01"],
    [
      "is home and is not ready in LIST",
      [HOME],
      [replicaIn("westeurope", "Updating"), replica("japaneast")],
      "GET westeurope",
    ],
    [
      "is on loan in LIST, which a run without an owner has put an end to",
      [HOME, replica("japaneast")],
      [HOME, replica("japaneast", { tags: marks("pr-7") })],
      "GET japaneast",
    ],
  ])("asks for a wanted replica itself that %s", async (_, before, after = [], get) => {
    const { calls } = await look(applyRequest(), before, { replicas: after });
    expect(calls).toEqual(["LIST", get]);
  });

  test("asks for a replica itself that was to be deleted and is still in LIST", async () => {
    const request = removeRequest({ regions: [region("eastus")] });
    const { calls } = await look(request, [HOME, replica("eastus")], { replicas: [HOME, replica("eastus")] });
    expect(calls).toEqual(["LIST", "GET eastus"]);
  });

  test("does not ask for home where LIST never had a row for it", async () => {
    const { calls } = await look(applyRequest(), [], { replicas: [replica("japaneast")] });
    expect(calls).toEqual(["LIST"]);
  });

  test("keeps what a GET shows after what LIST showed", async () => {
    const { facts } = await look(applyRequest(), [HOME], { replicas: [HOME] });
    expect(facts.map(({ kind }) => kind)).toEqual(["replicas-listed", "replica-seen"]);
    expect(facts.at(-1)).toMatchObject({ region: "japaneast", replica: null });
  });

  test("that fails is a warning: the report is older, not wrong", async () => {
    const refuse = () => failure({ region: null, kind: "server", code: "Trouble" });
    const { facts } = await look(applyRequest(), [HOME], { refuse });
    expect(warningsIn({ facts })).toEqual(["registry Trouble"]);
  });

  test.each<readonly [string, World["replicas"]]>([
    ["was there", [HOME, replica("japaneast")]],
    ["was created", [HOME]],
  ])("fails a region whose replica %s, where LIST lacks it and a GET is refused", async (_, before) => {
    const refuse: World["refuse"] = ({ method }) =>
      method === "GET" ? failure({ region: null, kind: "denied" }) : null;
    const { facts } = await look(applyRequest(), before, { replicas: [HOME], refuse });
    expect([failuresIn({ facts }), warningsIn({ facts })]).toEqual([["japaneast ScopeLocked"], []]);
    expect(facts.filter(({ kind }) => kind === "replica-seen")).toEqual([]);
  });

  test("fails a region of which LIST lacks the replica and no answer comes in time", async () => {
    const replicas = [HOME, replica("uksouth", { tags: { old: "yes" } })];
    const request = applyRequest({
      wanted: [wantedRegion("japaneast"), wantedRegion("uksouth", { tags: { tier: "dr" } })],
    });
    const { facts } = await look(request, [...replicas, replica("japaneast")], { replicas, latency: 8_000 });
    expect([failuresIn({ facts }), warningsIn({ facts })]).toEqual([["japaneast ReplicaNotRead"], []]);
  });

  test("warns where LIST shows a replica and a GET is refused, and still reads the others", async () => {
    const replicas = ["japaneast", "uksouth"].map((name) => replicaIn(name, "Succeeded, Syncing"));
    const wanted = replicas.map(({ region: name }) => wantedRegion(name));
    const refuse: World["refuse"] = ({ method, name }) =>
      method === "GET" && name === "japaneast" ? failure({ region: null, kind: "denied" }) : null;
    const { facts } = await look(applyRequest({ wanted }), [HOME], { replicas, refuse });
    expect([failuresIn({ facts }), warningsIn({ facts })]).toEqual([[], ["japaneast ScopeLocked"]]);
    expect(facts).toContainEqual(expect.objectContaining({ kind: "replica-seen", region: "uksouth" }));
  });

  test("ends with a cancellation, and says nothing of it", async () => {
    const { facts, calls } = await look(applyRequest(), [HOME], { replicas: [HOME] }, AbortSignal.abort());
    expect([facts, calls]).toEqual([[], []]);
  });

  test("passes a bug in the action on", async () => {
    const refuse = () => new TypeError("x is not a function");
    await expect(look(applyRequest(), [HOME], { refuse })).rejects.toThrow("x is not a function");
  });
});
