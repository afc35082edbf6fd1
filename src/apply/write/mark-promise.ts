import type { Tenure } from "../../plan/plan.js";
import {
  findMark,
  isPermanent,
  type Mark,
  readMarks,
  saysNeed,
  withMark,
  withoutMarks,
  withoutOwners,
} from "../../registry/marks.js";
import { isBeingDeleted, type Replica, type Tags } from "../../registry/replica.js";
import { endOf } from "./edit.js";

/** What a run wrote of a replica's marks, and what must still be so when it is read again. */
export type MarkPromise =
  /** Our mark is on it, for the owner's `ttl` from `needsFrom` at least. */
  | {
      readonly kind: "on-loan";
      readonly need: Extract<Tenure, { kind: "on-loan" }>;
      readonly needsFrom: Date;
    }
  /** It carries no mark. */
  | { readonly kind: "permanent" }
  /** These marks are off. A mark that an owner has put on anew since is another one. */
  | { readonly kind: "taken-off"; readonly marks: readonly Mark[] };

/** What is to be done for a promise. */
export type PromiseVerdict =
  | { readonly kind: "kept" }
  /** The replica is gone, or going. */
  | { readonly kind: "gone" }
  /** Somebody made the replica permanent: it gets no mark of ours any more. */
  | { readonly kind: "permanent" }
  /** What we took off is its last mark again: it is no longer ours to take off, since that would make it permanent. */
  | { readonly kind: "last-mark" }
  | { readonly kind: "write"; readonly tags: Tags };

/** Judges a replica as it was just read. `date` is Azure's now. */
export function judgePromise(promise: MarkPromise, replica: Replica | null, date: Date): PromiseVerdict {
  if (replica === null || isBeingDeleted(replica)) return { kind: "gone" };
  switch (promise.kind) {
    case "on-loan":
      return judgeLoan(promise, replica.tags, date);
    case "permanent":
      return isPermanent(readMarks(replica.tags))
        ? { kind: "kept" }
        : { kind: "write", tags: withoutMarks(replica.tags) };
    case "taken-off":
      return judgeTakenOff(promise.marks, replica.tags);
  }
}

function judgeLoan(
  { need, needsFrom }: Extract<MarkPromise, { kind: "on-loan" }>,
  tags: Tags,
  date: Date,
): PromiseVerdict {
  const { owner, ttl } = need;
  if (isPermanent(readMarks(tags))) return { kind: "permanent" };
  if (saysNeed(tags, { owner, until: endOf(needsFrom, ttl) })) return { kind: "kept" };
  return { kind: "write", tags: withMark(tags, { owner, until: endOf(date, ttl) }) };
}

function judgeTakenOff(marks: readonly Mark[], tags: Tags): PromiseVerdict {
  const present = readMarks(tags);
  const back = marks.filter(({ owner, until }) => {
    const found = findMark(present, owner);
    return found !== null && found.until?.getTime() === until?.getTime();
  });
  if (back.length === 0) return { kind: "kept" };
  const isLast = present.unreadable.length === 0 && present.readable.length === back.length;
  if (isLast) return { kind: "last-mark" };
  return {
    kind: "write",
    tags: withoutOwners(
      tags,
      back.map(({ owner }) => owner),
    ),
  };
}
