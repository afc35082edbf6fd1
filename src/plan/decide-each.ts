import { isPermanent, type Marks, ownersIn } from "../registry/marks.js";
import type { Replica } from "../registry/replica.js";
import { type Decided, type RegionDecision, sortDecisions } from "./decided.js";
import type { DeleteChange, LeftOut, UpdateChange } from "./plan.js";
import { severalReplicas } from "./several-replicas.js";

/** A change that takes something away: a delete, or a mark taken off. */
export type Removal = DeleteChange | UpdateChange;

/**
 * Decides region by region what is taken away. Two replicas in one region are never touched, not even when only
 * one of them is meant, so `replicas` must be all that there are.
 */
export function decideEach(
  replicas: readonly Replica[],
  decide: (replica: Replica) => RegionDecision<Removal>,
): Decided<Removal> {
  const regions = [...new Set(replicas.map((replica) => replica.region))];
  return sortDecisions(
    regions.map((region) =>
      decideAmong(
        replicas.filter((replica) => replica.region === region),
        decide,
      ),
    ),
  );
}

function decideAmong(
  here: readonly Replica[],
  decide: (replica: Replica) => RegionDecision<Removal>,
): RegionDecision<Removal> {
  const [replica] = here;
  if (replica === undefined) return null;
  if (here.length === 1) return decide(replica);
  const isAnyMeant = here.map(decide).some((decision) => decision !== null && "action" in decision);
  return isAnyMeant ? severalReplicas(replica.region, here) : null;
}

/** A replica that is left because it is protected. */
export function leftProtected({ region }: Replica): LeftOut {
  return { region, reason: "protected by `protect`" };
}

/** A replica that is left because somebody's need of it has not ended. */
export function leftToOthers({ region }: Replica, marks: Marks): LeftOut {
  return { region, reason: `needed by ${namesOfOwners(marks)}` };
}

/** The owners of a replica for a person, those that cannot be read among them. */
export function namesOfOwners(marks: Marks): string {
  if (isPermanent(marks)) return "nobody";
  const unreadable = marks.unreadable.map(() => `an owner whose mark cannot be read`);
  return [...ownersIn(marks), ...unreadable].join(", ");
}
