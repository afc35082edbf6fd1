import type { Replica, Tags } from "./replica.js";

/** Tag that lists who asked for a replica: comma-separated, sorted. */
export const OWNER_TAG = "acr-geo-owner";
/** Tag that says until when a replica is needed: RFC 3339 UTC, or `never`. */
export const EXPIRES_TAG = "acr-geo-expires";
/** Tag names that belong to this action. */
export const OWN_TAG_PREFIX = "acr-geo-";

/**
 * When the owners' need of a replica ends. `never` is also meant by owners without an expiry tag; `malformed` is
 * left alone with a warning; `none` is a replica without owners and without the tag.
 */
export type Expiry =
  | { readonly kind: "at"; readonly time: Date }
  | { readonly kind: "never" }
  | { readonly kind: "malformed" }
  | { readonly kind: "none" };

/** Who needs a replica, and for how long. No owners: somebody's permanent replica. */
export interface Ownership {
  readonly owners: readonly string[];
  readonly expiry: Expiry;
}

/** Reads the marks that a replica carries. */
export function readOwnership(replica: Replica): Ownership {
  return ownershipIn(replica.tags);
}

function ownershipIn(tags: Tags): Ownership {
  const owners = parseOwners(findTag(tags, OWNER_TAG) ?? "");
  const expires = findTag(tags, EXPIRES_TAG);
  return { owners, expiry: parseExpiry(expires, owners) };
}

/** Whether the need has ended by the clock. Never and malformed have not. */
export function hasExpired(ownership: Ownership, now: Date): boolean {
  return ownership.expiry.kind === "at" && ownership.expiry.time.getTime() <= now.getTime();
}

/**
 * Whether the replica is needed by anyone else than `owner`, and that need has not ended. An expiry without owners
 * is the need of somebody who did not sign.
 */
export function isNeededByOthers(ownership: Ownership, owner: string | null, now: Date): boolean {
  const { owners, expiry } = ownership;
  const isOthers = owners.length === 0 ? expiry.kind !== "none" : owners.some((name) => name !== owner);
  return isOthers && !hasExpired(ownership, now);
}

/** An instant as the expiry tag writes it: RFC 3339, UTC, whole seconds. */
export function printExpiry(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

/**
 * The tags with `owner` among the owners, and the later of the expiries. `expires` null: needed for ever. An expiry
 * of other owners that cannot be read stays: it may be the later one.
 */
export function withOwner(tags: Tags, owner: string, expires: Date | null): Tags {
  const owners = parseOwners(findTag(tags, OWNER_TAG) ?? "");
  const present = parseExpiry(findTag(tags, EXPIRES_TAG), owners);
  const all = [...new Set([...owners, owner])].sort();
  const marked = setTag(tags, OWNER_TAG, all.join(","));
  const isOthersUnreadable = present.kind === "malformed" && owners.some((name) => name !== owner);
  return isOthersUnreadable ? marked : setTag(marked, EXPIRES_TAG, printLatest(present, expires));
}

/** Whether the tags say already that `owner` needs the replica, and until `expires` at least (null: for ever). */
export function saysNeed(tags: Tags, owner: string, expires: Date | null): boolean {
  const [present, asked] = [ownershipIn(tags), ownershipIn(withOwner(tags, owner, expires))];
  return present.owners.join() === asked.owners.join() && timeOf(present) === timeOf(asked);
}

function timeOf({ expiry }: Ownership): number | string {
  return expiry.kind === "at" ? expiry.time.getTime() : expiry.kind;
}

function printLatest(present: Expiry, asked: Date | null): string {
  if (asked === null || present.kind === "never") return "never";
  if (present.kind === "at" && present.time.getTime() > asked.getTime()) return printExpiry(present.time);
  return printExpiry(asked);
}

/** The tags without `owner`; the expiry goes with the last owner. */
export function withoutOwner(tags: Tags, owner: string): Tags {
  const rest = parseOwners(findTag(tags, OWNER_TAG) ?? "").filter((name) => name !== owner);
  if (rest.length > 0) return setTag(tags, OWNER_TAG, rest.join(","));
  return removeTag(removeTag(tags, OWNER_TAG), EXPIRES_TAG);
}

/** The value of a tag, its name compared without case; null when the tag is absent. */
export function findTag(tags: Tags, name: string): string | null {
  const key = findKey(tags, name);
  return key === undefined ? null : (tags[key] ?? null);
}

/** The tags with one set; a tag that is there in another case of letters keeps its spelling. */
export function setTag(tags: Tags, name: string, value: string): Tags {
  return { ...tags, [findKey(tags, name) ?? name]: value };
}

/** The tags with every one of `wanted` set. */
export function setTags(tags: Tags, wanted: Tags): Tags {
  return Object.entries(wanted).reduce((merged, [name, value]) => setTag(merged, name, value), tags);
}

function removeTag(tags: Tags, name: string): Tags {
  const gone = findKey(tags, name);
  return Object.fromEntries(Object.entries(tags).filter(([key]) => key !== gone));
}

function findKey(tags: Tags, name: string): string | undefined {
  return Object.keys(tags).find((key) => key.toLowerCase() === name.toLowerCase());
}

function parseOwners(text: string): readonly string[] {
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))].sort();
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt](?:[01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/;

function parseExpiry(text: string | null, owners: readonly string[]): Expiry {
  if (text === null) return owners.length > 0 ? { kind: "never" } : { kind: "none" };
  if (text.trim().toLowerCase() === "never") return { kind: "never" };
  const isWellFormed = RFC_3339.test(text.trim()) && isRealDay(text.trim().slice(0, "2026-09-01".length));
  const time = isWellFormed ? new Date(text.trim()) : null;
  return time === null || Number.isNaN(time.getTime()) ? { kind: "malformed" } : { kind: "at", time };
}

/** `Date` takes the 31st of April for the 1st of May. */
function isRealDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
