import { describe, expect, test } from "@jest/globals";
import type { ManifestAnswer } from "../../../src/apply/ports.js";
import type { Region } from "../../../src/registry/region.js";
import { failure } from "../../builders/failure.js";
import { region } from "../../builders/registry.js";
import { ABSENT, type Answers, digest, type ProvenRegions, present, prove, THROTTLED } from "./regions.js";

const TAG = "shop/api:v1";
const japan = region("japaneast");
const brazil = region("brazilsouth");
const home = region("westeurope");
const NAMES = ["brazilsouth", "japaneast", "westeurope"];

/** What a tag names in each region from a time on, such as `{ japaneast: [[0, "a"], [5_000, "b"]] }`. */
type Moves = Readonly<Record<string, readonly (readonly [number, ManifestAnswer])[]>>;

function moving(moves: Moves): Answers {
  return (where, reference, at) => {
    const [, answer = ABSENT] = (moves[where] ?? []).findLast(([from]) => from <= at) ?? [];
    return reference === "v1" ? answer : present(reference.charAt(7));
  };
}

function begin(proof: ProvenRegions, ...regions: readonly Region[]): Promise<boolean> {
  for (const one of regions) proof.prover.begin(one);
  return proof.prover.end();
}

const later = (proof: ProvenRegions, milliseconds: number) =>
  proof.clock.sleep(milliseconds, new AbortController().signal);

describe("an image named by a tag", () => {
  test("is proven with one look when every region gives the same digest", async () => {
    const proof = prove({
      images: [TAG],
      answers: moving({ japaneast: [[0, present("a")]], westeurope: [[0, present("a")]] }),
    });
    expect(await begin(proof, japan, home)).toBe(true);
    expect(proof.asked).toHaveLength(2);
    expect(proof.seen()).toEqual([
      "0 japaneast shop/api:v1 pullable a",
      "0 westeurope shop/api:v1 pullable a",
    ]);
  });

  test("is a mismatch where a region still gives the old digest", async () => {
    const proof = prove({
      images: [TAG],
      regions: NAMES,
      answers: moving({
        brazilsouth: [[0, present("b")]],
        japaneast: [
          [0, present("a")],
          [4_000, present("b")],
        ],
        westeurope: [[0, present("b")]],
      }),
    });
    expect(await begin(proof, brazil, japan, home)).toBe(true);
    expect(proof.seen().filter((line) => line.includes("japaneast"))).toEqual([
      "0 japaneast shop/api:v1 mismatch a",
      "4 japaneast shop/api:v1 pullable b",
    ]);
  });

  test("is read anew everywhere at every look: one that moves in the meantime is proven where it moved to", async () => {
    const proof = prove({
      images: [TAG],
      regions: NAMES,
      answers: moving({
        brazilsouth: [
          [0, present("a")],
          [5_000, present("b")],
        ],
        japaneast: [
          [2_000, present("a")],
          [9_000, present("b")],
        ],
        westeurope: [
          [0, present("a")],
          [1_500, present("b")],
        ],
      }),
    });
    expect(await begin(proof, brazil, japan, home)).toBe(true);
    expect(proof.seen().slice(-1)).toEqual(["12 japaneast shop/api:v1 pullable b"]);
    expect(proof.seen()).toContain("2 brazilsouth shop/api:v1 mismatch a");
  });

  test("is not proven by looks at different times", async () => {
    // Each region gives `b` at some look, but never all of them at the same one.
    const odd = (at: number) => Math.floor(at / 1_000) % 2 === 1;
    const proof = prove({
      images: [TAG],
      answers: (where, reference, at) => {
        if (reference !== "v1") return present(reference.charAt(7));
        if (at > 40_000) return present("b");
        return present(odd(at) === (where === home) ? "a" : "b");
      },
    });
    expect(await begin(proof, japan, home)).toBe(true);
    expect(proof.clock.now()).toBeGreaterThan(40_000);
  });

  test("is pending where the digest is right and a child is missing", async () => {
    const proof = prove({
      images: [TAG],
      answers: (where, reference, at) => {
        if (reference === "v1") return present("a", "b");
        return where === japan && at < 3_000 ? ABSENT : present("b");
      },
    });
    expect(await begin(proof, japan, home)).toBe(true);
    expect(proof.seen()).toEqual([
      "0 japaneast shop/api:v1 pending a",
      "0 westeurope shop/api:v1 pullable a",
      "3 japaneast shop/api:v1 pullable a",
    ]);
  });

  test("is looked at where regions are ready while others are on their way, and once more when one comes", async () => {
    const all = [[0, present("a")]] as const;
    const proof = prove({ images: [TAG], answers: moving({ japaneast: all, westeurope: all }) });
    proof.prover.begin(home);
    await later(proof, 600_000);
    expect(proof.askedIn("westeurope")).toEqual(["0 v1"]);
    proof.prover.begin(japan);
    expect(await proof.prover.end()).toBe(true);
    expect(proof.askedIn("westeurope")).toEqual(["0 v1", "600 v1"]);
    expect(proof.askedIn("japaneast")).toEqual(["600 v1"]);
  });

  test("is proven without a region that never comes", async () => {
    const proof = prove({
      images: [TAG],
      regions: NAMES,
      answers: moving({ westeurope: [[0, present("a")]] }),
    });
    proof.prover.begin(home);
    await later(proof, 60_000);
    expect(await proof.prover.end()).toBe(true);
    expect(proof.asked).toHaveLength(1);
  });

  test("goes on in the other regions where one refuses it, which is not asked again", async () => {
    const denial: ManifestAnswer = { kind: "denied", failure: failure({ kind: "denied" }) };
    const proof = prove({
      images: [TAG],
      regions: NAMES,
      answers: moving({
        brazilsouth: [[0, denial]],
        japaneast: [[3_000, present("a")]],
        westeurope: [[0, present("a")]],
      }),
    });
    expect(await begin(proof, brazil, japan, home)).toBe(false);
    expect(proof.askedIn("brazilsouth")).toHaveLength(1);
    expect(proof.seen().at(-1)).toBe("3 japaneast shop/api:v1 pullable a");
  });

  test("stands as it stood where a region asks to be left alone, which does not hold the looks at the others", async () => {
    const proof = prove({
      images: [TAG],
      regions: NAMES,
      answers: moving({
        brazilsouth: [
          [0, present("a")],
          [1_000, THROTTLED],
          [20_000, present("a")],
        ],
        japaneast: [[5_000, present("a")]],
        westeurope: [[0, present("a")]],
      }),
    });
    expect(await begin(proof, brazil, japan, home)).toBe(true);
    expect(proof.seen()).toEqual([
      "0 japaneast shop/api:v1 pending",
      "0 brazilsouth shop/api:v1 pullable a",
      "0 westeurope shop/api:v1 pullable a",
      "6 japaneast shop/api:v1 pullable a",
    ]);
    expect(proof.clock.now()).toBeGreaterThan(20_000);
  });

  test("and by its digest, too, is two images and one set of children", async () => {
    const proof = prove({
      images: [TAG, `shop/api@${digest("a")}`],
      regions: ["westeurope"],
      answers: (_where, reference, at) => {
        if (reference === "v1") return at < 3_000 ? ABSENT : present("a", "b");
        return reference === digest("a") ? present("a", "b") : present("b");
      },
    });
    expect(await begin(proof, home)).toBe(true);
    const references = proof.askedIn("westeurope").map((line) => line.split(" ")[1]);
    expect(references.filter((reference) => reference !== "v1")).toEqual(["a", "b"]);
  });
});
