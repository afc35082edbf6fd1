import { contentOf, type ImageWorld } from "./images.js";
import { type Replica, viewAt } from "./replicas.js";
import { deleteReplication, updateReplication } from "./replication-changes.js";
import { courseOf } from "./replication-timeline.js";
import { isSameName, type RegistryState, type State, shortRegion } from "./state.js";

/** What somebody else does to the world while the action runs, and what the world then looks like. */
export interface Meanwhile {
  /** The replicas that a GET would show now, home row included; sorted by region. */
  replicas(registry?: string): readonly ReplicaSnapshot[];
  createReplica(region: string, name?: string): void;
  /** Begins the delete that somebody else asked for. */
  deleteReplica(region: string): void;
  /** Replaces the tags, or sets the routing, of a replica. It is Updating for `lasts` milliseconds; at once unless given. */
  changeReplica(
    region: string,
    set: { tags?: Readonly<Record<string, string>>; routing?: boolean; lasts?: number },
  ): void;
  deleteRegistry(name?: string): void;
  /** Pushes an image; its times count from the simulator's first request, as in the world. */
  push(image: ImageWorld): void;
}

/** One replica as it is now. */
export interface ReplicaSnapshot {
  readonly name: string;
  readonly region: string;
  readonly provisioningState: string;
  readonly displayStatus: string | undefined;
  readonly routing: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Ties these acts to the state; the first of them begins the world's time, as a request does. */
export function createMeanwhile(state: () => State, now: () => number): Meanwhile {
  return {
    replicas: (registry) => snapshots(registryNamed(state(), registry), now()),
    createReplica: (region, name) => create(state(), shortRegion(region), name, now()),
    deleteReplica: (region) => deleteReplication(state(), present(state(), region, now()), now()),
    changeReplica(region, set) {
      const replica = present(state(), region, now());
      const last = replica.revisions.at(-1);
      const tags = set.tags ?? last?.tags ?? {};
      updateReplication(
        replica,
        { tags, routing: set.routing ?? last?.routing ?? true },
        now(),
        set.lasts ?? 0,
      );
    },
    deleteRegistry(name) {
      registryNamed(state(), name).deletedAt = now();
    },
    push(image) {
      const registry = registryNamed(state());
      const { manifests, blobs, tagMoves } = contentOf([image]);
      registry.manifests.push(...manifests);
      registry.blobs.push(...blobs);
      registry.tagMoves.push(...tagMoves);
    },
  };
}

function create(state: State, region: string, name: string | undefined, at: number): void {
  registryNamed(state).replicas.push({
    name: name ?? region,
    region,
    location: region,
    createdAt: at,
    byService: false,
    course: courseOf({}, state.timing),
    revisions: [{ at, until: at, by: "somebody else", tags: {}, routing: true }],
  });
}

function snapshots(registry: RegistryState, at: number): readonly ReplicaSnapshot[] {
  return registry.replicas
    .map((replica) => viewAt(replica, at))
    .filter((view) => view !== undefined)
    .map(({ replica, revision, provisioningState, displayStatus }) => {
      const { name, region } = replica;
      return {
        name,
        region,
        provisioningState,
        displayStatus,
        routing: revision.routing,
        tags: revision.tags,
      };
    })
    .sort((one, other) => one.region.localeCompare(other.region));
}

function registryNamed(state: State, name?: string): RegistryState {
  const found = state.registries.find((registry) => name === undefined || isSameName(registry.name, name));
  if (found === undefined) throw new Error(`This world has no registry ${name ?? "at all"}.`);
  return found;
}

function present(state: State, region: string, at: number): Replica {
  const found = registryNamed(state).replicas.find(
    (replica) => replica.region === shortRegion(region) && viewAt(replica, at) !== undefined,
  );
  if (found === undefined) throw new Error(`There is no replica in ${region} at the moment.`);
  return found;
}
