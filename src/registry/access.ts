/** What the identity may do to the registry, and what locks forbid whoever it is, as far as Azure tells. */
export interface Access {
  /** Null where it could not be read: nothing is known then. */
  readonly permissions: readonly Permission[] | null;
  readonly locks: readonly Lock[];
}

/** One entry of the identity's effective rights. `*` stands for any text, and letters compare without case. */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

/** A management lock, and the resource ID of what it holds. */
export interface Lock {
  readonly scope: string;
  /** `CanNotDelete` stops deletes only, `ReadOnly` every write. */
  readonly level: "CanNotDelete" | "ReadOnly";
}

/** A built-in role that manages registries and their replicas, and gives no access to images. */
export const REPLICATION_ROLE = "Container Registry Contributor and Data Access Configuration Administrator";

/**
 * Whether the rights hold an action: one entry has it among its actions and not among its exceptions. An entry with a
 * condition counts as it stands, since only ARM can judge the condition.
 */
export function isAllowed(action: string, permissions: readonly Permission[]): boolean {
  return permissions.some(
    ({ actions, notActions }) =>
      actions.some((one) => covers(one, action)) && !notActions.some((one) => covers(one, action)),
  );
}

/** Compares piece by piece: a pattern that a server sent is not made a regular expression of. */
function covers(pattern: string, action: string): boolean {
  const [first = "", ...pieces] = pattern.toLowerCase().split("*");
  const text = action.toLowerCase();
  if (!text.startsWith(first)) return false;
  const last = pieces.pop();
  if (last === undefined) return text === first;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
