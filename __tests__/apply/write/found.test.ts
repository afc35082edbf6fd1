import { describe, expect, test } from "@jest/globals";
import { carryOut } from "../../../src/apply/carry-out.js";
import type { Fact } from "../../../src/registry/fact.js";
import type { Tags } from "../../../src/registry/replica.js";
import { replica } from "../../builders/replica.js";
import { applyRequest } from "../../builders/request.js";
import { HOME, marks, planFor } from "../../builders/situation.js";
import { virtualClock } from "../../builders/virtual-clock.js";
import { failuresIn } from "../carry.js";
import { openFakeAzure } from "../fake-azure.js";

const NEVER = new AbortController().signal;

/** Our PUT is refused as busy, and the GET before another one shows what somebody has made meanwhile. */
async function meet(tags: Tags) {
  const clock = virtualClock();
  const azure = openFakeAzure({ replicas: [HOME] }, clock);
  const facts: Fact[] = [];
  const met = replica("japaneast", { tags });
  await carryOut(planFor({ request: applyRequest({ owner: "pr-1" }) }), {
    replications: {
      ...azure,
      create: async () => {
        azure.place(met);
        return { created: false, wroteOver: false, replica: met };
      },
    },
    images: null,
    lives: null,
    clock,
    random: () => 0.5,
    timeLeft: () => 3_600_000,
    record: (fact) => facts.push(fact),
    stop: NEVER,
    cutOff: NEVER,
  });
  const tagsNow = azure.see("japaneast")?.tags;
  return {
    failures: failuresIn({ facts }),
    writes: azure.calls.flatMap(({ method, name }) => (method === "PATCH" ? [`PATCH ${name}`] : [])),
    tagsNow,
  };
}

describe("a replica that somebody made before Azure took our PUT", () => {
  test("is used and not marked where it is permanent: nothing of it was written over", async () => {
    const { failures, writes, tagsNow } = await meet({ team: "platform" });
    expect([failures, writes, tagsNow]).toEqual([[], [], { team: "platform" }]);
  });

  test("gets our mark beside the other's where it is on loan", async () => {
    const { failures, writes, tagsNow } = await meet(marks("pr-2"));
    expect([failures, writes, tagsNow]).toEqual([[], ["PATCH japaneast"], marks("pr-1,pr-2")]);
  });
});
