import type { Region } from "./region.js";
import type { RegistryId } from "./registry-id.js";
import type { ServerText } from "./server-text.js";

/** An Azure Container Registry as one GET showed it. */
export interface Registry {
  readonly id: RegistryId;
  /** The host that images are pulled from, such as `contoso.azurecr.io` or `contoso-a1b2c3.azurecr.io`. */
  readonly loginServer: string;
  /** The region in which the registry was created: never created and never deleted by this action. */
  readonly home: Region;
  readonly sku: ServerText;
  readonly provisioningState: ServerText;
  /** Soft delete and geo-replication exclude each other; false where the API does not show it. */
  readonly hasSoftDelete: boolean;
  /** Whether images are held back until somebody has released them (`quarantinePolicy`). */
  readonly hasQuarantine: boolean;
  /** The private endpoints that lead to it: each new replica then needs addresses, DNS and approval. */
  readonly privateEndpoints: readonly PrivateEndpoint[];
  /** Whom it lets in from the public network. */
  readonly publicAccess: PublicAccess;
  /** Dedicated data endpoints, such as `contoso.japaneast.data.azurecr.io`; empty where they are off. */
  readonly dataEndpointHosts: readonly string[];
}

/** A private endpoint by its connection to the registry. Names are a server's words. */
export interface PrivateEndpoint {
  readonly name: ServerText;
  /** The resource group that it is in; null where Azure does not say. */
  readonly resourceGroup: ServerText | null;
}

/** `listed`: so many ranges of addresses are let in by network rules, and nobody else. `closed`: nobody is. */
export type PublicAccess =
  | { readonly kind: "open" }
  | { readonly kind: "listed"; readonly ranges: number }
  | { readonly kind: "closed" };

/** Only a Premium registry can have replicas. */
export function isPremium(registry: Registry): boolean {
  return registry.sku.is("Premium");
}

/** What a registry's provisioningState lets a run do now. */
export function registryReadiness(registry: Registry): "usable" | "in-transition" | "failed" {
  const state = registry.provisioningState;
  if (state.is("Failed") || state.is("Deleting") || state.is("Canceled")) return "failed";
  return state.is("Succeeded") ? "usable" : "in-transition";
}
