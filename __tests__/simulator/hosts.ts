import { CLOUDS, type Cloud } from "./clouds.js";
import { GHES_HOST, ID_TOKEN_HOST } from "./constants.js";
import { type RegistryState, regionalHost, type State } from "./state.js";

/** A registry's data plane as one host reaches it: through the global endpoint or one region's own. */
export interface DataPlaneHost {
  readonly registry: RegistryState;
  /** The region that answers; the home region for the global endpoint. */
  readonly region: string;
}

const CLOUD_LIST: readonly Cloud[] = Object.values(CLOUDS);
const REGISTRY_SUFFIX = new RegExp(
  `\\.(${CLOUD_LIST.map((cloud) => cloud.registrySuffix.replace(".", "\\.")).join("|")})$`,
);

/** Which service a host belongs to: `no-such-name` is a registry host that DNS would not know. */
export type HostKind =
  | "resource-manager"
  | "entra"
  | "id-token"
  | "github"
  | "data-plane"
  | "no-such-name"
  | "unexpected";

/** Which service a host leads to at that time. */
export function kindOfHost(state: State, host: string, now: number): HostKind {
  if (CLOUD_LIST.some((cloud) => cloud.resourceManager === host)) return "resource-manager";
  if (CLOUD_LIST.some((cloud) => cloud.authorities.includes(host))) return "entra";
  if (host === ID_TOKEN_HOST) return "id-token";
  if (host === "api.github.com" || host === GHES_HOST) return "github";
  if (dataPlaneOf(state, host, now) !== undefined) return "data-plane";
  return REGISTRY_SUFFIX.test(host) ? "no-such-name" : "unexpected";
}

/** What a registry host leads to; a regional one exists while the feature is on and the region has a replica. */
export function dataPlaneOf(state: State, host: string, now: number): DataPlaneHost | undefined {
  for (const registry of state.registries) {
    if (now >= registry.deletedAt) continue;
    if (registry.loginServer === host) return { registry, region: registry.home };
    const region = regionsWithEndpoint(registry, now).find(
      (candidate) => regionalHost(registry, candidate, state.cloud) === host,
    );
    if (region !== undefined && registry.regionalEndpoints) return { registry, region };
  }
  return undefined;
}

/** Regions whose endpoint of their own exists: home, and every region with a replica that is not gone. */
export function regionsWithEndpoint(registry: RegistryState, now: number): readonly string[] {
  const present = registry.replicas
    .filter(
      (replica) => replica.createdAt <= now && now < (replica.deletion?.goneAt ?? Number.POSITIVE_INFINITY),
    )
    .map((replica) => replica.region);
  return [...new Set([registry.home, ...present])];
}

/** Whether a host belongs to a registry of this world: only such hosts may see a registry token. */
export function isOwnRegistryHost(state: State, host: string): boolean {
  return state.registries.some(
    (registry) =>
      host === registry.loginServer ||
      (host.startsWith(`${registry.label}.`) && host.endsWith(`.geo.${state.cloud.registrySuffix}`)),
  );
}
