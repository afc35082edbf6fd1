import type { CreateChange } from "../plan/plan.js";
import type { WriteAction } from "../registry/fact.js";
import { markTags } from "./mark-tags.js";
import type { NewReplica } from "./ports.js";
import type { Work } from "./tools.js";
import { updateReplica } from "./update.js";
import { sendWrite } from "./write.js";

/** What a create needs to know: a planned one, or a repair's second half. */
export type Creation = Pick<CreateChange, "region" | "name" | "routing" | "tags" | "mark">;

/** A replica that this run wrote to. `isOurs`: this run created it. */
export interface Written {
  readonly name: string;
  readonly isOurs: boolean;
}

/**
 * Sends the PUT. A PUT that met a replica which somebody else had just made was not a create and does not make the
 * replica ours: our mark is taken off again.
 */
export async function createReplica(
  creation: Creation,
  work: Work,
  action: WriteAction = "create",
): Promise<Written> {
  const { region, mark } = creation;
  const { replica, isFound } = await sendWrite(region, action, work, async (signal) => {
    const answer = await work.replications.create(newReplica(creation, work), signal);
    return { replica: answer.replica, isFound: !answer.created };
  });
  const { name } = replica;
  if (isFound && mark !== null) {
    const takeOff = { kind: "take-off", owner: mark.owner } as const;
    await updateReplica({ region, name, routing: null, tags: {}, mark: takeOff }, work);
  }
  return { name, isOurs: !isFound };
}

function newReplica({ name, region, routing, tags, mark }: Creation, work: Work): NewReplica {
  return { name, region, routing, tags: mark === null ? tags : markTags(tags, mark, work) };
}
