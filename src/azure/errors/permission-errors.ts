import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import type { Said } from "./arm-errors.js";

/** Manages registries and their replicas, and gives no access to images. */
export const REPLICATION_ROLE = "Container Registry Contributor and Data Access Configuration Administrator";

/**
 * A missing right: the exact action, and a built-in role that has it. Shape in ARM's troubleshooting documentation:
 * "… does not have authorization to perform action '{action}' over scope '{scope}' …".
 */
export function explainDenial({ message }: Said): Prose {
  const action = /perform action '([^']+)'/i.exec(message)?.[1];
  const scope = /over scope '([^']+)'/i.exec(message)?.[1];
  if (action === undefined) {
    return prose`The identity has no right to do this. Give it the role '${REPLICATION_ROLE}' on the registry (or Reader, if it only looks). ${TAKES_MINUTES}`;
  }
  const where = scope === undefined ? "the registry" : new ServerText(scope);
  return [
    ...prose`The identity may not do ${new ServerText(action)} on ${where}. The built-in role '${roleFor(action)}' has it. `,
    ...(isSearch(action) ? [WRITE_THE_ID] : []),
    TAKES_MINUTES,
  ];
}

const TAKES_MINUTES = "A new role assignment takes some minutes to count.";
const WRITE_THE_ID =
  "Or write the registry's full resource ID into `registry`: then a right on the registry alone is enough. ";

function roleFor(action: string): string {
  if (/\/registries\/pull\/read$/i.test(action)) return "AcrPull";
  return /\/read$/i.test(action) ? "Reader" : REPLICATION_ROLE;
}

// Looking a registry up by its name reads the whole subscription.
function isSearch(action: string): boolean {
  return /^Microsoft\.Resources\//i.test(action);
}
