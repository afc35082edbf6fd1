import { createHash } from "node:crypto";

/** Hours in milliseconds, for times of expiry. */
const HOUR = 3_600_000;

/** An instant so many hours from now, as a mark writes it; negative: in the past. */
export function hoursFromNow(hours: number): string {
  return `${new Date(Date.now() + hours * HOUR).toISOString().slice(0, 19)}Z`;
}

/** The name of an owner's tag, as the contract of the marks has it; not taken from the code under test. */
export function markTag(owner: string): string {
  return `acr-geo-owner-${createHash("sha256").update(owner, "utf8").digest("hex").slice(0, 8)}`;
}

/** The marks of these owners, parted by commas, each until then; without `until` for as long as it does not leave. */
export function marks(owners: string, until?: string): Readonly<Record<string, string>> {
  const end = until === undefined ? "" : ` until ${until}`;
  return Object.fromEntries(owners.split(",").map((owner) => [markTag(owner), `${owner}${end}`]));
}

/** The owners that have marked a replica with these tags, sorted and parted by commas. */
export function ownersIn(tags: Readonly<Record<string, string>>): string {
  const values = Object.entries(tags).filter(([name]) => name.startsWith("acr-geo-owner-"));
  return values
    .map(([, value]) => value.replace(/ until .*/, ""))
    .toSorted()
    .join();
}
