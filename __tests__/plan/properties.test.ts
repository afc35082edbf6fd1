import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { hashOf } from "../../src/plan/hash.js";
import { makePlan, type Situation } from "../../src/plan/make-plan.js";
import type { Change, Plan, UpdateChange } from "../../src/plan/plan.js";
import type { Replica } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { draws } from "../builders/draws.js";
import { SEED } from "../builders/seed.js";
import { aSituation } from "./generated.js";

/** What a generated case is judged on. The judges read the marks themselves, not through the code under test. */
interface Case extends Situation {
  readonly plan: Plan;
}

function valuesOfMarks({ tags }: Replica): readonly string[] {
  return Object.entries(tags).flatMap(([name, value]) => (name.startsWith("acr-geo-owner-") ? [value] : []));
}

function ownersOf(replica: Replica): readonly string[] {
  return valuesOfMarks(replica).map((value) => value.replace(/ until .*/, ""));
}

function hasTimePassed(replica: Replica, now: Date): boolean {
  return valuesOfMarks(replica).every((value) => new Date(/ until (.*)/.exec(value)?.[1] ?? "9999") <= now);
}

function requestedOwner(request: Request): string | null {
  return "owner" in request ? request.owner : null;
}

function targetOf({ region }: Change, { replicas }: Case): Replica {
  const [replica, ...others] = replicas.filter((one) => one.region === region);
  if (replica === undefined || others.length > 0) throw new Error(`${region} has not just one replica`);
  return replica;
}

function isWanted({ region }: Pick<Change, "region">, { request, registry }: Case): boolean {
  const wanted = "wanted" in request && request.wanted !== "existing" ? request.wanted : [];
  return region === registry.home || wanted.some((item) => item.region === region);
}

const deletes = ({ plan }: Case) => plan.changes.filter(({ action }) => action === "delete");
const destructive = ({ plan }: Case) =>
  plan.changes.filter(({ action }) => ["delete", "repair"].includes(action));

const leaves = ({ plan }: Case) =>
  plan.changes.filter(
    (change): change is UpdateChange =>
      change.action === "update" && ["release", "take-off"].includes(change.marks?.kind ?? ""),
  );

/** Whether a change takes a route from the global endpoint away. */
function closes(change: Change, one: Case): boolean {
  if (change.action === "update") return change.routing === "disabled";
  return change.action === "delete" && targetOf(change, one).routing === "enabled";
}

/**
 * Whether pulls have a region to go to when the plan has come to its best end: what is being made or changed now is waited
 * for before a route is taken.
 */
function staysOpen(one: Case): boolean {
  const { plan, registry, replicas } = one;
  const changeIn = (region: string) => plan.changes.find((change) => change.region === region);
  const comesUp = plan.waitFor === "ready";
  const home = changeIn(registry.home);
  const hasHomeRow = replicas.some(({ region }) => region === registry.home);
  if (!hasHomeRow && !(home !== undefined && closes(home, one))) return true;
  const isMade = plan.changes.some(({ action, ...change }) => {
    const isCreated = action === "create" || action === "repair";
    return isCreated && comesUp && "routing" in change && change.routing === "enabled";
  });
  const isKept = replicas.some((replica) => {
    const change = changeIn(replica.region);
    if (change?.action === "delete") return false;
    const routing = change?.routing ?? replica.routing;
    const isReadyNow =
      replica.provisioningState.is("Succeeded") && replica.displayStatus?.is("Ready") === true;
    const hasFailed = replica.provisioningState.is("Failed") || replica.provisioningState.is("Canceled");
    const isAwaited = comesUp && isWanted(replica, one) && !hasFailed;
    const isBusy = ["Creating", "Updating"].some((word) => replica.provisioningState.is(word));
    return routing === "enabled" && (isReadyNow || isBusy || isAwaited);
  });
  return isMade || isKept;
}

