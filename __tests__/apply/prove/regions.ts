import type { BlobAnswer, ManifestAnswer } from "../../../src/apply/ports.js";
import { createProver, type Prover } from "../../../src/apply/prove/prover.js";
import type { Work } from "../../../src/apply/work.js";
import type { Fact } from "../../../src/registry/fact.js";
import { type Failure, RequestFailed } from "../../../src/registry/failure.js";
import {
  type Digest,
  type ImageReference,
  parseImageReference,
} from "../../../src/registry/image-reference.js";
import type { Region } from "../../../src/registry/region.js";
import { failure } from "../../builders/failure.js";
import { plan } from "../../builders/plan.js";
import { region } from "../../builders/registry.js";
import { replica } from "../../builders/replica.js";
import { type VirtualClock, virtualClock } from "../../builders/virtual-clock.js";

/** What a region answers at a time, in milliseconds. */
export type Answers = (region: Region, reference: string, at: number, repository: string) => ManifestAnswer;

/** One question that a region was asked. */
export interface Asked {
  readonly region: Region;
  readonly reference: string;
  readonly at: number;
}

/** A prover whose regions answer by a function, with all that it asked and recorded. */
export interface ProvenRegions {
  readonly work: Work;
  readonly prover: Prover;
  readonly clock: VirtualClock;
  readonly asked: readonly Asked[];
  readonly facts: readonly (Fact & { readonly at: number })[];
  /** What the journal says of the images, such as `3 japaneast shop/api:v1 pullable a`, times in whole seconds. */
  seen(): readonly string[];
  /** The references that a region was asked for, with the whole seconds at which it was. */
  askedIn(name: string): readonly string[];
  stop(): void;
}

/** What is proven where. */
export interface ProofSetting {
  readonly images: readonly string[];
  /** West Europe is home. */
  readonly regions?: readonly string[];
  readonly answers: Answers;
  /**
   * Makes what exists what is wanted, and what a GET of a replica gives from a time on: null when it is deleted, a failure when
   * it cannot be read.
   */
  readonly existing?: (region: Region, at: number) => Failure | "there" | null;
}

/** Begins a proof on a clock that does not wait. */
export function prove({
  images,
  regions = ["japaneast", "westeurope"],
  answers,
  existing,
}: ProofSetting): ProvenRegions {
  const clock = virtualClock();
  const stopping = new AbortController();
  const asked: Asked[] = [];
  const facts: (Fact & { readonly at: number })[] = [];
  const wanted = regions.map((name) => ({
    region: region(name),
    isHome: name === "westeurope",
    routing: "keep" as const,
    tags: {},
  }));
  const work: Work = {
    plan: plan({
      images: images.map(image),
      wanted,
      ...(existing === undefined
        ? {}
        : { wantsExisting: true, replicas: regions.map((name) => replica(name)) }),
    }),
    replications: existing === undefined ? unused : { ...unused, get: readingBy(existing, clock) },
    images: {
      kind: "regional-endpoints",
      manifests: {
        endpoint: (where) => `contoso.${where}.geo.azurecr.io`,
        look: async (where, repository, reference, signal) => {
          signal.throwIfAborted();
          asked.push({ region: where, reference, at: clock.now() });
          // A request takes its time.
          await clock.sleep(1, signal);
          signal.throwIfAborted();
          return answers(where, reference, clock.now(), repository);
        },
        lookForBlob: async (where, repository, digest, signal) => {
          signal.throwIfAborted();
          asked.push({ region: where, reference: digest, at: clock.now() });
          await clock.sleep(1, signal);
          signal.throwIfAborted();
          const { kind, ...answer } = answers(where, digest, clock.now(), repository);
          return kind === "present" ? { kind } : ({ kind, ...answer } as BlobAnswer);
        },
      },
    },
    clock,
    random: () => 0.5,
    record: (fact) => facts.push({ ...fact, at: clock.now() }),
    stop: stopping.signal,
    cutOff: stopping.signal,
    poller: { until: refuse, noteWrite: refuse, waiting: refuse },
    backoff: { next: refuse, reset: refuse },
    secondLooks: {
      noteCreate: refuse,
      noteUpdate: refuse,
      noteTakenOff: refuse,
      finish: refuse,
      lookAtEnd: refuse,
      unread: refuse,
    },
    lives: null,
    timeLeft: () => 3_600_000,
  };
  return {
    work,
    prover: createProver(work),
    clock,
    asked,
    facts,
    seen: () => facts.flatMap((fact) => describeSight(fact)),
    askedIn: (name) =>
      asked
        .filter((one) => one.region === name)
        .map(({ reference, at }) => `${seconds(at)} ${shortName(reference)}`),
    stop: () => stopping.abort(),
  };
}

/** An image as `images` names it; fails the test that misspells one. */
export function image(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (parsed === null) throw new Error(`${text} is no image`);
  return parsed;
}

/** The digest whose name in the tests is one letter from a to f. */
export function digest(letter: string): Digest {
  return `sha256:${letter.repeat(64)}`;
}

/** A manifest that is there. */
export function present(letter: string, ...children: readonly string[]): ManifestAnswer {
  return { kind: "present", digest: digest(letter), children: children.map(digest), blobs: [] };
}

/** The manifest of a single image that is there, with its config and layers. */
export function single(letter: string, ...blobs: readonly string[]): ManifestAnswer {
  return { kind: "present", digest: digest(letter), children: [], blobs: blobs.map(digest) };
}

export const ABSENT: ManifestAnswer = { kind: "absent" };
export const THROTTLED: ManifestAnswer = {
  kind: "throttled",
  failure: failure({ kind: "throttled", activity: "prove-image" }),
};

function readingBy(existing: NonNullable<ProofSetting["existing"]>, clock: VirtualClock) {
  return async (name: string) => {
    const sight = existing(region(name), clock.now());
    if (sight !== null && sight !== "there") throw new RequestFailed(sight);
    return sight === null ? null : replica(name);
  };
}

const refuse = (): never => {
  throw new Error("a proof does not touch the replicas");
};
const unused: Work["replications"] = {
  list: refuse,
  get: refuse,
  create: refuse,
  update: refuse,
  delete: refuse,
  failure: refuse,
};

function describeSight(fact: Fact & { readonly at: number }): readonly string[] {
  if (fact.kind !== "image-seen") return [];
  const named = fact.digest === null ? "" : ` ${shortName(fact.digest)}`;
  const what = fact.image.text.replace(/sha256:([a-f])[a-f]{63}/, "$1");
  return [`${seconds(fact.at)} ${fact.region} ${what} ${fact.state}${named}`];
}

function seconds(at: number): string {
  return String(Math.floor(at / 1_000));
}

function shortName(reference: string): string {
  return reference.replace(/^sha256:([a-f])[a-f]{63}$/, "$1");
}
