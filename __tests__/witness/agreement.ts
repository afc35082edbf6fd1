import { member } from "../simulator/recorded-world.js";

/** What the action claims of one region, or what somebody else sees there, in the same words. */
export interface RegionState {
  readonly region: string;
  readonly name: string;
  readonly provisioningState: string;
  readonly status: string;
  readonly routing: string;
  readonly owners: string;
  readonly expires: string;
}

/** The output `replicas` of a run: the regions that have a replica. */
export function claimed(replicas: unknown): readonly RegionState[] {
  return listOf(replicas)
    .filter((row) => member(row, "name") !== null)
    .map((row) => ({
      region: textAt(row, "region"),
      name: textAt(row, "name"),
      provisioningState: textAt(row, "provisioningState"),
      status: textAt(row, "status"),
      routing: textAt(row, "routing"),
      owners: listOf(member(row, "owners")).join(","),
      expires: textAt(row, "expires"),
    }))
    .toSorted(byRegion);
}

/** What `az acr replication list` prints. */
export function listedByAzureCli(rows: unknown): readonly RegionState[] {
  return listOf(rows)
    .map((row) => ({
      region: textAt(row, "location"),
      name: textAt(row, "name"),
      provisioningState: textAt(row, "provisioningState"),
      status: textAt(row, "status", "displayStatus"),
      routing: routingOf(member(row, "regionEndpointEnabled")),
      ...marksIn(row),
    }))
    .toSorted(byRegion);
}

/** What Ansible's facts say of one replica. */
export function readByAnsible(replica: unknown): RegionState {
  return {
    region: textAt(replica, "location"),
    name: textAt(replica, "name"),
    provisioningState: textAt(replica, "provisioning_state"),
    status: textAt(replica, "status", "display_status"),
    routing: routingOf(member(replica, "region_endpoint_enabled")),
    ...marksIn(replica),
  };
}

/** The regions and their states in a few words. */
export function inWords(states: readonly RegionState[]): string {
  return states
    .map(({ region, provisioningState, status, routing, owners }) =>
      [
        region,
        status || provisioningState,
        ...(routing === "disabled" ? ["unrouted"] : []),
        ...(owners === "" ? [] : ["owned"]),
      ].join(" "),
    )
    .join(", ");
}

/** Who needs a replica, and until when at the latest, as anybody reads it from the tags that another tool prints. */
function marksIn(row: unknown): Pick<RegionState, "owners" | "expires"> {
  const tags = member(row, "tags");
  const found = typeof tags === "object" && tags !== null ? Object.entries(tags) : [];
  const needs = found
    .filter(([name]) => name.startsWith("acr-geo-owner-"))
    .map(([, value]) => String(value).split(" until "));
  const ends = needs.map(([, until]) => until ?? "never").toSorted();
  return {
    owners: needs
      .map(([owner]) => owner)
      .toSorted()
      .join(),
    // No time begins with a letter, so `never` is the last.
    expires: ends.at(-1) ?? "",
  };
}

function routingOf(isEnabled: unknown): string {
  return isEnabled === true ? "enabled" : "disabled";
}

function byRegion(one: RegionState, other: RegionState): number {
  return one.region.localeCompare(other.region);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Empty for what is not there or not known. */
function textAt(value: unknown, ...path: readonly string[]): string {
  const found = member(value, ...path);
  return typeof found === "string" ? found : "";
}
