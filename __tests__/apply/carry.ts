import { setMaxListeners } from "node:events";
import { carryOut } from "../../src/apply/carry-out.js";
import type { ImageSource, OwnerLives } from "../../src/apply/ports.js";
import type { Plan } from "../../src/plan/plan.js";
import type { Fact, TimedFact } from "../../src/registry/fact.js";
import type { Failure } from "../../src/registry/failure.js";
import type { Region } from "../../src/registry/region.js";
import type { Request } from "../../src/registry/request.js";
import { planFor } from "../builders/situation.js";
import { type VirtualClock, virtualClock } from "../builders/virtual-clock.js";
import { type Call, type FakeAzure, openFakeAzure, type World } from "./fake-azure.js";

/** How a plan is carried out in a test. */
export interface Conditions {
  readonly request: Request;
  readonly world: World;
  /** Taken in place of the plan that the request and the world give. */
  readonly plan?: Plan;
  /** Regional endpoints, made on the clock of the run. */
  readonly images?: (clock: VirtualClock) => ImageSource;
  readonly lives?: OwnerLives;
  /** Milliseconds until the deadline, as the run is told; an hour where left out. */
  readonly timeLeft?: number;
  /** When the run is stopped, in milliseconds; a write that is on its way then has two seconds more. */
  readonly stopAt?: number;
  /** What spreads the waits; they are as the table has them when it is left out. */
  readonly random?: () => number;
}

/** What came of it. */
export interface Carried {
  readonly plan: Plan;
  readonly facts: readonly TimedFact[];
  readonly calls: readonly Call[];
  readonly azure: FakeAzure;
  /** When the work was over, in milliseconds. */
  readonly took: number;
}

/** Carries a request's plan out on replicas in memory, in virtual time. */
export async function carry({
  request,
  world,
  images,
  lives,
  stopAt,
  timeLeft,
  random = () => 0.5,
  ...given
}: Conditions): Promise<Carried> {
  const clock = virtualClock();
  const azure = openFakeAzure(world, clock);
  const facts: TimedFact[] = [];
  const record = (fact: Fact) => facts.push({ ...fact, at: clock.now() });
  const plan = given.plan ?? planFor({ request, replicas: world.replicas ?? [] });
  const [stopping, cuttingOff, ending] = [
    new AbortController(),
    new AbortController(),
    new AbortController(),
  ];
  setMaxListeners(0, stopping.signal, cuttingOff.signal);
  if (stopAt === 0) stopping.abort();
  else if (stopAt !== undefined) {
    void clock.sleep(stopAt, ending.signal).then(() => stopping.abort());
    void clock.sleep(stopAt + 2_000, ending.signal).then(() => cuttingOff.abort());
  }
  const tools = {
    replications: azure,
    images: images?.(clock) ?? null,
    lives: lives ?? null,
    clock,
    random,
    record,
    timeLeft: () => (timeLeft ?? 3_600_000) - clock.now(),
  };
  await carryOut(plan, { ...tools, stop: stopping.signal, cutOff: cuttingOff.signal });
  const took = clock.now();
  ending.abort();
  return { plan, facts, calls: azure.calls, azure, took };
}

/** Calls as `PUT japaneast`, in the order in which they came; without a method, the writes. */
export function callsOf({ calls }: Carried, ...methods: readonly Call["method"][]): readonly string[] {
  const asked = methods.length === 0 ? ["PUT", "PATCH", "DELETE"] : methods;
  return calls
    .filter(({ method }) => asked.includes(method))
    .map(({ method, name }) => `${method} ${name}`.trim());
}

/** The body of the n-th write to a replica. */
export function bodyOf({ calls }: Carried, method: "PUT" | "PATCH", name: string, nth = 0): Call["body"] {
  const bodies = calls.filter((call) => call.method === method && call.name === name);
  return bodies[nth]?.body ?? null;
}

/** What tells what happened: a run that was carried, or facts of any other origin. */
interface Told {
  readonly facts: readonly Fact[];
}

/** The failures in the journal as `japaneast ReplicaStuck`. */
export function failuresIn({ facts }: Told): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === "failed" ? [phrase(fact.failure)] : []));
}

/** What the journal warns of, as `japaneast Conflict`. */
export function warningsIn({ facts }: Told): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === "warned" ? [phrase(fact.failure)] : []));
}

function phrase({ region, code, kind }: Failure): string {
  const word = code === null ? kind : typeof code === "string" ? code : code.unescaped();
  return `${region ?? "registry"} ${word}`;
}

/** How the waits ended, as `japaneast ready`. */
export function endsIn({ facts }: Told): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === "wait-ended" ? [`${fact.region} ${fact.verdict}`] : []));
}

/** Why changes were left, as `japaneast no-longer-matches`. */
export function leftIn({ facts }: Told): readonly string[] {
  return facts.flatMap((fact) => (fact.kind === "change-left" ? [`${fact.region} ${fact.reason}`] : []));
}

/** When a fact of a kind was kept about a region, in milliseconds; null when it never was. */
export function timeOf({ facts }: Carried, kind: Fact["kind"], region: Region | string): number | null {
  return facts.find((fact) => fact.kind === kind && "region" in fact && fact.region === region)?.at ?? null;
}
