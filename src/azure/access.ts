import type { Access, Lock, Permission } from "../registry/access.js";
import type { RegistryId } from "../registry/registry-id.js";
import type { ArmClient } from "./arm-client.js";
import type { CloudEndpoints } from "./clouds.js";
import { member, textMember } from "./http/answer.js";

const PERMISSIONS_API_VERSION = "2022-04-01";
const LOCKS_API_VERSION = "2020-05-01";
/** The lists are short. One that does not end is none that can be judged. */
const MOST_PAGES = 20;

/**
 * What the identity may do to a registry, and what is locked: two lists, read at once, each asked for once. To read
 * them takes rights of its own, and whatever cannot be read is unknown. Never throws.
 */
export async function readAccess(
  arm: ArmClient,
  cloud: CloudEndpoints,
  { subscriptionId, resourceGroup, name }: RegistryId,
  signal: AbortSignal,
): Promise<Access> {
  const registry = `${cloud.armEndpoint}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerRegistry/registries/${name}`;
  const list = (kind: string, version: string) =>
    readRows(arm, `${registry}/providers/Microsoft.Authorization/${kind}?api-version=${version}`, signal);
  const [permissions, locks] = await Promise.all([
    list("permissions", PERMISSIONS_API_VERSION),
    list("locks", LOCKS_API_VERSION),
  ]);
  return {
    permissions: permissions && decodePermissions(permissions),
    locks: (locks ?? []).flatMap(decodeLock),
  };
}

async function readRows(
  arm: ArmClient,
  url: string,
  signal: AbortSignal,
): Promise<readonly unknown[] | null> {
  const rows: unknown[] = [];
  try {
    let next: string | null = url;
    for (let page = 0; next !== null && next !== ""; page++) {
      const answer = await arm.getOnce(next, signal);
      const value = member(answer.json, "value");
      if (answer.status !== 200 || !Array.isArray(value) || page === MOST_PAGES) return null;
      rows.push(...value);
      next = textMember(answer.json, "nextLink");
    }
    return rows;
  } catch {
    return null;
  }
}

/** Null where an entry cannot be read: it might be the one that allows. */
function decodePermissions(rows: readonly unknown[]): readonly Permission[] | null {
  const entries = rows.map((row) => {
    const actions = textList(member(row, "actions"));
    // Absent is none: nothing is taken from what the entry gives.
    const notActions = textList(member(row, "notActions") ?? []);
    return actions === null || notActions === null ? null : { actions, notActions };
  });
  const known = entries.filter((entry) => entry !== null);
  return known.length === entries.length ? known : null;
}

function textList(json: unknown): readonly string[] | null {
  if (!Array.isArray(json)) return null;
  const texts = json.filter((item): item is string => typeof item === "string");
  return texts.length === json.length ? texts : null;
}

/** A lock's own ID ends with it; before that stands what it holds. One of another kind says nothing for certain. */
function decodeLock(row: unknown): readonly Lock[] {
  const [, scope] =
    /^(.*)\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i.exec(textMember(row, "id") ?? "") ?? [];
  const level = LEVELS.get(textMember(member(row, "properties"), "level")?.toLowerCase() ?? "");
  return scope === undefined || level === undefined ? [] : [{ scope, level }];
}

const LEVELS = new Map<string, Lock["level"]>([
  ["cannotdelete", "CanNotDelete"],
  ["readonly", "ReadOnly"],
]);
