import { describe, expect, test } from "@jest/globals";
import type { OwnerLife } from "../../src/registry/owner-life.js";
import type { Tags } from "../../src/registry/replica.js";
import { replica } from "../builders/replica.js";
import { removeRequest } from "../builders/request.js";
import { FUTURE, HOME, marks, PAST, planFor } from "../builders/situation.js";
import { callsOf, carry, leftIn, warningsIn } from "./carry.js";

const PULL = "contoso/shop/pr-42";
const OTHER = "contoso/shop/pr-7";
const ALIVE: OwnerLife = { kind: "alive" };
const ENDED: OwnerLife = { kind: "ended" };
const UNTOLD: OwnerLife = { kind: "untold", reason: "GitHub's API answered HTTP 503." };

type Lives = Readonly<Record<string, OwnerLife>>;

/** Sweeps a replica in East US, of whose owners GitHub says one thing for the plan and another right before the write. */
async function sweep(tags: Tags, first: Lives, then: Lives) {
  const request = removeRequest({ onlyOrphaned: true });
  const replicas = [HOME, replica("eastus", { tags })];
  const plan = planFor({ request, replicas, lives: new Map(Object.entries(first)) });
  const asked: string[] = [];
  const ask = async (owner: string) => {
    asked.push(owner);
    return then[owner] ?? { kind: "unlisted" as const };
  };
  const carried = await carry({ request, world: { replicas }, plan, lives: { ask } });
  const words = carried.facts.flatMap((fact) => (fact.kind === "warned" ? fact.failure.remedy : []));
  return { ...carried, asked, words: words.join("\n") };
}

describe("right before a delete GitHub is asked once more", () => {
  test("about each owner, and the replica goes when all are still dead", async () => {
    const dead = { [PULL]: ENDED, [OTHER]: ENDED };
    const swept = await sweep(marks(`${PULL},${OTHER}`), dead, dead);
    expect(callsOf(swept)).toEqual(["DELETE eastus"]);
    expect(swept.asked.toSorted()).toEqual([PULL, OTHER]);
    expect([leftIn(swept), warningsIn(swept)]).toEqual([[], []]);
  });

  test("and one that came to life keeps it", async () => {
    const swept = await sweep(marks(PULL), { [PULL]: ENDED }, { [PULL]: ALIVE });
    expect(callsOf(swept)).toEqual([]);
    expect([leftIn(swept), warningsIn(swept)]).toEqual([["eastus no-longer-matches"], []]);
  });

  test("and one of whom it would not tell keeps it, named with the removal that frees it", async () => {
    const swept = await sweep(marks(PULL), { [PULL]: ENDED }, { [PULL]: UNTOLD });
    expect(callsOf(swept)).toEqual([]);
    expect([leftIn(swept), warningsIn(swept)]).toEqual([["eastus owners-untold"], ["eastus OwnerUntold"]]);
    expect(swept.words).toBe(
      `GitHub gave no answer on whether ${PULL} is still alive, so the replica in East US stays: GitHub's API answered HTTP 503. ` +
        `If it is not alive, free the replica with \`mode: remove\` and \`owner: ${PULL}\`.`,
    );
  });

  test("a time that has passed is enough where it would not tell", async () => {
    const swept = await sweep(marks(PULL, PAST), { [PULL]: UNTOLD }, { [PULL]: UNTOLD });
    expect(callsOf(swept)).toEqual(["DELETE eastus"]);
  });
});

test("right before a mark is taken off GitHub is asked once more, and its silence keeps the mark", async () => {
  const first = { [PULL]: ENDED, [OTHER]: ALIVE };
  const tags = { ...marks(PULL), ...marks(OTHER, FUTURE) };
  const taken = await sweep(tags, first, { [PULL]: ENDED });
  expect([callsOf(taken), taken.asked]).toEqual([["PATCH eastus"], [PULL]]);
  const kept = await sweep(tags, first, { [PULL]: UNTOLD });
  expect([callsOf(kept), leftIn(kept)]).toEqual([[], ["eastus owners-untold"]]);
  expect(kept.words).toContain(`so its mark on the replica in East US stays`);
  expect(kept.words).toContain(`the replica is then left to ${OTHER}.`);
});
