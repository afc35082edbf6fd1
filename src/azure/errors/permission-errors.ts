import { REPLICATION_ROLE } from "../../registry/access.js";
import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import type { Said } from "./said.js";

/**
 * A missing right: the exact action, and a built-in role that has it. Shape in ARM's troubleshooting documentation:
 * "… does not have authorization to perform action '{action}' over scope '{scope}' …".
 */
export function explainDenial({ message }: Said): Prose {
  const action = /perform action '([^']+)'/i.exec(message)?.[1];
  const scope = /over scope '([^']+)'/i.exec(message)?.[1];
  if (action === undefined) {
    return prose`The identity has no right to do this. Assign it the role '${REPLICATION_ROLE}' on the registry (or Reader, if it only reads). ${TAKES_MINUTES}`;
  }
  const where = scope === undefined ? "the registry" : new ServerText(scope);
  return [
    ...prose`The identity lacks the right ${new ServerText(action)} on ${where}. ${rolesFor(action)}`,
    ...(isSearch(action) ? [WRITE_THE_ID] : []),
    TAKES_MINUTES,
    ...(isSearch(action) || scope === undefined ? [] : explainAssignment(action, scope, message)),
  ];
}

/** The line that assigns the role; nothing where the message holds what a shell could take for more than a name. */
function explainAssignment(action: string, scope: string, message: string): Prose {
  const [objectId] = /(?<=with object id ')[0-9a-f-]{36}(?=')/i.exec(message) ?? [];
  if (objectId === undefined || !/^\/[\w./()-]+$/.test(scope)) return [];
  // A right on the registry counts for its replicas, those to come included.
  const registry = scope.replace(/\/replications\/[^/]+$/i, "");
  const command = `az role assignment create --assignee ${objectId} --role "${roleFor(action)}" --scope "${registry}"`;
  return [" To assign it: ", new ServerText(command)];
}

/**
 * A missing right on something that the registry is joined with: its private endpoints. Shape: "… does not have
 * permission to perform action '{action}' on the linked scope(s) '{scope}' …".
 */
export function explainLinkedDenial({ message }: Said): Prose {
  const [, action = PRIVATE_ENDPOINT_ACTION, scopes] =
    /does not have permission to perform action '([^']+)' on the linked scope\(s\) '([^']+)'/i.exec(
      message,
    ) ?? [];
  const where = scopes === undefined ? "each private endpoint of the registry" : new ServerText(scopes);
  return prose`A new replica joins the registry's private endpoints, so the identity also needs ${new ServerText(action)} on ${where}. The built-in role 'Network Contributor' has it. ${TAKES_MINUTES}`;
}

/** A deny assignment stands above all roles. Shape: "… the deny assignment with name '{name}' and Id '{id}' at scope '{scope}'." */
export function explainDenyAssignment({ message }: Said): Prose {
  const [, name, scope] = /deny assignment with name '([^']+)'.*? at scope '([^']+)'/i.exec(message) ?? [];
  const which = name === undefined ? "A deny assignment" : new ServerText(`The deny assignment '${name}'`);
  const where = scope === undefined ? "" : new ServerText(` on ${scope}`);
  return prose`${which}${where} forbids this, whatever roles the identity has. It belongs to a deployment stack or a managed application: ask its owner to exclude the identity, or make the change there.`;
}

/** Without it a replica of a registry with private endpoints stays in Creating (Microsoft's geo-replication page). */
const PRIVATE_ENDPOINT_ACTION = "Microsoft.Network/privateEndpoints/privateLinkServiceProxies/write";

const TAKES_MINUTES = "A new role assignment takes some minutes to take effect.";
const WRITE_THE_ID =
  "Or set `registry` to the registry's full resource ID: then a right on the registry alone is enough. ";

function rolesFor(action: string): string {
  const role = roleFor(action);
  return role === "Reader"
    ? `The built-in role 'Reader' has it; '${REPLICATION_ROLE}' has it too, and may write replicas. `
    : `The built-in role '${role}' has it. `;
}

/** The smallest built-in role that has an action. */
function roleFor(action: string): string {
  if (/\/registries\/pull\/read$/i.test(action)) return "AcrPull";
  return /\/read$/i.test(action) ? "Reader" : REPLICATION_ROLE;
}

// Looking a registry up by its name reads the whole subscription.
function isSearch(action: string): boolean {
  return /^Microsoft\.Resources\//i.test(action);
}
