import { describe, expect, test } from "@jest/globals";
import { createProver } from "../../../src/apply/prove/prover.js";
import { imagePollInterval } from "../../../src/apply/wait/poll-interval.js";
import type { Work } from "../../../src/apply/work.js";

import type { Fact } from "../../../src/registry/fact.js";
import { failure } from "../../builders/failure.js";
import { region } from "../../builders/registry.js";
import { ABSENT, digest, image, present, prove, THROTTLED } from "./regions.js";

const home = region("westeurope");
const japan = region("japaneast");
const API = `shop/api@${digest("a")}`;

describe("the proof of images", () => {
  test("says where each wanted region answers, whether it comes or not", () => {
    const { facts } = prove({ images: [API], answers: () => ABSENT });
    expect(facts).toEqual([
      expect.objectContaining({
        kind: "endpoints-known",
        endpoints: new Map([
          [japan, "contoso.japaneast.geo.azurecr.io"],
          [home, "contoso.westeurope.geo.azurecr.io"],
        ]),
      }),
    ]);
  });

  test("holds when every image is pullable in every region that came", async () => {
    const proof = prove({ images: [API, "shop/web:v1"], answers: () => present("a") });
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    expect(proof.askedIn("japaneast")).toEqual([]);
  });

  test("does not hold when one image is not", async () => {
    const proof = prove({
      images: [API, "shop/web:v1"],
      answers: (_where, reference) =>
        reference === "v1" ? { kind: "denied", failure: failure() } : present("a"),
    });
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(false);
  });

  test("looks again at once at first, then at most every 15 seconds: ten looks, and one per 15 seconds waited", () => {
    let at = 0;
    for (let looks = 1; looks < 500; looks += 1) {
      expect(looks).toBeLessThanOrEqual(10 + at / 15_000);
      at += imagePollInterval(at);
    }
  });
});

describe("where no region can be asked", () => {
  const because = failure({ kind: "observed", activity: "prove-image", region: null });
  const knowNothing = (ifImageUnknown: "error" | "warn") => {
    const { facts, work } = setUp(ifImageUnknown);
    return { facts, prover: createProver(work) };
  };
  function setUp(ifImageUnknown: "error" | "warn") {
    const facts: Fact[] = [];
    const { plan, ...rest } = prove({ images: [API], answers: () => ABSENT }).work;
    const work: Work = {
      ...rest,
      plan: { ...plan, ifImageUnknown, images: [image(API), image("shop/web:v1")] },
      images: { kind: "none", failure: because },
      record: (fact) => facts.push(fact),
    };
    return { facts, work };
  }

  test.each([
    ["error", "failed"],
    ["warn", "warned"],
  ] as const)(
    "if-image-unknown: %s makes that %s, and every image is unknown everywhere",
    async (choice, kind) => {
      const { facts, prover } = knowNothing(choice);
      prover.begin(home);
      expect(await prover.end()).toBe(false);
      expect(facts[0]).toEqual({ kind, failure: because });
      const seen = facts
        .slice(1)
        .map((fact) => (fact.kind === "image-seen" ? [fact.region, fact.image.text, fact.state] : fact));
      expect(seen).toEqual([
        ["japaneast", API, "unknown"],
        ["japaneast", "shop/web:v1", "unknown"],
        ["westeurope", API, "unknown"],
        ["westeurope", "shop/web:v1", "unknown"],
      ]);
    },
  );
});

describe("a region that cannot be reached", () => {
  const lost = failure({ kind: "unreachable", activity: "prove-image" });
  const told = (proof: ReturnType<typeof prove>) =>
    proof.facts.filter(({ kind }) => kind === "warned").map(({ at }) => Math.round(at / 1_000));
  const reachableFrom = (time: number) =>
    prove({
      images: [API, "shop/web:v1"],
      regions: ["westeurope"],
      answers: (_where, _reference, at) =>
        at < time ? { kind: "unreachable", failure: lost } : present("a"),
    });

  test("is asked again, and is no news when that passes: names of new hosts take a while", async () => {
    const proof = reachableFrom(10_000);
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    expect(told(proof)).toEqual([]);
    expect(proof.seen()[0]).toBe("0 westeurope shop/api@a unreachable");
  });

  test("is told once when it lasts", async () => {
    const proof = reachableFrom(120_000);
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    expect(told(proof)).toEqual([16]);
  });

  test("is told when the run ends before it has lasted", async () => {
    const proof = reachableFrom(120_000);
    proof.prover.begin(home);
    const end = proof.prover.end();
    await proof.clock.sleep(8_000, new AbortController().signal);
    proof.stop();
    expect(await end).toBe(false);
    expect(told(proof)).toEqual([8]);
  });
});

describe("a region that asks to be left alone", () => {
  const told = (proof: ReturnType<typeof prove>) => proof.facts.filter(({ kind }) => kind === "warned");
  const busyUntil = (time: number) =>
    prove({
      images: [API],
      regions: ["westeurope"],
      answers: (_where, _reference, at) => (at < time ? THROTTLED : present("a")),
    });

  test("is no news when that passes, however long it took", async () => {
    const proof = busyUntil(120_000);
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    expect(told(proof)).toEqual([]);
  });

  test("is told when it lasts to the end", async () => {
    const proof = busyUntil(120_000);
    proof.prover.begin(home);
    const end = proof.prover.end();
    await proof.clock.sleep(60_000, new AbortController().signal);
    proof.stop();
    expect(await end).toBe(false);
    expect(told(proof)).toEqual([
      expect.objectContaining({ failure: expect.objectContaining({ kind: "throttled" }) }),
    ]);
  });
});

test("where it could not be found out how to ask, nothing is proven", async () => {
  const { work } = prove({ images: [API], answers: () => present("a") });
  const prover = createProver({ ...work, images: null });
  prover.begin(home);
  expect(await prover.end()).toBe(false);
});

test("a refusal is told once per region, whatever the number of images", async () => {
  const denial = failure({ kind: "denied", activity: "prove-image" });
  const proof = prove({
    images: [API, "shop/web:v1", "shop/web:v2"],
    regions: ["westeurope"],
    answers: () => ({ kind: "denied", failure: denial }),
  });
  proof.prover.begin(home);
  expect(await proof.prover.end()).toBe(false);
  expect(proof.facts.filter(({ kind }) => kind === "failed")).toHaveLength(1);
  expect(proof.seen()).toHaveLength(3);
});
