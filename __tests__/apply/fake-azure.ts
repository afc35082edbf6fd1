import type { NewReplica, OperationFailure, ReplicaEdit, Replications } from "../../src/apply/ports.js";
import type { Clock } from "../../src/registry/clock.js";
import { type Failure, RequestFailed } from "../../src/registry/failure.js";
import { isBeingDeleted, type Replica } from "../../src/registry/replica.js";
import { failure } from "../builders/failure.js";
import { replicaIn } from "../builders/replica.js";

/** What a replica shows from so many milliseconds after a write on; null: it is gone. */
export type Phase = readonly [after: number, state: string | null];

/** A registry's replicas in memory: who is there at the begin, and how they take what is done to them. */
export interface World {
  readonly replicas?: readonly Replica[];
  /** By region: the way of a new replica; of several ways, the n-th create takes the n-th, then the last. */
  readonly ways?: Readonly<Record<string, readonly Phase[] | readonly (readonly Phase[])[]>>;
  /** By region: the way of a replica whose delete was accepted. */
  readonly deleting?: Readonly<Record<string, readonly Phase[]>>;
  readonly updating?: readonly Phase[];
  /** LIST shows everything as it was so long ago. */
  readonly listLag?: number;
  /** What happens from outside at a time of the clock. */
  readonly meanwhile?: readonly (readonly [at: number, happens: (azure: FakeAzure) => void])[];
  /** Why a call is refused, or whatever else it throws; null lets it through. */
  readonly refuse?: (call: Call, azure: FakeAzure) => Failure | Error | null;
  readonly latency?: number;
  /** What operation URLs say of failed replicas. */
  readonly said?: OperationFailure;
}

/** One call as it came. */
export interface Call {
  readonly at: number;
  readonly method: "LIST" | "GET" | "PUT" | "PATCH" | "DELETE" | "ASK";
  readonly name: string;
  readonly body: NewReplica | ReplicaEdit | null;
}

/** In-memory {@link Replications} that remember every call. */
export interface FakeAzure extends Replications {
  readonly calls: readonly Call[];
  /** The most calls that were under way at one time. */
  readonly mostAtOnce: number;
  /** The replica as it is now; null when there is none of that name. */
  see(name: string): Replica | null;
  /** Somebody puts a replica there, in place of one of its name. */
  place(replica: Replica): void;
  /** Somebody has a replica go through these phases from now on. */
  turn(name: string, phases: readonly Phase[]): void;
  /** Somebody else writes these tags, the whole map. */
  tag(name: string, tags: Replica["tags"]): void;
}

interface Line {
  /** What it is like but for its state, by time. */
  readonly looks: readonly { readonly at: number; readonly replica: Replica }[];
  readonly states: readonly { readonly at: number; readonly state: string | null }[];
}

const CREATING: readonly Phase[] = [
  [0, "Creating"],
  [6_000, "Succeeded, Syncing"],
  [9_000, "Succeeded, Ready"],
];
const UPDATING: readonly Phase[] = [
  [0, "Updating, Ready"],
  [1_000, "Succeeded, Ready"],
];
const DELETING: readonly Phase[] = [
  [0, "Deleting, Ready"],
  [4_000, null],
];

