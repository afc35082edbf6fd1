import { foldOutcome } from "../../src/outcome/fold.js";
import type { Outcome } from "../../src/outcome/outcome.js";
import type { Plan } from "../../src/plan/plan.js";
import type { Fact, LeftReason, WaitVerdict, WriteAction } from "../../src/registry/fact.js";
import type { Failure } from "../../src/registry/failure.js";
import type { Replica } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { failure } from "../builders/failure.js";
import { region, registry } from "../builders/registry.js";
import { NOW, planFor } from "../builders/situation.js";

/** A run as its journal tells it. */
export interface Told {
  readonly request: Request;
  /** What the plan was made on. */
  readonly observed: readonly Replica[];
  /** Facts, a second apart. */
  readonly facts?: readonly Fact[];
  /** Taken in place of the plan that the request and the observed replicas give. */
  readonly plan?: Plan;
}

/** The outcome of a run whose facts came a second apart. */
export function outcomeOf({ request, observed, facts = [], plan }: Told): Outcome {
  return foldOutcome({
    request,
    registry: registry(),
    plan: plan ?? planFor({ request, replicas: observed }),
    facts: facts.map((fact, index) => ({ ...fact, at: index * 1_000 })),
    startedAt: NOW,
    duration: facts.length * 1_000,
  });
}

/** A write that went out. */
export function sent(action: WriteAction, name: string): Fact {
  return { kind: "write-sent", region: region(name), action };
}

/** A write that went out and was accepted. */
export function wrote(action: WriteAction, replica: Replica, isFound = false): readonly Fact[] {
  const answer = action === "delete" || action === "repair-delete" ? null : replica;
  const { region } = replica;
  return [sent(action, region), { kind: "write-accepted", region, action, replica: answer, found: isFound }];
}

/** A GET of its own. */
export function seen(name: string, replica: Replica | null): Fact {
  return { kind: "replica-seen", region: region(name), replica };
}

export function listed(...replicas: readonly Replica[]): Fact {
  return { kind: "replicas-listed", replicas };
}

/** A wait from begin to end. */
export function waited(replica: Replica, verdict: WaitVerdict): readonly Fact[] {
  const { region } = replica;
  return [
    { kind: "wait-begun", region },
    seen(region, verdict === "vanished" || verdict === "missing" ? null : replica),
    { kind: "wait-ended", region, verdict },
  ];
}

/** A create that was accepted and came up. */
export function created(replica: Replica): readonly Fact[] {
  return [...wrote("create", replica), ...waited(replica, "ready")];
}

/** A delete that was accepted and confirmed. */
export function deleted(replica: Replica): readonly Fact[] {
  const { region } = replica;
  return [...wrote("delete", replica), seen(region, null), { kind: "delete-confirmed", region }];
}

export function left(name: string, reason: LeftReason): Fact {
  return { kind: "change-left", region: region(name), reason };
}

/** A failure in a region; null: of the whole run. */
export function failed(name: string | null, change: Partial<Failure> = {}): Fact {
  const where = name === null ? null : region(name);
  return { kind: "failed", failure: failure({ ...change, region: where }) };
}

/** The failure of a replica that is stuck. */
export function stuck(name: string): Fact {
  return failed(name, { kind: "observed", activity: "wait", code: "ReplicaStuck", message: null });
}

export const DEADLINE: Fact = { kind: "deadline-passed" };
export const CANCELLED: Fact = { kind: "cancelled" };
