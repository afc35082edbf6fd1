import type { Region } from "../registry/region.js";
import type { PrivateEndpoint, PublicAccess, Registry } from "../registry/registry.js";

/** What must be opened in networks for one region that the plan creates; only what the registry itself proves. */
export interface NetworkNeed {
  readonly region: Region;
  /** Hosts that clients behind a firewall must reach, beside the login server: HTTPS, port 443. */
  readonly hosts: readonly string[];
  /** Who is let in from outside of private endpoints, where that is not everybody. */
  readonly publicAccess: Exclude<PublicAccess, { readonly kind: "open" }> | null;
  /** Addresses that each private endpoint needs more, in its own subnet. */
  readonly addresses: readonly { readonly endpoint: PrivateEndpoint; readonly count: number }[];
  /** Records that private DNS needs, where it is managed by hand. */
  readonly records: readonly DnsRecord[];
}

/** An A record in a private zone, whose address the private endpoint has. */
export interface DnsRecord {
  readonly name: string;
  readonly zone: string;
}

/**
 * The network list: one need for each region that is to be created, none where the registry is open and keeps to its
 * login server. `endpoints`: the regions' own hosts, empty where they are off or could not be read.
 */
export function networkNeeds(
  registry: Registry,
  created: readonly Region[],
  endpoints: ReadonlyMap<Region, string>,
): readonly NetworkNeed[] {
  return created
    .map((region) => needIn(region, registry, endpoints))
    .filter((need) => need.hosts.length + need.addresses.length > 0 || need.publicAccess !== null);
}

function needIn(region: Region, registry: Registry, endpoints: ReadonlyMap<Region, string>): NetworkNeed {
  const { home, privateEndpoints, publicAccess, dataEndpointHosts } = registry;
  const dataHost = dataEndpointHosts.find((host) => host.split(".")[1] === home);
  const ownHost = endpoints.get(home);
  const hosts = [dataHost, ownHost]
    .filter((host) => host !== undefined)
    .map((host) => hostIn(region, host, home));
  // Source: Microsoft's page on private endpoints of a registry: one address for a replica's data endpoint, and one
  // more for its own endpoint where those are on.
  const count = ownHost === undefined ? 1 : 2;
  const isPrivate = privateEndpoints.length > 0;
  return {
    region,
    hosts,
    publicAccess: publicAccess.kind === "open" ? null : publicAccess,
    addresses: privateEndpoints.map((endpoint) => ({ endpoint, count })),
    records: isPrivate ? hosts.map((host) => recordOf(host, registry)) : [],
  };
}

/** Azure names a host after its region, in the second label: what home's is called tells what the new one will be. */
function hostIn(region: Region, homesHost: string, home: Region): string {
  return homesHost.replace(`.${home}.`, `.${region}.`);
}

/** The private zone carries the cloud's suffix; the record has the rest of the host's name. */
function recordOf(host: string, { loginServer }: Registry): DnsRecord {
  const suffix = loginServer.slice(loginServer.indexOf(".") + 1);
  return { name: host.slice(0, -suffix.length - 1), zone: `privatelink.${suffix}` };
}
