import { CLOUD_HOSTS } from "../../registry/cloud-name.js";
import { parseRegion, type Region } from "../../registry/region.js";
import type { CloudEndpoints } from "../clouds.js";
import { type Fence, httpsOnly } from "../http/host-fence.js";

/** The registry's own hosts: its login server, and one per region. */
export interface RegistryHosts {
  /** The region's host. Regions that got their replica after the list was read follow its pattern. */
  inRegion(region: Region): string;
  /** Allows the registry's own hosts and no other. */
  readonly fence: Fence;
}

/**
 * The hosts of a registry. `listed` are those that ARM names; the others are `{label}.{region}` and the cloud's
 * suffix, where the label is the login server's first part (it may hold a hash, so it is not the registry's name).
 */
export function registryHosts(
  loginServer: string,
  listed: readonly string[],
  cloud: CloudEndpoints,
): RegistryHosts {
  const label = loginServer.split(".", 1)[0] ?? loginServer;
  const isRegional = (host: string) => regionOf(host, label, cloud) !== null;
  const byRegion = new Map(
    listed.map((host) => [regionOf(host.toLowerCase(), label, cloud), host.toLowerCase()]),
  );
  const isLoginServer = (host: string) =>
    host === loginServer && host.endsWith(CLOUD_HOSTS[cloud.name].registrySuffix);
  return {
    inRegion: (region) => byRegion.get(region) ?? `${label}.${region}${cloud.regionalSuffix}`,
    fence: httpsOnly((host) => isLoginServer(host) || isRegional(host)),
  };
}

/** The hosts that ARM names for regions, by their region; what is no host of the registry's own is left out. */
export function hostsByRegion(
  loginServer: string,
  listed: readonly string[],
  cloud: CloudEndpoints,
): ReadonlyMap<Region, string> {
  const label = loginServer.split(".", 1)[0] ?? loginServer;
  const hosts = listed.map((host) => host.toLowerCase());
  return new Map(
    hosts.flatMap((host) => {
      const region = regionOf(host, label, cloud);
      return region === null ? [] : [[region, host] as const];
    }),
  );
}

function regionOf(host: string, label: string, { regionalSuffix }: CloudEndpoints): Region | null {
  if (!host.startsWith(`${label}.`) || !host.endsWith(regionalSuffix)) return null;
  return parseRegion(host.slice(label.length + 1, -regionalSuffix.length));
}
