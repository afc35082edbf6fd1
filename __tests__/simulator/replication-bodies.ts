import { isSince } from "./api-versions.js";
import { REGISTRY_SERVICE } from "./constants.js";
import type { View } from "./replicas.js";
import { type RegistryState, registryId } from "./state.js";

/** A replication as the provider writes it in that api-version. */
export function replicationBody(registry: RegistryState, view: View, version: string): object {
  const { replica, revision } = view;
  const status = {
    ...(view.displayStatus === undefined ? {} : { displayStatus: view.displayStatus }),
    ...(view.message === undefined ? {} : { message: view.message }),
    timestamp: timestamp(view.since),
  };
  return {
    type: "Microsoft.ContainerRegistry/registries/replications",
    properties: {
      provisioningState: view.provisioningState,
      status,
      ...(isSince(version, "2019-12-01") ? { regionEndpointEnabled: revision.routing } : {}),
      ...(isSince(version, "2020-11-01") ? { zoneRedundancy: "Disabled" } : {}),
    },
    id: `${registryId(registry)}/replications/${replica.name}`,
    name: replica.name,
    location: replica.location,
    tags: revision.tags,
    ...(isSince(version, "2020-11-01") ? { systemData: systemData(view) } : {}),
  };
}

/** The home row is made by the service's own application, and keeps that as its creator. */
function systemData({ replica, revision }: View): object {
  const createdBy = replica.byService ? REGISTRY_SERVICE : (replica.revisions[0]?.by ?? revision.by);
  return {
    createdBy,
    createdByType: "Application",
    createdAt: timestamp(replica.createdAt),
    lastModifiedBy: replica.revisions.length === 1 ? createdBy : revision.by,
    lastModifiedByType: "Application",
    lastModifiedAt: timestamp(revision.at),
  };
}

function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
