import { isPermanent, type Marks } from "../registry/marks.js";
import { displayName, type Region } from "../registry/region.js";
import { namesOfOwners } from "./decide-each.js";

/** An owner of whom GitHub would not tell, and what its mark holds on to. */
export interface UntoldOwner {
  readonly owner: string;
  readonly region: Region;
  /** Why GitHub would not tell, in sentences. */
  readonly reason: string;
  /** Who else needs the replica; nobody: it stays for this owner alone. */
  readonly others: Marks;
}

/** Says what stays only because GitHub would not tell, and which `remove` frees it. */
export function explainUntold({ owner, region, reason, others }: UntoldOwner): string {
  const replica = `the replica in ${displayName(region)}`;
  const removal = `\`mode: remove\` and \`owner: ${owner}\``;
  const [stays, freed] = isPermanent(others)
    ? [replica, `free the replica with ${removal}.`]
    : [
        `its mark on ${replica}`,
        `take the mark off with ${removal}; the replica is then left to ${namesOfOwners(others)}.`,
      ];
  return `GitHub gave no answer on whether ${owner} is still alive, so ${stays} stays: ${reason} If it is not alive, ${freed}`;
}
