import { describe, expect, test } from "@jest/globals";
import type { Replica } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { type LookTools, lookAndPlan } from "../../src/run/look-and-plan.js";
import { type FakeAzure, openFakeAzure } from "../apply/fake-azure.js";
import { region, registry } from "../builders/registry.js";
import { replica } from "../builders/replica.js";
import { applyRequest, removeRequest } from "../builders/request.js";
import { HOME, marks } from "../builders/situation.js";
import { type VirtualClock, virtualClock } from "../builders/virtual-clock.js";

const NEVER = new AbortController().signal;
const LOAN = replica("japaneast", { tags: marks("pr-1") });

/** What a look is made with where nothing but the replicas can be read. */
function toolsFor(azure: FakeAzure, clock: VirtualClock): LookTools {
  const cloud = {
    replications: () => azure,
    offeredRegions: async () => null,
    regionalEndpoints: async () => new Map(),
    access: async () => ({ permissions: null, locks: [] }),
  };
  return { cloud, lives: null, clock, stop: NEVER };
}

/** The actions of the plan where LIST still shows `listed`, and what is there now is another; the GETs beside them. */
async function planned(listed: Replica, now: Replica | null, request: Request) {
  const clock = virtualClock();
  const azure = openFakeAzure({ replicas: [HOME, listed], listLag: 10_000 }, clock);
  if (now === null) azure.turn(listed.name, [[0, null]]);
  else azure.place(now);
  const { changes } = await lookAndPlan(request, registry(), toolsFor(azure, clock));
  const gets = azure.calls.filter(({ method }) => method === "GET").length;
  return { actions: changes.map(({ action }) => action), gets };
}

describe("where LIST is late", () => {
  test("an owner whose replica has gone with its mark gets another one", async () => {
    expect((await planned(LOAN, null, applyRequest({ owner: "pr-1" }))).actions).toEqual(["create"]);
  });

  test("an owner whose mark was taken off writes it again", async () => {
    const shared = replica("japaneast", { tags: marks("pr-1,pr-2") });
    const now = replica("japaneast", { tags: marks("pr-2") });
    expect((await planned(shared, now, applyRequest({ owner: "pr-1" }))).actions).toEqual(["update"]);
  });

  test("what is permanent is believed, and so is everything by a run without an owner", async () => {
    const permanent = replica("japaneast");
    expect((await planned(permanent, permanent, applyRequest({ owner: "pr-1" }))).gets).toBe(0);
    expect((await planned(permanent, permanent, applyRequest({ owner: null }))).gets).toBe(0);
  });

  const COMES = replica("japaneast", { tags: marks("pr-1,pr-2") });
  const OTHERS = replica("japaneast", { tags: marks("pr-2") });

  test("an owner that leaves takes off the mark that it put on a moment ago", async () => {
    expect((await planned(OTHERS, COMES, removeRequest({ owner: "pr-1" }))).actions).toEqual(["update"]);
  });

  test("an owner that leaves reads no replica that shows its mark, and none that it did not name", async () => {
    const elsewhere = removeRequest({ owner: "pr-1", regions: [region("uksouth")] });
    expect((await planned(COMES, COMES, removeRequest({ owner: "pr-1" }))).gets).toBe(0);
    expect((await planned(OTHERS, COMES, elsewhere)).gets).toBe(0);
  });

  test("a sweep believes it: what it does not find, the next one does", async () => {
    expect((await planned(OTHERS, COMES, removeRequest({ onlyExpired: true }))).gets).toBe(0);
  });
});

test("replicas that were listed together with the registry are not listed again", async () => {
  const clock = virtualClock();
  const azure = openFakeAzure({ replicas: [HOME] }, clock);
  const listing = Promise.resolve({ replicas: [HOME, LOAN], unreadable: [] });
  const { replicas } = await lookAndPlan(applyRequest(), registry(), toolsFor(azure, clock), listing);
  expect(replicas.map(({ name }) => name)).toEqual([LOAN.name, HOME.name]);
  expect(azure.calls.filter(({ method }) => method === "LIST")).toEqual([]);
});
