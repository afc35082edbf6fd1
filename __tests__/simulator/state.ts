import { CLOUDS, type Cloud } from "./clouds.js";
import { HOME, REGISTRY, REGISTRY_SERVICE, RESOURCE_GROUP, SUBSCRIPTION } from "./constants.js";
import { type Blob, contentOf, type Manifest, type TagMove } from "./images.js";
import type { Replica } from "./replicas.js";
import { DEFAULT_TIMING, type Phase, type Timing } from "./replication-timeline.js";
import type { RegistryWorld, ReplicaWorld, SubscriptionWorld, World } from "./world.js";

/** Everything that the services share: the world as given, and what has happened in it since. */
export interface State {
  readonly world: World;
  readonly cloud: Cloud;
  readonly timing: Required<Timing>;
  /** When the first request came, milliseconds since the epoch. */
  readonly origin: number;
  readonly subscriptions: readonly SubscriptionWorld[];
  readonly registries: RegistryState[];
  /** Long-running operations by the GUID in their URLs. */
  readonly operations: Map<string, Operation>;
}

/** A registry, its replicas past and present, and its content. */
export interface RegistryState {
  readonly world: RegistryWorld;
  readonly name: string;
  readonly label: string;
  readonly loginServer: string;
  readonly subscription: string;
  readonly resourceGroup: string;
  /** Home region in the short form. */
  readonly home: string;
  readonly replicas: Replica[];
  /** How many creates each region has seen. */
  readonly creates: Map<string, number>;
  readonly manifests: Manifest[];
  readonly blobs: Blob[];
  readonly tagMoves: TagMove[];
  regionalEndpoints: boolean;
  deletedAt: number;
}

/** A long-running operation; an update is done at `until`, the others when their replica says so. */
export type Operation =
  | { readonly kind: "create" | "update"; readonly replica: Replica; readonly until: number }
  | { readonly kind: "delete"; readonly replica: Replica }
  | { readonly kind: "create registry"; readonly until: number }
  | { readonly kind: "delete registry"; readonly registry: RegistryState };

/** The state at the beginning of a world. */
export function initialState(world: World, origin: number): State {
  const cloud = CLOUDS[world.cloud ?? "AzureCloud"];
  const registries = world.registries ?? [world.registry ?? {}];
  return {
    world,
    cloud,
    timing: { ...DEFAULT_TIMING, ...world.timing },
    origin,
    subscriptions: world.subscriptions ?? [{ id: SUBSCRIPTION, name: "Contoso production" }],
    registries: registries.map((registry) => registryState(registry, cloud, origin)),
    operations: new Map(),
  };
}

/** Adds a registry that somebody has just created. */
export function addRegistry(state: State, world: RegistryWorld, at: number): RegistryState {
  const registry = registryState(world, state.cloud, at);
  state.registries.push(registry);
  return registry;
}

/** A region as the wire has it: `West Europe` is `westeurope`. */
export function shortRegion(name: string): string {
  return name.replaceAll(" ", "").toLowerCase();
}

/** Whether two ARM names are the same: ARM compares them without case. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** The ARM ID of a registry. */
export function registryId(registry: RegistryState): string {
  const group = `/subscriptions/${registry.subscription}/resourceGroups/${registry.resourceGroup}`;
  return `${group}/providers/Microsoft.ContainerRegistry/registries/${registry.name}`;
}

/** Host of one region's own endpoint. */
export function regionalHost(registry: RegistryState, region: string, cloud: Cloud): string {
  return `${registry.label}.${region}.geo.${cloud.registrySuffix}`;
}

/** The row that the service adds for the home region by itself. It takes over the registry's tags (GO22, NET22, NET26). */
export function homeRow(
  registry: RegistryState,
  createdAt: number,
  row: Partial<ReplicaWorld> = {},
): Replica {
  const location = row.writtenAs ?? registry.home;
  return {
    ...existing({ region: registry.home, tags: registry.world.tags ?? {}, ...row }, createdAt, registry.home),
    location,
    byService: true,
  };
}

function registryState(world: RegistryWorld, cloud: Cloud, origin: number): RegistryState {
  const name = world.name ?? REGISTRY;
  const label = world.label ?? name;
  const registry: RegistryState = {
    world,
    name,
    label,
    loginServer: `${label}.${cloud.registrySuffix}`,
    subscription: world.subscription ?? SUBSCRIPTION,
    resourceGroup: world.resourceGroup ?? RESOURCE_GROUP,
    home: shortRegion(world.home ?? HOME),
    replicas: [],
    creates: new Map(),
    ...contentOf(world.images ?? []),
    regionalEndpoints: world.regionalEndpoints ?? true,
    deletedAt: Number.POSITIVE_INFINITY,
  };
  const others = (world.replicas ?? []).map((replica) => existing(replica, origin, "Contoso administrator"));
  // In the recordings the home row stands second: the service makes it after the first replica.
  registry.replicas.push(...others.slice(0, 1), ...homeRowAtStart(registry, origin), ...others.slice(1));
  return registry;
}

function homeRowAtStart(registry: RegistryState, origin: number): readonly Replica[] {
  const row = registry.world.homeRow ?? (registry.world.replicas ?? []).length > 0;
  if (row === false) return [];
  return [homeRow(registry, origin, row === true ? {} : row)];
}

function existing(world: ReplicaWorld, origin: number, createdBy: string): Replica {
  const region = shortRegion(world.region);
  const inList = world.inList;
  const until = inList?.until;
  return {
    name: world.name ?? region,
    region,
    location: world.writtenAs ?? region,
    createdAt: origin,
    byService: createdBy === REGISTRY_SERVICE,
    course: {
      phases: [phaseAtStart(world), ...(world.phases ?? [])],
      vanishesAfter: Number.POSITIVE_INFINITY,
      error: null,
    },
    ...(world.inGet === undefined
      ? {}
      : {
          inGet: {
            answer: world.inGet.answer,
            until: origin + (world.inGet.until ?? Number.POSITIVE_INFINITY),
          },
        }),
    ...(inList ? { inList: { ...inList, ...(until === undefined ? {} : { until: origin + until }) } } : {}),
    revisions: [
      { at: origin, until: origin, by: createdBy, tags: world.tags ?? {}, routing: world.routing ?? true },
    ],
  };
}

function phaseAtStart(world: ReplicaWorld): Phase {
  const provisioningState = world.provisioningState ?? "Succeeded";
  const usual = provisioningState === "Succeeded" ? "Ready" : null;
  const displayStatus = world.displayStatus === undefined ? usual : world.displayStatus;
  return {
    after: 0,
    provisioningState,
    ...(displayStatus === null ? {} : { displayStatus }),
    ...(world.message === undefined ? {} : { message: world.message }),
  };
}
