import type { CreateChange, RepairChange, UpdateChange, WantedReplica } from "../../plan/plan.js";
import type { Region } from "../../registry/region.js";
import { replicasIn } from "../../registry/replica.js";
import { observed } from "../attempt.js";
import type { Work } from "../work.js";
import { type Creation, createReplica, type Written } from "./create.js";
import { recreate } from "./recreate.js";
import { repairReplica } from "./repair.js";
import { type Correction, correctReplica, updateReplica } from "./update.js";

/** A change that a wanted region can need. */
export type WantedChange = CreateChange | UpdateChange | RepairChange;

/** One region's way up. */
export interface Way {
  readonly change: WantedChange;
  readonly wanted: WantedReplica;
  readonly work: Work;
}

/** Makes the change and gives the replica to wait for; null when the run was stopped or a failure was recorded. */
export async function writeChange(way: Way): Promise<Written | null> {
  const { change, wanted, work } = way;
  switch (change.action) {
    case "create":
      return correct(await create(change, work), way);
    case "update":
      return update(change, way);
    case "repair":
      return correct(await repairReplica(change, wanted, work), way);
  }
}

function create(change: CreateChange, work: Work): Promise<Written | null> {
  return change.after === null ? createReplica(change, work) : createAfter(change, change.after, work);
}

/** Creates once somebody's delete has ended; once more when the replica is gone at once, as may happen so soon. */
async function createAfter(creation: Creation, former: string, work: Work): Promise<Written | null> {
  const made = await recreate(creation, former, "create", work);
  if (made === null || made.end !== "gone" || made.origin !== "ours") return made;
  return recreate(creation, creation.name, "create", work);
}

/** A replica that somebody deletes while it is to be corrected is made again: the region is wanted. */
async function update(change: UpdateChange, way: Way): Promise<Written | null> {
  const { wanted, work } = way;
  const updated = await updateReplica(change, work);
  if (updated !== null) return { name: updated.name, origin: "others", at: work.clock.now() };
  if (work.stop.aborted) return null;
  const { region, name } = change;
  if (!wanted.isHome && name !== null) return createAnew(name, way);
  work.record({ kind: "failed", failure: homeWithoutRow(region) });
  return null;
}

/** Makes a wanted replica again that somebody has deleted, or is deleting. Null as with {@link writeChange}. */
export async function createAnew(name: string, way: Way): Promise<Written | null> {
  const { wanted, work } = way;
  const { region, tags } = wanted;
  const [former] = replicasIn(region, work.plan.replicas);
  // Routing that somebody disabled is not enabled by the way.
  const routing = wanted.routing === "keep" ? (former?.routing ?? "enabled") : wanted.routing;
  const creation = { region, name, routing, tags, mark: work.plan.mark };
  return correct(await createAfter(creation, name, work), way);
}

/**
 * Gives what somebody else has just made the settings that are wanted, and our mark where it has owners. Routing is
 * only opened here: to close it takes a look at the other regions, which the next run has.
 */
async function correct(written: Written | null, way: Way): Promise<Written | null> {
  if (written === null || written.origin === "ours") return written;
  const { wanted, work } = way;
  const correction = correctionOf(written.name, wanted, work);
  if (isEmpty(correction)) return written;
  const corrected = await correctReplica(correction, work);
  if (corrected !== null) return { ...written, at: work.clock.now() };
  return work.stop.aborted ? null : createAnew(written.name, way);
}

function correctionOf(name: string, { region, routing, tags }: WantedReplica, { plan }: Work): Correction {
  const mark = plan.mark === null ? null : ({ kind: "add", ...plan.mark } as const);
  return { region, name, routing: routing === "enabled" ? routing : null, tags, mark };
}

function isEmpty({ routing, tags, mark }: Correction): boolean {
  return routing === null && mark === null && Object.keys(tags).length === 0;
}

/** Explains that home's own settings could not be changed. */
export function homeWithoutRow(region: Region) {
  return observed(region, "update", "HomeHasNoReplica", [
    "Azure has not listed the home region among the replicas, so its settings could not be changed. Run again.",
  ]);
}
