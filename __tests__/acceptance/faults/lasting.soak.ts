import { describe, expect, test } from "@jest/globals";
import { anotherOperationInProgress, armError, type Effect, throttled } from "../../simulator/index.js";
import { throughFlakyName } from "../harness/index.js";
import { falseClaims } from "./false-claims.js";
import {
  DATA_PLANE_KINDS,
  LOOK_KINDS,
  READ_KINDS,
  type RequestKind,
  SIGN_IN_KINDS,
  WRITE_KINDS,
} from "./request-kinds.js";
import { DONE, endOf, type PlayedOut, playWholeJob } from "./whole-job.js";

const LASTING: readonly (readonly [string, Effect])[] = [
  ["503 that lasts", { kind: "answer", status: 503, body: "" }],
  ["403 that lasts", armError(403, "AuthorizationFailed", "The client does not have authorization.")],
  ["connections that always break", { kind: "reset-before" }],
  ["no answer, ever", { kind: "hang" }],
];

/** Long enough for every retry to come to its end. */
const LONG = "4m";
/** For what is asked again until the deadline. */
const SHORT = "2m";
const MINUTE = 60_000;

interface Place {
  /** Where the fault lasts, and what becomes of the run. */
  readonly name: string;
  readonly kinds: readonly RequestKind[];
  readonly timeout: string;
  /** How the run and its world look in the end. */
  readonly end: Partial<ReturnType<typeof endOf>>;
}

const UNTOUCHED = { created: [], deleted: [], replicas: ["eastus", "northeurope", "westeurope"] };
const PLACES: readonly Place[] = [
  {
    name: "at the sign-in or before the plan: the run fails, and nothing is written",
    kinds: [...SIGN_IN_KINDS, ...LOOK_KINDS],
    timeout: LONG,
    end: { outcome: "failed", ...UNTOUCHED },
  },
  {
    name: "at GET of the regional endpoints: no image is proven and nothing deleted, and all else is done",
    kinds: kindsNamed(READ_KINDS, "regional endpoints"),
    timeout: LONG,
    end: { outcome: "failed", created: ["japaneast"], deleted: [], tags: DONE.tags, imagesReady: "false" },
  },
  {
    name: "at the list of offered regions: the run does without it",
    kinds: kindsNamed(READ_KINDS, "offered regions"),
    timeout: LONG,
    end: DONE,
  },
  {
    name: "at GETs of replicas: nothing is deleted, and the run fails",
    kinds: kindsNamed(READ_KINDS, "GET of a replica"),
    timeout: SHORT,
    end: { exitCode: 1, deleted: [] },
  },
  {
    name: "at PUT: that region fails, the others are corrected, and nothing is deleted",
    kinds: kindsNamed(WRITE_KINDS, "PUT"),
    timeout: LONG,
    end: { outcome: "failed", ...UNTOUCHED, tags: DONE.tags },
  },
  {
    name: "at PATCH: that region fails, the others are created, and nothing is deleted",
    kinds: kindsNamed(WRITE_KINDS, "PATCH"),
    timeout: LONG,
    end: { outcome: "failed", created: ["japaneast"], deleted: [], tags: { team: "shop" } },
  },
  {
    name: "at DELETE: the replica is told as not deleted, and all else is done",
    kinds: kindsNamed(WRITE_KINDS, "DELETE"),
    timeout: LONG,
    end: { outcome: "failed", created: ["japaneast"], deleted: [], tags: DONE.tags, imagesReady: "true" },
  },
  {
    name: "at the registry's own hosts: the images are not proven, and nothing is deleted",
    kinds: DATA_PLANE_KINDS,
    timeout: SHORT,
    end: { exitCode: 1, created: ["japaneast"], deleted: [], tags: DONE.tags, imagesReady: "false" },
  },
];

function kindsNamed(kinds: readonly RequestKind[], words: string): readonly RequestKind[] {
  return kinds.filter(({ name }) => name.includes(words));
}

function playWith(effect: Effect, { match }: RequestKind, timeout: string): Promise<PlayedOut> {
  return playWholeJob([{ ...match, effect }], { timeout });
}

describe.each(LASTING)("%s", (_, effect) => {
  test.concurrent.each(PLACES)("$name", async ({ kinds, timeout, end }) => {
    const runs = await Promise.all(kinds.map((kind) => playWith(effect, kind, timeout)));
    runs.forEach((played, index) => {
      const kind = kinds[index]?.name;
      expect({ kind, ...endOf(played) }).toMatchObject({ kind, ...end });
      expect(falseClaims(played)).toEqual([]);
      // Beyond the deadline there are the answer to a write under way and the last look.
      const latest = Math.max(...played.simulator.requests.map(({ at }) => at));
      expect(latest).toBeLessThan((timeout === LONG ? 4 : 2) * MINUTE + 20_000);
    });
  });
});

describe("429 that asks to wait for a day", () => {
  const ARM_KINDS = [...LOOK_KINDS, ...READ_KINDS, ...WRITE_KINDS];

  test.concurrent.each(ARM_KINDS)(
    "at $name: nothing is sent there again, and the run ends at once with the truth",
    async (kind) => {
      const played = await playWith(throttled(86_400), kind, LONG);
      expect(played.run.exitCode).toBe(1);
      expect(played.json("deleted")).toEqual([]);
      expect(played.errors).toMatch(/Throttled|TooManyRequests/);
      expect(falseClaims(played)).toEqual([]);
    },
  );
});

describe("409 AnotherOperationInProgress until the deadline", () => {
  test.concurrent.each(PLACES.filter(({ kinds }) => kinds.some((kind) => WRITE_KINDS.includes(kind))))(
    "$name",
    async ({ kinds: [kind], end }) => {
      if (kind === undefined) throw new Error("A place has a kind of request.");
      const played = await playWith(anotherOperationInProgress(), kind, SHORT);
      expect(endOf(played)).toMatchObject({ ...end, outcome: expect.stringMatching(/failed|timed-out/) });
      expect(played.errors).toContain("AnotherOperationInProgress");
      expect(falseClaims(played)).toEqual([]);
    },
  );
});

describe("a proxy that is never reached", () => {
  test.concurrent("since nobody listens there: the run fails and names it, and nothing is written", async () => {
    const environment = { HTTPS_PROXY: "http://127.0.0.1:9" };
    await expectUnreached(await playWholeJob([], { timeout: LONG }, { environment }), "ECONNREFUSED");
  });

  test.concurrent("since its name is not found (DNS): the run fails and names it, and nothing is written", async () => {
    const lookups = Array.from({ length: 100 }, () => "ENOTFOUND" as const);
    const flaky = throughFlakyName("http://127.0.0.1:8080", lookups);
    await expectUnreached(await playWholeJob([], { timeout: LONG }, flaky), "ENOTFOUND");
  });
});

async function expectUnreached(played: PlayedOut, code: string): Promise<void> {
  expect(endOf(played)).toMatchObject({ outcome: "failed", ...UNTOUCHED });
  expect(played.errors).toContain(code);
  expect(played.errors).toContain("HTTPS_PROXY");
  expect(falseClaims(played)).toEqual([]);
}

describe("answers that are always lost, although Azure took the request", () => {
  test.concurrent.each(WRITE_KINDS)("to every $name: what is there is read, and counts", async (kind) => {
    const played = await playWith({ kind: "reset-after" }, kind, LONG);
    expect(endOf(played)).toEqual(DONE);
    expect(falseClaims(played)).toEqual([]);
  });
});