/** Opens a registry's replicas in memory. */
export function openFakeAzure(world: World, clock: Clock): FakeAzure {
  const lines = new Map<string, Line>();
  const creates = new Map<string, number>();
  const calls: Call[] = [];
  let open = 0;
  let mostAtOnce = 0;
  let meanwhile = world.meanwhile ?? [];

  const key = (name: string) => name.toLowerCase();
  const lineOf = (name: string) => lines.get(key(name)) ?? { looks: [], states: [] };

  function view(name: string, at: number): Replica | null {
    const { looks, states } = lineOf(name);
    const state = states.findLast((one) => one.at <= at)?.state ?? null;
    const look = looks.findLast((one) => one.at <= at)?.replica ?? null;
    if (state === null || look === null) return null;
    const { provisioningState, displayStatus } = replicaIn(look.region, state);
    return { ...look, provisioningState, displayStatus };
  }

  function turn(name: string, phases: readonly Phase[]): void {
    const line = lineOf(name);
    const now = clock.now();
    const past = line.states.filter(({ at }) => at <= now);
    const future = phases.map(([after, state]) => ({ at: now + after, state }));
    lines.set(key(name), { ...line, states: [...past, ...future] });
  }

  function look(replica: Replica): void {
    const line = lineOf(replica.name);
    lines.set(key(replica.name), { ...line, looks: [...line.looks, { at: clock.now(), replica }] });
  }

  function place(replica: Replica): void {
    look(replica);
    turn(replica.name, [[0, stateOf(replica)]]);
  }

  function happen(): void {
    const due = meanwhile.filter(([at]) => at <= clock.now());
    meanwhile = meanwhile.filter(([at]) => at > clock.now());
    for (const [, happens] of due) happens(azure);
  }

  async function call<Answer>(
    method: Call["method"],
    name: string,
    body: Call["body"],
    signal: AbortSignal,
    answer: () => Answer,
  ): Promise<Answer> {
    signal.throwIfAborted();
    const made: Call = { at: clock.now(), method, name, body };
    calls.push(made);
    open += 1;
    mostAtOnce = Math.max(mostAtOnce, open);
    try {
      await clock.sleep(world.latency ?? 10, signal);
      signal.throwIfAborted();
      happen();
      const refusal = world.refuse?.(made, azure) ?? null;
      if (refusal !== null) throw refusal instanceof Error ? refusal : new RequestFailed(refusal);
      return answer();
    } finally {
      open -= 1;
    }
  }

  function create(asked: NewReplica) {
    const isThere = view(asked.name, clock.now()) !== null;
    const blank = { ...replicaIn(asked.region, "Creating"), ...asked };
    look(blank);
    if (!isThere) turn(asked.name, wayOf(asked.region));
    return { created: !isThere, wroteOver: isThere, replica: view(asked.name, clock.now()) ?? blank };
  }

  function wayOf(region: string): readonly Phase[] {
    const count = creates.get(region) ?? 0;
    creates.set(region, count + 1);
    const given = world.ways?.[region] ?? CREATING;
    return isOneWay(given) ? given : (given[Math.min(count, given.length - 1)] ?? CREATING);
  }

  function update(name: string, edit: ReplicaEdit): Replica {
    const present = view(name, clock.now());
    if (present === null || isBeingDeleted(present)) throw new RequestFailed(gone(name));
    look({ ...present, ...edit });
    // A PATCH of tags alone is done at once.
    if (edit.routing !== undefined || world.updating !== undefined) turn(name, world.updating ?? UPDATING);
    return view(name, clock.now()) ?? present;
  }

  function remove(name: string): void {
    const present = view(name, clock.now());
    if (present !== null) turn(name, world.deleting?.[present.region] ?? DELETING);
  }

  const listed = () => [...lines.keys()].map((name) => view(name, clock.now() - (world.listLag ?? 0)));

  const azure: FakeAzure = {
    calls,
    get mostAtOnce() {
      return mostAtOnce;
    },
    see: (name) => view(name, clock.now()),
    place,
    turn,
    tag: (name, tags) => {
      const present = view(name, clock.now());
      if (present !== null) look({ ...present, tags });
    },
    list: (signal) =>
      call("LIST", "", null, signal, () => ({
        replicas: listed().filter((one) => one !== null),
        unreadable: [],
      })),
    get: (name, signal) =>
      call("GET", name, null, signal, () => {
        const replica = view(name, clock.now());
        return replica === null ? null : { ...replica, seenAt: clock.date() };
      }),
    create: (asked, signal) => call("PUT", asked.name, asked, signal, () => create(asked)),
    update: (name, edit, signal) => call("PATCH", name, edit, signal, () => update(name, edit)),
    delete: (name, _, signal) => call("DELETE", name, null, signal, () => remove(name)),
    failure: (name, signal) => call("ASK", name, null, signal, () => world.said ?? null),
  };
  // What is there at the begin has been there for long, so that LIST knows it however far behind it is.
  for (const replica of world.replicas ?? []) {
    const at = Number.NEGATIVE_INFINITY;
    lines.set(key(replica.name), { looks: [{ at, replica }], states: [{ at, state: stateOf(replica) }] });
  }
  return azure;
}

/** What a PATCH comes to, once retries have outlasted the conflict with a delete. */
function gone(name: string): Failure {
  return failure({ kind: "not-found", activity: "update", region: null, code: `${name}NotFound` });
}

function isOneWay(given: readonly Phase[] | readonly (readonly Phase[])[]): given is readonly Phase[] {
  return typeof given[0]?.[0] === "number";
}

function stateOf({ provisioningState, displayStatus }: Replica): string {
  const words = [provisioningState, displayStatus].filter((word) => word !== null);
  return words.map((word) => word.unescaped()).join(", ");
}
