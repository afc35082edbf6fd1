import { describe, expect, test } from "@jest/globals";
import { armError } from "../../simulator/index.js";
import { play } from "../harness/index.js";
import { atEach, LOOK_KINDS, READ_KINDS, unhurt, WRITE_KINDS } from "./request-kinds.js";
import { DONE, endOf, playWholeJob } from "./whole-job.js";

describe("401 in mid run, once at each kind of request to ARM", () => {
  test("gets a fresh token, with an ID token of its own, and goes on", async () => {
    const kinds = [...LOOK_KINDS, ...READ_KINDS, ...WRITE_KINDS];
    const expired = armError(401, "ExpiredAuthenticationToken", "The access token expiry is before now.");
    const played = await playWholeJob(atEach(kinds, expired));
    expect(unhurt(kinds, played.simulator.requests)).toEqual([]);
    expect(endOf(played)).toEqual(DONE);
    const { length: exchanges } = played.simulator.matching({
      method: "POST",
      host: "login.microsoftonline.com",
    });
    const { length: idTokens } = played.simulator.matching({ path: /idtoken/ });
    expect(exchanges).toBeGreaterThan(5);
    expect(idTokens).toBe(exchanges);
  });
});

const MANY = [
  ..."japaneast brazilsouth eastasia southeastasia centralus eastus eastus2 westus westus2 westus3".split(
    " ",
  ),
  ..."northeurope uksouth francecentral swedencentral italynorth norwayeast polandcentral koreacentral".split(
    " ",
  ),
];

describe("401 in mid run, to as many creates as may be under way at once", () => {
  test("gets one fresh token for all of them, and goes on", async () => {
    const expired = armError(401, "ExpiredAuthenticationToken", "The access token expiry is before now.");
    const faults = [{ method: "PUT", sameToken: true, effect: expired }];
    const { run, json, took, simulator } = await play({ faults }, { regions: MANY.join() });
    expect([run.outputs.outcome, json("created")]).toEqual(["changed", MANY.toSorted()]);
    expect(took).toBeLessThan(60_000);
    expect(simulator.matching({ method: "POST", host: "login.microsoftonline.com" })).toHaveLength(2);
  });
});