/** What no plan ever does; each rule gives the changes that break it. */
const NEVER: Readonly<Record<string, (one: Case) => readonly Change[]>> = {
  "deletes home": (one) => destructive(one).filter(({ region }) => region === one.registry.home),
  "deletes in a protected region": (one) =>
    destructive(one).filter(({ region }) => one.request.protect.includes(region)),
  "deletes in a wanted region, but for repair": (one) =>
    deletes(one).filter((change) => isWanted(change, one)),
  "repairs what is not wanted, not failed, or not to be repaired": (one) =>
    destructive(one).filter((change) => {
      if (change.action !== "repair") return false;
      const state = targetOf(change, one).provisioningState;
      const isAsked = "repair" in one.request && one.request.repair;
      return !isAsked || !isWanted(change, one) || !(state.is("Failed") || state.is("Canceled"));
    }),
  "deletes somebody else's replica that has not expired": (one) =>
    deletes(one).filter((change) => {
      const target = targetOf(change, one);
      const others = ownersOf(target).filter((owner) => owner !== requestedOwner(one.request));
      return others.length > 0 && !hasTimePassed(target, one.now);
    }),
  "deletes anything outside the selectors": (one) =>
    deletes(one).filter((change) => !isSelected(targetOf(change, one), one)),
  "touches one of two replicas in a region, or a replica by another's name": (one) =>
    one.plan.changes.filter(
      (change) =>
        change.action !== "create" && change.name !== null && targetOf(change, one).name !== change.name,
    ),
  "gives a new replica a name that is taken": (one) =>
    one.plan.changes.filter(
      (change) =>
        change.action === "create" &&
        [
          ...one.replicas,
          ...one.plan.changes.filter((other) => other !== change && other.action === "create"),
        ].some(
          (other) =>
            other.region !== change.region && other.name?.toLowerCase() === change.name.toLowerCase(),
        ),
    ),
  "enables routing that nobody asked to enable": (one) =>
    one.plan.changes.filter((change) => {
      if (change.action !== "update" || change.routing !== "enabled") return false;
      const wanted = "wanted" in one.request && one.request.wanted !== "existing" ? one.request.wanted : [];
      const item = wanted.find(({ region }) => region === change.region);
      const general = "routing" in one.request ? one.request.routing : "keep";
      return (item?.routing ?? general) !== "enabled";
    }),
  "marks home, or a permanent replica": (one) =>
    one.plan.changes.filter(
      (change) =>
        change.action === "update" &&
        change.marks !== null &&
        (change.region === one.registry.home || ownersOf(targetOf(change, one)).length === 0),
    ),
  "takes off another's mark than the asked one, or the last": (one) =>
    leaves(one).filter((change) => {
      const owners = ownersOf(targetOf(change, one));
      const { marks } = change;
      if (marks?.kind === "release")
        return (
          marks.owner !== requestedOwner(one.request) || owners.length < 2 || !owners.includes(marks.owner)
        );
      const chosen = marks?.kind === "take-off" ? marks.marks : [];
      return chosen.length === 0 || chosen.length >= owners.length;
    }),
  "lets the last to leave delete home, what is protected, or more than max-delete allows": (one) =>
    leaves(one).filter((change) => {
      if (change.marks?.kind !== "release" || change.marks.whenLast === "keep") return false;
      const { request, registry, plan } = one;
      const isNamed = request.mode === "remove" && request.regions?.includes(change.region) === true;
      const isForbidden = change.region === registry.home || request.protect.includes(change.region);
      const limit = request.maxDelete.isSetByWorkflow ? request.maxDelete.limit : null;
      return isForbidden || (!isNamed && limit !== null && plan.changes.length > limit);
    }),
  "is carried out and leaves no ready region behind the global endpoint": (one) => {
    const closing = one.plan.changes.filter((change) => closes(change, one));
    return one.plan.isToBeCarriedOut && closing.length > 0 && !staysOpen(one) ? closing : [];
  },
  "changes one region twice": ({ plan }) =>
    plan.changes.filter(
      ({ region }, index) => plan.changes.findIndex((one) => one.region === region) !== index,
    ),
  "writes anything in mode wait": ({ plan }) => (plan.mode === "wait" ? plan.changes : []),
  "is carried out with more deletes than max-delete allows": (one) => {
    const named = one.request.mode === "remove" ? (one.request.regions ?? []) : [];
    const counted = destructive(one).filter(({ region }) => !named.includes(region));
    return one.plan.isToBeCarriedOut && counted.length > (one.request.maxDelete.limit ?? 0) ? counted : [];
  },
};

