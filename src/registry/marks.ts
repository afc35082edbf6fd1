import { createHash } from "node:crypto";
import type { Tags } from "./replica.js";
import { setTag } from "./tags.js";

/** How the name of every tag begins that marks a replica with an owner. */
export const MARK_TAG_PREFIX = "acr-geo-owner-";

/** What parts an owner from the end of its need in the value of a tag; no owner may hold it. */
export const UNTIL = " until ";

/** One owner's need of a replica, in a tag of its own. */
export interface Mark {
  readonly owner: string;
  /** When the need ends; null: when the owner takes the mark off. */
  readonly until: Date | null;
}

/** The marks that a replica carries. None at all: it is permanent. */
export interface Marks {
  /** Sorted by owner. */
  readonly readable: readonly Mark[];
  /** Names of tags that are marks and cannot be read. Each is the need of somebody that does not end. */
  readonly unreadable: readonly string[];
}

/** Reads the marks among a replica's tags. */
export function readMarks(tags: Tags): Marks {
  const found = Object.entries(tags)
    .filter(([name]) => isMarkTag(name))
    .map(([name, value]) => ({ name, mark: readMark(name, value) }));
  return {
    readable: found
      .flatMap(({ mark }) => (mark === null ? [] : [mark]))
      .toSorted((left, right) => (left.owner < right.owner ? -1 : 1)),
    unreadable: found.filter(({ mark }) => mark === null).map(({ name }) => name),
  };
}

/** A replica without any mark stays until somebody deletes it by its region. */
export function isPermanent({ readable, unreadable }: Marks): boolean {
  return readable.length === 0 && unreadable.length === 0;
}

/** The owners whose marks can be read, sorted. */
export function ownersIn({ readable }: Marks): readonly string[] {
  return readable.map(({ owner }) => owner);
}

/** The owner's mark; null where it has none. */
export function findMark({ readable }: Marks, owner: string): Mark | null {
  return readable.find((mark) => mark.owner === owner) ?? null;
}

/** Whether the owner is the only one that needs the replica. */
export function isOnlyOwner(marks: Marks, owner: string): boolean {
  return marks.unreadable.length === 0 && marks.readable.length === 1 && findMark(marks, owner) !== null;
}

/** Whether the need has ended by a clock; nothing is known to have ended where there is no clock. */
export function hasPassed({ until }: Mark, now: Date | null): boolean {
  return until !== null && now !== null && until.getTime() <= now.getTime();
}

/** Whether anyone but `owner` (null: anyone at all) needs the replica, by a mark whose time has not passed. */
export function isNeededByOthers(
  { readable, unreadable }: Marks,
  owner: string | null,
  now: Date | null,
): boolean {
  return unreadable.length > 0 || readable.some((mark) => mark.owner !== owner && !hasPassed(mark, now));
}

/** When the last owner's need ends: RFC 3339, `never`, or null for a permanent replica. */
export function expiryOf(marks: Marks): string | null {
  if (isPermanent(marks)) return null;
  const ends = marks.readable.map(({ until }) => until?.getTime() ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...ends);
  return marks.unreadable.length > 0 || last === Number.POSITIVE_INFINITY
    ? "never"
    : printTime(new Date(last));
}

/**
 * The tags with the owner's mark. A mark that lasts longer already stays as it is: another run of the same owner has
 * promised that.
 */
export function withMark(tags: Tags, mark: Mark): Tags {
  return saysNeed(tags, mark) ? tags : setTag(tags, markTagName(mark.owner), printMark(mark));
}

/** Whether the tags say already that the owner needs the replica for at least as long. */
export function saysNeed(tags: Tags, { owner, until }: Mark): boolean {
  const present = findMark(readMarks(tags), owner);
  if (present === null) return false;
  return present.until === null || (until !== null && present.until.getTime() >= wholeSeconds(until));
}

/** Marks are written in whole seconds. */
function wholeSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000;
}

/** The tags without the marks of these owners. */
export function withoutOwners(tags: Tags, owners: readonly string[]): Tags {
  const names = owners.filter((owner) => findMark(readMarks(tags), owner) !== null).map(markTagName);
  return withoutTags(tags, (name) => names.includes(name.toLowerCase()));
}

/** The tags without any mark, those that cannot be read among them: what is left is a permanent replica's. */
export function withoutMarks(tags: Tags): Tags {
  return withoutTags(tags, isMarkTag);
}

/** The name of an owner's tag: the first eight hexadecimal digits of the SHA-256 of the owner's UTF-8. */
export function markTagName(owner: string): string {
  return `${MARK_TAG_PREFIX}${createHash("sha256").update(owner, "utf8").digest("hex").slice(0, 8)}`;
}

/** The value of an owner's tag. */
export function printMark({ owner, until }: Mark): string {
  return until === null ? owner : `${owner}${UNTIL}${printTime(until)}`;
}

/** A moment as marks and outputs write it: RFC 3339, UTC, whole seconds. */
export function printTime(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function isMarkTag(name: string): boolean {
  return name.toLowerCase().startsWith(MARK_TAG_PREFIX);
}

function withoutTags(tags: Tags, isToGo: (name: string) => boolean): Tags {
  return Object.fromEntries(Object.entries(tags).filter(([name]) => !isToGo(name)));
}

/** Null for a value that is neither an owner nor an owner with a time, and for a name that is not the owner's. */
function readMark(name: string, value: string): Mark | null {
  const [owner, time] = partAtTime(value);
  const until = time === null ? null : readTime(time);
  const isTimeBad = time !== null && until === null;
  if (owner.trim() !== owner || owner === "" || owner.includes(UNTIL) || isTimeBad) return null;
  return markTagName(owner) === name.toLowerCase() ? { owner, until } : null;
}

/** The last of them parts: an owner may end in the word, and a time holds none. */
function partAtTime(value: string): readonly [owner: string, time: string | null] {
  const end = value.lastIndexOf(UNTIL);
  return end < 0 ? [value, null] : [value.slice(0, end), value.slice(end + UNTIL.length)];
}

const RFC_3339_UTC = /^(\d{4}-\d{2}-\d{2})[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:[Zz]|[+-]00:00)$/;

function readTime(text: string): Date | null {
  const [, day] = RFC_3339_UTC.exec(text) ?? [];
  const time = day !== undefined && isRealDay(day) ? new Date(text.toUpperCase()) : null;
  return time === null || Number.isNaN(time.getTime()) ? null : time;
}

/** `Date` takes the 31st of April for the 1st of May. */
function isRealDay(day: string): boolean {
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
