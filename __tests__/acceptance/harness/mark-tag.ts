import { createHash } from "node:crypto";

/** The name of an owner's tag, as the contract of the marks has it; not taken from the code under test. */
export function markTag(owner: string): string {
  return `acr-geo-owner-${createHash("sha256").update(owner, "utf8").digest("hex").slice(0, 8)}`;
}
