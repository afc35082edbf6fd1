import type { Region } from "../registry/region.js";
import {
  isFailed,
  isReady,
  isSettling,
  type Replica,
  type ReplicaListing,
  replicasIn,
  type UnreadableReplica,
} from "../registry/replica.js";
import type { WaitFor } from "../registry/request.js";
import type { Change, UpdateChange, WantedReplica } from "./plan.js";

/** What becomes of the routes from the registry's global endpoint is seen from this. */
export interface Routes {
  readonly home: Region;
  readonly wanted: readonly WantedReplica[];
  readonly replicas: readonly Replica[];
  readonly unreadable: readonly UnreadableReplica[];
  readonly changes: readonly Change[];
  readonly waitFor: WaitFor;
}

/** Whether a change switches a region's routing off. */
export function closesRoute(change: Change): change is UpdateChange {
  return change.action === "update" && change.routing === "disabled";
}

/** The changes that take an open route away: routing switched off, or a routed replica deleted. */
export function routesTaken({ changes, replicas }: Routes): readonly Change[] {
  const isRouted = ({ region }: Change) =>
    replicasIn(region, replicas).some(({ routing }) => routing === "enabled");
  return changes.filter((change) => closesRoute(change) || (change.action === "delete" && isRouted(change)));
}

/**
 * Whether a ready region is left behind the global endpoint when every change is made. Busy counts as ready here: right
 * before a route is taken, the work waits until another one is ready, and looks.
 */
export function leavesRoute(routes: Routes): boolean {
  return isHomeStanding(routes) || isRouteMade(routes) || isRouteKept(routes);
}

/** Where LIST has no row for home, the registry stands for it: ready and routed. */
function isHomeStanding({ home, replicas, unreadable, changes }: Routes): boolean {
  const isClosed = changes.some((change) => change.region === home && closesRoute(change));
  return !isHomeListed(home, { replicas, unreadable }) && !isClosed;
}

/** Whether LIST has a row for home, be it one that cannot be read: home's name is its region's. */
export function isHomeListed(home: Region, { replicas, unreadable }: ReplicaListing): boolean {
  const isHidden = unreadable.some(({ name, region }) => region === home || name.toLowerCase() === home);
  return isHidden || replicasIn(home, replicas).length > 0;
}

/** A run that waits until its replicas are ready takes nothing away before. */
function isRouteMade({ changes, waitFor }: Routes): boolean {
  return (
    waitFor === "ready" &&
    changes.some(
      (change) => (change.action === "create" || change.action === "repair") && change.routing === "enabled",
    )
  );
}

function isRouteKept({ wanted, replicas, changes, waitFor }: Routes): boolean {
  const awaited = new Set(waitFor === "ready" ? wanted.map(({ region }) => region) : []);
  return replicas.some((replica) => {
    const change = changes.find(({ region }) => region === replica.region);
    const isAwaited = awaited.has(replica.region) && !isFailed(replica);
    const willBeReady = isReady(replica) || isSettling(replica) || isAwaited;
    return willBeReady && isRoutedAfter(replica, change);
  });
}

function isRoutedAfter({ routing }: Replica, change: Change | undefined): boolean {
  if (change === undefined) return routing === "enabled";
  if (change.action === "delete") return false;
  return (change.routing ?? routing) === "enabled";
}
