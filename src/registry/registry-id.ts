/** The ARM resource ID of a registry, in parts. ARM compares all of them without case. */
export interface RegistryId {
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly name: string;
}

const RESOURCE_ID =
  /^\/subscriptions\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\/resourceGroups\/([-\w.()]{1,90})\/providers\/Microsoft\.ContainerRegistry\/registries\/([a-z0-9]{5,50})\/?$/i;

/** Reads a registry's full resource ID; null for anything else, IDs of its children included. */
export function parseRegistryId(text: string): RegistryId | null {
  const [, subscriptionId, resourceGroup, name] = RESOURCE_ID.exec(text.trim()) ?? [];
  if (subscriptionId === undefined || resourceGroup === undefined || name === undefined) return null;
  return { subscriptionId, resourceGroup, name };
}