const RULES = Object.entries(NEVER);

function isSelected(target: Replica, { request, now }: Case): boolean {
  const owners = ownersOf(target);
  if (request.mode === "remove") {
    const byRegion = request.regions === null || request.regions.includes(target.region);
    const byOwner = request.owner === null || owners.includes(request.owner);
    return byRegion && byOwner && (!request.onlyExpired || (owners.length > 0 && hasTimePassed(target, now)));
  }
  if (request.mode === "wait" || request.prune === "none") return false;
  return request.prune === "all" || (owners.length === 1 && owners[0] === request.owner);
}

// One run of a hundred thousand cases would be one long silence: each part has its own seed.
const PARTS = [0, 1, 2, 3];
const CASES_PER_PART = draws({ quick: 1_000, whole: 25_000 });

describe(`in ${CASES_PER_PART * PARTS.length} generated cases (seed ${SEED})`, () => {
  test.each(PARTS)("no plan breaks a rule: part %d", (part) => {
    let checked = 0;
    fc.assert(
      fc.property(aSituation, (situation) => {
        const one = { ...situation, plan: makePlan(situation) };
        checked += 1;
        for (const [rule, broken] of one.plan.changes.length > 0 ? RULES : []) {
          const changes = broken(one);
          if (changes.length > 0) throw new Error(`A plan ${rule}: ${JSON.stringify(changes)}`);
        }
      }),
      { seed: SEED + part, numRuns: CASES_PER_PART },
    );
    expect(checked).toBe(CASES_PER_PART);
  });
});

test(`the generated cases meet every kind of change, refusal and drift (seed ${SEED})`, () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(aSituation, (situation) => {
      const plan = makePlan(situation);
      for (const { action } of plan.changes) met.add(action);
      for (const { fence } of plan.refusals) met.add(fence);
      for (const { kind } of plan.drift) met.add(kind);
      for (const { code } of plan.impossible) met.add(code);
      if (plan.leftOut.length > 0) met.add("left out");
    }),
    { seed: SEED, numRuns: 3_000 },
  );
  expect([...met].toSorted()).toEqual(
    [
      ...["create", "update", "repair", "delete", "left out"],
      ...["home", "protect", "needed-by-others", "max-delete", "routing"],
      ...["missing", "extra", "failed", "not-ready", "syncing", "on-loan", "tags"],
      ...["TwoReplicasInOneRegion", "RegionNotOffered", "HomeHasNoReplica"],
    ].toSorted(),
  );
});

test(`drift, fingerprint and hash do not depend on the order of the answers (seed ${SEED})`, () => {
  const shuffled = aSituation.chain((situation) =>
    fc.tuple(
      fc.constant(situation),
      fc.shuffledSubarray([...situation.replicas], { minLength: situation.replicas.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([situation, replicas]) => {
      const [one, other] = [makePlan(situation), makePlan({ ...situation, replicas })];
      const facets = ({ drift, changes, hash, impossible }: Plan) =>
        hashOf({ drift, changes, hash, impossible });
      return facets(one) === facets(other);
    }),
    { seed: SEED, numRuns: draws({ quick: 300, whole: 2_000 }) },
  );
});

test(`what drifts does not depend on the time, until an expiry passes (seed ${SEED})`, () => {
  fc.assert(
    fc.property(aSituation, fc.nat({ max: 7 * 3_600_000 }), (situation, later) => {
      const now = new Date(situation.now.getTime() + later);
      const [one, other] = [makePlan(situation), makePlan({ ...situation, now })];
      return hashOf(other.drift) === hashOf(one.drift);
    }),
    { seed: SEED, numRuns: draws({ quick: 300, whole: 2_000 }) },
  );
});
