import type { NetworkNeed } from "../plan/network.js";
import { displayName } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { Prose } from "../registry/server-text.js";

/** What the list is called in every report. */
export const NETWORK_HEADING = "Network changes needed";

/** One need in whole sentences, a line each; worded once for every report. */
export function networkLines(need: NetworkNeed, registry: Registry): readonly Prose[] {
  return [...hostLine(need), ...accessLine(need, registry), ...addressLines(need), ...recordLine(need)];
}

function hostLine({ region, hosts }: NetworkNeed): readonly Prose[] {
  if (hosts.length === 0) return [];
  return [
    [
      `${displayName(region)}: clients behind a firewall must reach ${hosts.join(" and ")} by HTTPS (port 443).`,
    ],
  ];
}

function accessLine({ region, publicAccess }: NetworkNeed, { id }: Registry): readonly Prose[] {
  if (publicAccess === null) return [];
  const where = displayName(region);
  if (publicAccess.kind === "closed")
    return [[`${where}: public access is off, so clients there need a private endpoint to pull.`]];
  const ranges = publicAccess.ranges === 1 ? "1 range" : `${publicAccess.ranges} ranges`;
  return [
    [
      `${where}: the registry's network rules allow only ${ranges} of addresses. Those of clients there ` +
        `must be among them: \`az acr network-rule add --name ${id.name} --ip-address ADDRESS\`.`,
    ],
  ];
}

function addressLines({ region, addresses }: NetworkNeed): readonly Prose[] {
  return addresses.map(({ endpoint, count }) => {
    const free = count === 1 ? "1 more free address" : `${count} more free addresses`;
    const group = endpoint.resourceGroup === null ? [] : [" in ", endpoint.resourceGroup];
    return [
      `${displayName(region)}: ${free} in the subnet of the private endpoint `,
      endpoint.name,
      ...group,
      ".",
    ];
  });
}

function recordLine({ region, records }: NetworkNeed): readonly Prose[] {
  const [first] = records;
  if (first === undefined) return [];
  const names = records.map(({ name }) => name).join(" and ");
  return [
    [
      `${displayName(region)}: where private DNS is managed by hand, A records ${names} in the zone ${first.zone}.`,
    ],
  ];
}
