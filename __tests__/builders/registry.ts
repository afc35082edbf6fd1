import { parseRegion, type Region } from "../../src/registry/region.js";
import type { PrivateEndpoint, Registry } from "../../src/registry/registry.js";
import { ServerText } from "../../src/registry/server-text.js";

/** A region by any of its names; fails the test that misspells one. */
export function region(name: string): Region {
  const parsed = parseRegion(name);
  if (parsed === null) throw new Error(`${name} is no region`);
  return parsed;
}

/** A private endpoint in the group rg-net. */
export function privateEndpoint(name: string): PrivateEndpoint {
  return { name: new ServerText(name), resourceGroup: new ServerText("rg-net") };
}

/** The Premium registry contoso in West Europe, with what a test changes of it. */
export function registry(change: Partial<Registry> = {}): Registry {
  return {
    id: {
      subscriptionId: "00000000-0000-0000-0000-000000000001",
      resourceGroup: "images",
      name: "contoso",
    },
    loginServer: "contoso.azurecr.io",
    home: region("westeurope"),
    sku: new ServerText("Premium"),
    provisioningState: new ServerText("Succeeded"),
    hasSoftDelete: false,
    hasQuarantine: false,
    privateEndpoints: [],
    publicAccess: { kind: "open" },
    dataEndpointHosts: [],
    ...change,
  };
}
