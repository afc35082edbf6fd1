import { CLIENT } from "./constants.js";
import type { Replica } from "./replicas.js";
import type { PutWish } from "./replication-requests.js";
import { type Course, courseOf, type Schedule } from "./replication-timeline.js";
import { homeRow, type RegistryState, type State, shortRegion } from "./state.js";

/** Entra names an application by its client ID. */
const CALLER = CLIENT;

/** Begins a replica, and with the registry's first one the home row that the service adds by itself. */
export function createReplication(
  state: State,
  registry: RegistryState,
  name: string,
  wish: PutWish,
  at: number,
): Replica {
  const isRemembered = isToBeMet(registry, wish.region);
  const replica: Replica = {
    name,
    region: wish.region,
    location: wish.region,
    createdAt: isRemembered ? at - DAYS_AGO : at,
    byService: false,
    course: isRemembered ? LONG_READY : nextCourse(state, registry, wish.region, at),
    ...(isRemembered ? { inList: { absent: true, until: at + 1_000 } } : {}),
    revisions: [{ at, until: at, by: CALLER, tags: wish.tags, routing: wish.routing }],
  };
  registry.replicas.push(replica);
  if (!registry.replicas.some((other) => other.region === registry.home))
    registry.replicas.push(homeRow(registry, at + state.timing.homeRow));
  return replica;
}

/** How old the status was that a PUT on a name used again was answered with (PY19). */
const DAYS_AGO = 4 * 86_400_000;
const LONG_READY: Course = {
  phases: [{ after: 0, provisioningState: "Succeeded", displayStatus: "Ready" }],
  vanishesAfter: Number.POSITIVE_INFINITY,
  error: null,
};

/** Whether a former registry of this name had a replica there that no PUT has met yet. */
function isToBeMet(registry: RegistryState, region: string): boolean {
  const isMet = registry.replicas.some((replica) => replica.region === region);
  return !isMet && (registry.world.remembered ?? []).some((one) => shortRegion(one.region) === region);
}

/** Sets tags and routing; the replica is Updating for that many milliseconds. */
export function updateReplication(
  replica: Replica,
  set: { readonly tags: Readonly<Record<string, string>>; readonly routing: boolean },
  at: number,
  duration: number,
): void {
  replica.revisions.push({ at, until: at + duration, by: CALLER, ...set });
}

/** Begins a delete; one that is under way goes on as it was. */
export function deleteReplication(state: State, replica: Replica, at: number): void {
  replica.deletion ??= { at, goneAt: at + state.timing.delete, flicker: state.world.deleteFlicker ?? [] };
}

function nextCourse(state: State, registry: RegistryState, region: string, at: number): Course {
  const created = registry.creates.get(region) ?? 0;
  registry.creates.set(region, created + 1);
  const given = state.world.schedules?.[region];
  const schedule = isList(given) ? (given[Math.min(created, given.length - 1)] ?? {}) : (given ?? {});
  return courseOf(
    isTooSoon(state, registry, region, at) ? { ...schedule, ending: "failed" } : schedule,
    state.timing,
  );
}

function isList(given: Schedule | readonly Schedule[] | undefined): given is readonly Schedule[] {
  return Array.isArray(given);
}

/** azure-rest-api-specs#18934 and Terraform's comment: a create straight after a delete is taken and then fails. */
function isTooSoon(state: State, registry: RegistryState, region: string, at: number): boolean {
  const span = state.world.recreateFailsWithin ?? 0;
  return registry.replicas.some(
    (replica) => replica.region === region && replica.deletion && at < replica.deletion.goneAt + span,
  );
}
