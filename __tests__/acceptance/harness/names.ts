import { REGISTRY, RESOURCE_GROUP, SUBSCRIPTION } from "../../simulator/index.js";

/** The resource ID of the default registry. */
export const REGISTRY_ID = registryId();

/** The resource ID of a registry; what is not given is the default one's. */
export function registryId({
  subscription = SUBSCRIPTION,
  resourceGroup = RESOURCE_GROUP,
  name = REGISTRY,
}: {
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly name?: string;
} = {}): string {
  return `/subscriptions/${subscription}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerRegistry/registries/${name}`;
}
