import type { CreateChange, Mark } from "../plan/plan.js";
import type { WriteAction } from "../registry/fact.js";
import { RequestFailed } from "../registry/failure.js";
import { withOwner, withoutOwner } from "../registry/ownership.js";
import type { Replica, Tags } from "../registry/replica.js";
import type { NewReplica } from "./ports.js";
import { noteSent } from "./step.js";
import type { Work } from "./tools.js";
import type { Watch } from "./watch.js";

/** What a create needs to know: a planned one, or a repair's second half. */
export type Creation = Pick<CreateChange, "region" | "name" | "routing" | "tags" | "mark">;

/**
 * Sends the PUT. A PUT that met a replica which somebody else had just made was not a create and does not make the
 * replica ours: our mark is taken off again.
 */
export async function createReplica(
  creation: Creation,
  work: Work,
  watch: Watch,
  action: WriteAction = "create",
): Promise<Replica> {
  const { region, mark } = creation;
  noteSent(work, region, action);
  const { created, replica } = await work.replications.create(newReplica(creation, work), work.halt);
  watch.noteWrite();
  work.record({ kind: "write-accepted", region, action, replica, found: !created });
  if (created || mark === null) return replica;
  return takeMarkOff(replica, mark.owner, work, watch);
}

function newReplica({ name, region, routing, tags, mark }: Creation, work: Work): NewReplica {
  return { name, region, routing, tags: mark === null ? tags : markTags(tags, mark, work) };
}

/** The tags with the mark; an expiry counts from now. */
export function markTags(tags: Tags, { owner, ttl }: Mark, { clock }: Pick<Work, "clock">): Tags {
  const expires = ttl === null ? null : new Date(clock.date().getTime() + ttl);
  return withOwner(tags, owner, expires);
}

async function takeMarkOff(replica: Replica, owner: string, work: Work, watch: Watch): Promise<Replica> {
  const tags = withoutOwner(replica.tags, owner);
  noteSent(work, replica.region, "update");
  const seen = await work.replications.update(replica.name, { tags }, work.halt);
  watch.noteWrite();
  work.record({
    kind: "write-accepted",
    region: replica.region,
    action: "update",
    replica: seen,
    found: false,
  });
  return seen;
}

const PAUSE_AFTER_DELETE = 5_000;
const MOST_TRIES_AFTER_DELETE = 3;

/**
 * Creates where a replica was deleted a moment ago. Such a create has been seen to be refused for a while
 * (Azure/azure-rest-api-specs issue 18934), so it is tried again.
 */
export async function createAfterDelete(
  creation: Creation,
  work: Work,
  watch: Watch,
  action: WriteAction,
  tries = MOST_TRIES_AFTER_DELETE,
): Promise<Replica> {
  try {
    return await createReplica(creation, work, watch, action);
  } catch (error) {
    const mayPass =
      error instanceof RequestFailed && ["conflict", "rejected", "server"].includes(error.failure.kind);
    if (!mayPass || tries <= 1) throw error;
    await work.clock.sleep(PAUSE_AFTER_DELETE, work.stop);
    if (work.stop.aborted) throw error;
    return createAfterDelete(creation, work, watch, action, tries - 1);
  }
}
