import { describe, expect, test } from "@jest/globals";
import { answering, UNREADABLE } from "./bodies.js";
import { falseClaims } from "./false-claims.js";
import {
  DATA_PLANE_KINDS,
  LOOK_KINDS,
  READ_KINDS,
  type RequestKind,
  SIGN_IN_KINDS,
  WRITE_KINDS,
} from "./request-kinds.js";
import { DONE, endOf, playWholeJob } from "./whole-job.js";

const BEFORE_THE_PLAN: readonly RequestKind[] = [
  ...SIGN_IN_KINDS.filter(({ name }) => name !== "ID token"),
  ...LOOK_KINDS,
];
const REGIONAL_ENDPOINTS = READ_KINDS.filter(({ name }) => name.includes("regional endpoints"));
const TRIED_AGAIN: readonly RequestKind[] = [
  ...READ_KINDS.filter(({ name }) => name.includes("offered regions")),
  ...DATA_PLANE_KINDS,
];

describe.each(UNREADABLE)("an answer that is %s", (_, body) => {
  test.concurrent("to a look or a sign-in: the run fails and says so, and nothing is written", async () => {
    await Promise.all(
      BEFORE_THE_PLAN.map(async (kind) => {
        const played = await playWholeJob([{ ...kind.match, times: 1, effect: answering(body) }]);
        expect({ kind: kind.name, ...endOf(played) }).toMatchObject({
          kind: kind.name,
          outcome: "failed",
          created: [],
        });
        expect(played.writes).toEqual([]);
        expect(played.errors).not.toBe("");
        expect(played.run.summary.length).toBeLessThan(100_000);
      }),
    );
  });

  test.concurrent("to the GET of the regional endpoints: no image is proven and nothing deleted, and all else is done", async () => {
    const faults = REGIONAL_ENDPOINTS.map(({ match }) => ({ ...match, effect: answering(body) }));
    const end = {
      outcome: "failed",
      created: ["japaneast"],
      deleted: [],
      tags: DONE.tags,
      imagesReady: "false",
    };
    expect(endOf(await playWholeJob(faults))).toMatchObject(end);
  });

  test.concurrent("to a PUT, a PATCH and a DELETE: what is there is read, and nothing is done twice", async () => {
    const faults = WRITE_KINDS.map(({ match }) => ({ ...match, times: 1, effect: answering(body) }));
    expect(endOf(await playWholeJob(faults))).toEqual(DONE);
  });

  test.concurrent("once at the registry's own hosts: the next look is as good", async () => {
    const played = await playWholeJob(
      TRIED_AGAIN.map(({ match }) => ({ ...match, times: 1, effect: answering(body) })),
    );
    expect(endOf(played)).toEqual(DONE);
  });

  test.concurrent("to GETs of replicas: ends with the truth", async () => {
    const kind = READ_KINDS.filter(({ name }) => name === "GET of a replica");
    const faults = kind.map(({ match }) => ({ ...match, effect: answering(body) }));
    const played = await playWholeJob(faults, { timeout: "2m" });
    expect(played.run.exitCode).toBe(1);
    expect(falseClaims(played)).toEqual([]);
    expect(played.json("deleted")).toEqual([]);
  });
});
