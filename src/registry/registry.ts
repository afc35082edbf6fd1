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
  /** How many private endpoint connections exist: each new replica then needs addresses, DNS and approval. */
  readonly privateEndpointConnections: number;
  /** Dedicated data endpoints, such as `contoso.japaneast.data.azurecr.io`; empty where they are off. */
  readonly dataEndpointHosts: readonly string[];
}

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
