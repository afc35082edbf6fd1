import { describe, expect, test } from "@jest/globals";
import { failure } from "../../builders/failure.js";
import { region } from "../../builders/registry.js";
import { ABSENT, digest, present, prove, single, THROTTLED } from "./regions.js";

const API = `shop/api@${digest("a")}`;
const japan = region("japaneast");
const home = region("westeurope");

describe("an image named by its digest", () => {
  test("is looked for in each region by itself, as soon as that region begins", async () => {
    const proof = prove({
      images: [API],
      answers: (where, _reference, at) => (where === home || at >= 6_000 ? present("a") : ABSENT),
    });
    proof.prover.begin(home);
    await proof.clock.sleep(3_000, new AbortController().signal);
    expect(proof.seen()).toEqual(["0 westeurope shop/api@a pullable a"]);
    proof.prover.begin(japan);
    expect(await proof.prover.end()).toBe(true);
    expect(proof.seen().slice(1)).toEqual([
      "3 japaneast shop/api@a pending",
      "6 japaneast shop/api@a pullable a",
    ]);
  });

  test("is pullable with all that its index lists, however deep, and what was seen is not asked for again", async () => {
    const late = { c: 2_500, e: 7_000 };
    const proof = prove({
      images: [API],
      regions: ["westeurope"],
      answers: (_where, reference, at) => {
        if (reference === digest("a")) return present("a", "b", "c");
        if (reference === digest("c")) return at < late.c ? ABSENT : present("c", "d", "e");
        if (reference === digest("e")) return at < late.e ? ABSENT : present("e");
        return present(reference === digest("b") ? "b" : "d");
      },
    });
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    const references = proof.askedIn("westeurope").map((line) => line.split(" ")[1]);
    expect(references).toEqual(["a", "b", "c", "c", "c", "c", "d", "e", "e", "e", "e"]);
  });

  test("is pullable with its config and layers: asked for up to the first that is missing, and never again once there", async () => {
    const late = { c: 2_500, d: 7_000 };
    const proof = prove({
      images: [API],
      regions: ["westeurope"],
      answers: (_where, reference, at) => {
        if (reference === digest("a")) return single("a", "b", "c", "d", "e");
        if (reference === digest("c") && at < late.c) return ABSENT;
        if (reference === digest("d") && at < late.d) return ABSENT;
        return single(reference.charAt(7));
      },
    });
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    const references = proof.askedIn("westeurope").map((line) => line.split(" ")[1]);
    expect(references).toEqual(["a", "b", "c", "c", "c", "c", "d", "d", "d", "d", "e"]);
    expect(proof.seen()).toEqual(["0 westeurope shop/api@a pending", "8 westeurope shop/api@a pullable a"]);
  });

  test("shares its layers with other images of the repository: each is asked for once in each region", async () => {
    const proof = prove({
      images: [API, `shop/api@${digest("f")}`],
      answers: (_where, reference) =>
        reference === digest("a") ? single("a", "b", "c") : single(reference.charAt(7), "b", "d"),
    });
    proof.prover.begin(home);
    proof.prover.begin(japan);
    expect(await proof.prover.end()).toBe(true);
    for (const name of ["westeurope", "japaneast"]) {
      const references = proof.askedIn(name).map((line) => line.split(" ")[1]);
      expect(references.toSorted()).toEqual(["a", "b", "c", "d", "f"]);
    }
  });

  test.each([
    ["a manifest", "c"],
    ["a layer", "b"],
  ])(
    "is not proven by %s that another repository has: a region gives it through one that holds it",
    async (_what, lost) => {
      const proof = prove({
        images: [API, `shop/web@${digest("a")}`],
        regions: ["westeurope"],
        answers: (_where, reference, at, repository) => {
          if (repository === "shop/web" && reference === digest(lost) && at < 9_000) return ABSENT;
          return reference === digest("a") ? present("a", "c") : single(reference.charAt(7), "b");
        },
      });
      proof.prover.begin(home);
      expect(await proof.prover.end()).toBe(true);
      expect(proof.seen().toSorted()).toEqual([
        "0 westeurope shop/api@a pullable a",
        "0 westeurope shop/web@a pending",
        expect.stringMatching(/^(9|1\d) westeurope shop\/web@a pullable a$/),
      ]);
    },
  );

  test("costs one request per look while it is missing, and one for each of its children", async () => {
    const proof = prove({
      images: [API],
      regions: ["westeurope"],
      answers: (_where, reference, at) => {
        if (reference === digest("a")) return present("a", "b", "c", "d");
        if (at < 300_000) return ABSENT;
        return present(reference.charAt(7));
      },
    });
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    const looks = 10 + 300 / 15;
    expect(proof.asked.length).toBeLessThanOrEqual(looks + 3);
  });

  test("is not proven where the region refuses it, and the region is not asked again", async () => {
    const denial = failure({ kind: "denied", activity: "prove-image" });
    const proof = prove({
      images: [API],
      answers: (where) => (where === japan ? { kind: "denied", failure: denial } : present("a")),
    });
    proof.prover.begin(japan);
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(false);
    expect(proof.askedIn("japaneast")).toHaveLength(1);
    expect(proof.seen()).toEqual(["0 japaneast shop/api@a denied", "0 westeurope shop/api@a pullable a"]);
  });

  test("is pending while the region asks to be left alone", async () => {
    const proof = prove({
      images: [API],
      regions: ["westeurope"],
      answers: (_where, _reference, at) => (at < 5_000 ? THROTTLED : present("a")),
    });
    proof.prover.begin(home);
    expect(await proof.prover.end()).toBe(true);
    expect(proof.seen()).toEqual(["0 westeurope shop/api@a pending", "5 westeurope shop/api@a pullable a"]);
  });

  test("is not proven when the run is stopped first", async () => {
    const proof = prove({ images: [API], answers: () => ABSENT });
    proof.prover.begin(home);
    const end = proof.prover.end();
    await proof.clock.sleep(20_000, new AbortController().signal);
    proof.stop();
    expect(await end).toBe(false);
    expect(proof.facts.filter(({ kind }) => kind === "failed")).toEqual([]);
  });
});
