import { parseRegion, type Region } from "../registry/region.js";
import type { PrivateEndpoint, PublicAccess, Registry } from "../registry/registry.js";
import { parseRegistryId, type RegistryId } from "../registry/registry-id.js";
import type { Replica, Tags } from "../registry/replica.js";
import { ServerText } from "../registry/server-text.js";
import { member, textMember } from "./http/answer.js";

/** A value read from an answer, or what is wrong with it. */
export type Decoded<T> =
  | { readonly value: T; readonly lacks: null }
  | { readonly value: null; readonly lacks: string };

function lacking<T>(lacks: string): Decoded<T> {
  return { value: null, lacks };
}

/** Reads a registry as ARM shows it. */
export function decodeRegistry(json: unknown): Decoded<Registry> {
  const properties = member(json, "properties");
  const id = parseRegistryId(textMember(json, "id") ?? "");
  if (id === null) return lacking("the registry has no ID");
  const home = parseRegion(textMember(json, "location") ?? "");
  if (home === null) return lacking("the registry has no location");
  const loginServer = textMember(properties, "loginServer")?.toLowerCase() ?? "";
  if (!/^[a-z0-9][a-z0-9.-]*$/.test(loginServer)) return lacking("the registry has no login server");
  const sku = textMember(member(json, "sku"), "name");
  if (sku === null) return lacking("the registry has no SKU");
  const provisioningState = textMember(properties, "provisioningState");
  if (provisioningState === null) return lacking("the registry has no provisioning state");
  return {
    lacks: null,
    value: {
      id,
      home,
      loginServer,
      sku: new ServerText(sku),
      provisioningState: new ServerText(provisioningState),
      hasSoftDelete: readsEnabled(member(member(properties, "policies"), "softDeletePolicy"), "status"),
      hasQuarantine: readsEnabled(member(member(properties, "policies"), "quarantinePolicy"), "status"),
      privateEndpoints: decodePrivateEndpoints(member(properties, "privateEndpointConnections")),
      publicAccess: decodePublicAccess(properties),
      dataEndpointHosts: textList(member(properties, "dataEndpointHostNames")),
    },
  };
}

/** Reads a replica as ARM shows it. */
export function decodeReplica(json: unknown, seenAt: Date | null): Decoded<Replica> {
  const properties = member(json, "properties");
  const name = decodeReplicaName(json);
  if (name === null) return lacking("a replica has no name");
  const region = decodeLocation(json);
  if (region === null) return lacking("a replica has no location");
  const provisioningState = textMember(properties, "provisioningState");
  if (provisioningState === null) return lacking("a replica has no provisioning state");
  const status = member(properties, "status");
  const displayStatus = textMember(status, "displayStatus");
  return {
    lacks: null,
    value: {
      name,
      region,
      provisioningState: new ServerText(provisioningState),
      displayStatus: displayStatus === null ? null : new ServerText(displayStatus),
      ...readMessage(textMember(status, "message")),
      since: readTime(textMember(status, "timestamp")),
      // Absent in versions that could not switch it off.
      routing: member(properties, "regionEndpointEnabled") === false ? "disabled" : "enabled",
      tags: decodeTags(member(json, "tags")),
      seenAt,
    },
  };
}

/** The name in a row of a list, or in its ID; null where neither has one. */
export function decodeReplicaName(json: unknown): string | null {
  const name = textMember(json, "name") || textMember(json, "id");
  // The last part: names such as `registry/replica` have been seen in lists.
  return name?.split("/").at(-1) || null;
}

/**
 * Whether a name may go into the address of a request. Azure's are letters and digits; anything else, `..` above all,
 * could make it another address.
 */
export function isReplicaName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/.test(name);
}

/** Where a row of a list says that it is; null where it does not. */
export function decodeLocation(json: unknown): Region | null {
  return parseRegion(textMember(json, "location") ?? "");
}

function readMessage(text: string | null): Pick<Replica, "statusMessage"> {
  return text === null || text.trim() === "" ? {} : { statusMessage: new ServerText(text) };
}

function readTime(text: string | null): Date | null {
  const time = new Date(text ?? "");
  return Number.isNaN(time.getTime()) ? null : time;
}

function decodeTags(json: unknown): Tags {
  if (typeof json !== "object" || json === null) return {};
  return Object.fromEntries(
    Object.entries(json).filter((tag): tag is [string, string] => typeof tag[1] === "string"),
  );
}

/** Whether an answer says if a registry's regional endpoints are on: not every version of the API does. */
export function showsRegionalEndpoints(json: unknown): boolean {
  return textMember(member(json, "properties"), "regionalEndpoints") !== null;
}

/** Where a registry's regional endpoints answer; null while they are off. */
export function decodeRegionalHosts(json: unknown): readonly string[] | null {
  const properties = member(json, "properties");
  return readsEnabled(properties, "regionalEndpoints")
    ? textList(member(properties, "regionalEndpointHostNames"))
    : null;
}

/** Whether the registry's roles are given repository by repository (ABAC); older versions do not say it. */
export function hasRepositoryPermissions(json: unknown): boolean {
  const mode = textMember(member(json, "properties"), "roleAssignmentMode");
  return mode?.toLowerCase() === "abacrepositorypermissions";
}

/** The ID in one row of ARM's resource list; rows that are no registry are left out. */
export function decodeListedRegistry(json: unknown): Decoded<RegistryId | null> {
  return { value: parseRegistryId(textMember(json, "id") ?? ""), lacks: null };
}

function readsEnabled(json: unknown, name: string): boolean {
  return textMember(json, name)?.toLowerCase() === "enabled";
}

/** Connections that are refused or cut need nothing more. One without an ID of its endpoint is known by its own name. */
function decodePrivateEndpoints(json: unknown): readonly PrivateEndpoint[] {
  if (!Array.isArray(json)) return [];
  return json.flatMap((connection: unknown) => {
    const properties = member(connection, "properties");
    const state = textMember(
      member(properties, "privateLinkServiceConnectionState"),
      "status",
    )?.toLowerCase();
    if (state === "rejected" || state === "disconnected") return [];
    const parts = (textMember(member(properties, "privateEndpoint"), "id") ?? "").split("/");
    const group = parts.findIndex((part) => part.toLowerCase() === "resourcegroups");
    const name = parts.at(-1) || textMember(connection, "name") || "without a name";
    const resourceGroup = group < 0 ? undefined : parts[group + 1];
    return [
      {
        name: new ServerText(name),
        resourceGroup: resourceGroup === undefined ? null : new ServerText(resourceGroup),
      },
    ];
  });
}

function decodePublicAccess(properties: unknown): PublicAccess {
  if (textMember(properties, "publicNetworkAccess")?.toLowerCase() === "disabled") return { kind: "closed" };
  const rules = member(properties, "networkRuleSet");
  if (textMember(rules, "defaultAction")?.toLowerCase() !== "deny") return { kind: "open" };
  const ranges = member(rules, "ipRules");
  return { kind: "listed", ranges: Array.isArray(ranges) ? ranges.length : 0 };
}

function textList(json: unknown): readonly string[] {
  return Array.isArray(json) ? json.filter((item): item is string => typeof item === "string") : [];
}
