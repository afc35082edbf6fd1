import { ContainerRegistryManagementClient } from "@azure/arm-containerregistry";
import { type ArmClient, createArmClient } from "../../../src/azure/arm-client.js";
import { CLOUDS } from "../../../src/azure/clouds.js";
import { SUBSCRIPTION, scopeTokens } from "./context.js";
import type { FakeTransport } from "./fake-http.js";

export const REGISTRY_PATH = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/contoso`;
export const REGISTRY_URL = `https://management.azure.com${REGISTRY_PATH}`;

/** ARM of the public cloud over a fake wire. */
export function fakeArm(transport: FakeTransport): ArmClient {
  return createArmClient(CLOUDS.AzureCloud, scopeTokens, transport, ContainerRegistryManagementClient);
}

/** The body of registry contoso in West Europe. */
export function registryBody(change: { readonly id?: string; readonly loginServer?: string } = {}) {
  return {
    id: change.id ?? REGISTRY_PATH,
    location: "westeurope",
    sku: { name: "Premium" },
    properties: { loginServer: change.loginServer ?? "contoso.azurecr.io", provisioningState: "Succeeded" },
  };
}

/** The body of a replica that is ready. */
export function replicaBody(region: string, change: { readonly name?: string; readonly tags?: object } = {}) {
  return {
    name: change.name ?? region,
    location: region,
    tags: change.tags ?? {},
    properties: {
      provisioningState: "Succeeded",
      status: { displayStatus: "Ready" },
      regionEndpointEnabled: true,
    },
  };
}
