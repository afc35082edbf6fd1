import type { Activity } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import type { RegistryId } from "../registry/registry-id.js";
import type { Replica, ReplicaListing } from "../registry/replica.js";
import { prose, ServerText } from "../registry/server-text.js";
import { API_VERSION } from "./api-versions.js";
import { type ArmClient, answerTo } from "./arm-client.js";
import type { CloudEndpoints } from "./clouds.js";
import { decodeReplica, isReplicaName } from "./decode.js";
import { explained, failure, malformed, refusal } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { saysNotThere } from "./errors/not-there.js";
import { type Answer, readDate } from "./http/answer.js";
import { listReplicas } from "./list-replicas.js";

/** Reads the replicas of one registry; its ID is all that must be known of it. */
export interface ReplicaReader {
  /** What is being done, and to what, for whoever explains a failure. */
  about(activity: Activity, region: Region | null): FailureContext;
  /** Null where ARM says that there is none. Throws what came, unexplained. */
  get(name: string, signal: AbortSignal): Promise<Replica | null>;
  /** Throws what came, unexplained. */
  list(context: FailureContext, signal: AbortSignal): Promise<ReplicaListing>;
  /** The same two, which throw `RequestFailed` with the failure explained. */
  getExplained(name: string, signal: AbortSignal): Promise<Replica | null>;
  listExplained(signal: AbortSignal): Promise<ReplicaListing>;
}

/** A reader of a registry's replicas, through ARM. */
export function createReplicaReader(arm: ArmClient, id: RegistryId, cloud: CloudEndpoints): ReplicaReader {
  const { subscriptionId, resourceGroup, name: parent } = id;
  const { replications } = arm.containerRegistry(subscriptionId);
  const about = (activity: Activity, region: Region | null): FailureContext => ({
    activity,
    region,
    cloud,
    registry: parent,
    subscriptionId,
  });
  const get = async (name: string, signal: AbortSignal): Promise<Replica | null> => {
    const context = about("read-replica", null);
    refuseNoName(name, context);
    const answer = await answerTo(
      (options) => replications.get(resourceGroup, parent, name, options),
      signal,
    );
    return saysNotThere(answer) ? null : readReplica(answer, [200], name, context);
  };
  const getExplained = (name: string, signal: AbortSignal) =>
    explained(about("read-replica", null), () => get(name, signal));
  const list = (context: FailureContext, signal: AbortSignal): Promise<ReplicaListing> => {
    const path = `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(resourceGroup)}/providers/Microsoft.ContainerRegistry/registries/${parent}/replications?api-version=${API_VERSION}`;
    return listReplicas(arm, { path, get: (name) => getExplained(name, signal) }, context, signal);
  };
  const listExplained = (signal: AbortSignal) =>
    explained(about("list-replicas", null), (context) => list(context, signal));
  return { about, get, list, getExplained, listExplained };
}

/** The replica in an answer. One about another replica than was asked about says nothing of it, and is refused. */
export function readReplica(
  answer: Answer,
  expected: readonly number[],
  name: string,
  context: FailureContext,
): Replica {
  if (!expected.includes(answer.status)) throw refusal(answer, context);
  const replica = decodeReplica(answer.json, readDate(answer.header("date")));
  if (replica.lacks !== null) throw malformed(answer, replica.lacks, context);
  if (!isSameName(replica.value.name, name)) throw malformed(answer, "it describes another replica", context);
  return replica.value;
}

/** A name that is none could make the address of a request another one: nothing is sent. */
export function refuseNoName(name: string, context: FailureContext): void {
  if (isReplicaName(name)) return;
  throw failure(context, {
    kind: "rejected",
    code: "NoReplicaName",
    remedy: prose`Azure lists a replica named ${new ServerText(name)}, which cannot be part of an address. Nothing was sent. Check the registry's replicas in the portal.`,
  });
}

/** Azure's names are the same in any case. */
export function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
