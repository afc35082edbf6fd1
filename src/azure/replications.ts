import type { NewReplica, ReplicaEdit, Replications } from "../apply/ports.js";
import type { Activity, RequestFailed } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import {
  hasSameTags,
  isBeingDeleted,
  isInOperation,
  type Replica,
  type ReplicaListing,
} from "../registry/replica.js";
import { prose, ServerText } from "../registry/server-text.js";
import { API_VERSION } from "./api-versions.js";
import { type ArmClient, answerTo } from "./arm-client.js";
import type { CloudEndpoints } from "./clouds.js";
import { decodeReplica, isReplicaName } from "./decode.js";
import { explained, failure, malformed, refusal } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { saysNotThere } from "./errors/not-there.js";
import { type Answer, readDate } from "./http/answer.js";
import type { RetryConditions } from "./http/retry-policy.js";
import { listReplicas } from "./list-replicas.js";
import { sendAndMakeSure } from "./lost-answers.js";
import { type Operation, operationOf, readOperationFailure } from "./operation-failure.js";
import { putReplica } from "./put-replica.js";

/** The replicas of one registry, through ARM. Operations are started, never waited for. */
export function createReplications(
  arm: ArmClient,
  registry: Registry,
  cloud: CloudEndpoints,
  retries: RetryConditions,
): Replications {
  const { subscriptionId, resourceGroup, name: parent } = registry.id;
  const { replications } = arm.containerRegistry(subscriptionId);
  /** The latest operation on each replica, by the replica's name. */
  const operations = new Map<string, Operation>();

  const about = (activity: Activity, region: Region | null): FailureContext => ({
    activity,
    region,
    cloud,
    registry: parent,
    subscriptionId,
  });
  const remember = (name: string, answer: Answer) => {
    const operation = operationOf(answer);
    if (operation !== null) operations.set(name, operation);
    return answer;
  };
  const get = async (name: string, signal: AbortSignal): Promise<Replica | null> => {
    const context = about("read-replica", null);
    refuseNoName(name, context);
    const answer = await answerTo(
      (options) => replications.get(resourceGroup, parent, name, options),
      signal,
    );
    return saysNotThere(answer) ? null : readReplica(answer, [200], name, context);
  };
  const readByName = (name: string, signal: AbortSignal) =>
    explained(about("read-replica", null), () => get(name, signal));
  const list = (context: FailureContext, signal: AbortSignal): Promise<ReplicaListing> => {
    const path = `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(resourceGroup)}/providers/Microsoft.ContainerRegistry/registries/${parent}/replications?api-version=${API_VERSION}`;
    return listReplicas(arm, { path, get: (name) => readByName(name, signal) }, context, signal);
  };
  const put = async (replica: NewReplica, signal: AbortSignal): Promise<Answer> => {
    const answer = await answerTo(
      (options) =>
        replications.create(resourceGroup, parent, replica.name, bodyOf(replica), options).submitted(),
      signal,
    );
    return remember(replica.name, answer);
  };

  const patch = async (name: string, edit: ReplicaEdit, signal: AbortSignal): Promise<Answer> => {
    const answer = await answerTo(
      (options) => replications.update(resourceGroup, parent, name, patchOf(edit), options).submitted(),
      signal,
    );
    return remember(name, answer);
  };
  const sendDelete = (name: string, signal: AbortSignal): Promise<Answer> =>
    answerTo((options) => replications.delete(resourceGroup, parent, name, options).submitted(), signal);

  return {
    list: (signal) => explained(about("list-replicas", null), (context) => list(context, signal)),
    get: readByName,
    create: (replica, signal) =>
      explained(about("create", replica.region), async (context) => {
        refuseNoName(replica.name, context);
        return await putReplica(replica, {
          put: () => put(replica, signal),
          get: () => get(replica.name, signal),
          isAnyInOperation: async () => (await list(context, signal)).replicas.some(isInOperation),
          read: (answer) => readReplica(answer, [200, 201, 202], replica.name, context),
          retries,
          signal,
        });
      }),
    update: (name, edit, signal) =>
      explained(about("update", null), async (context) => {
        refuseNoName(name, context);
        return await sendAndMakeSure(
          async () => readReplica(await patch(name, edit, signal), [200, 201, 202], name, context),
          async () => {
            const replica = await get(name, signal);
            return replica !== null && hasEdit(replica, edit) ? replica : null;
          },
        );
      }),
    delete: async (name, region, signal) => {
      await explained(about("delete", region), async (context) => {
        refuseNoName(name, context);
        if (isSameName(name, registry.home)) throw homeIsKept(context);
        return await sendAndMakeSure(
          async () => readAcceptance(await sendDelete(name, signal), context),
          async () => {
            const replica = await get(name, signal);
            return replica === null || isBeingDeleted(replica) ? "accepted" : null;
          },
        );
      });
    },
    failure: async (name, signal) => {
      const operation = operations.get(name);
      if (operation === undefined) return null;
      return await readOperationFailure(arm, operation, about("wait", null), signal);
    },
  };
}

/** An answer about another replica than the one that was asked about says nothing of it. */
function readReplica(
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

/**
 * A replica that is not there is as good as a delete that was accepted. Azure's own answer has no body, or the word
 * `null`, or says where the operation is: a page with the right status was written by something on the way.
 */
function readAcceptance(answer: Answer, context: FailureContext): "accepted" {
  if (saysNotThere(answer)) return "accepted";
  if (![200, 202, 204].includes(answer.status)) throw refusal(answer, context);
  const isBlank = ["", "null"].includes(answer.text.trim());
  const namesOperation = ["location", "azure-asyncoperation"].some((name) => answer.header(name) !== null);
  if (!isBlank && !namesOperation) throw malformed(answer, "the body is not an answer to a delete", context);
  return "accepted";
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** A name that is none could make the address of a request another one: nothing is sent. */
function refuseNoName(name: string, context: FailureContext): void {
  if (isReplicaName(name)) return;
  throw failure(context, {
    kind: "rejected",
    code: "NoReplicaName",
    remedy: prose`Azure lists a replica named ${new ServerText(name)}, which cannot be part of an address. Nothing was sent. Check the registry's replicas in the portal.`,
  });
}

/** The last gate: whatever LIST and GET say of where it is, the replica of this name is home's. */
function homeIsKept(context: FailureContext): RequestFailed {
  return failure(context, {
    kind: "rejected",
    code: "HomeIsNeverDeleted",
    remedy: prose`The replica has the name of the registry's home replica, which is never deleted, although Azure now shows it in another region. Nothing was sent. Run again when Azure shows it in the home region.`,
  });
}

function hasEdit(replica: Replica, { routing, tags }: ReplicaEdit): boolean {
  const isRouted = routing === undefined || replica.routing === routing;
  return isRouted && (tags === undefined || hasSameTags(replica.tags, tags));
}

function bodyOf({ region, routing, tags }: NewReplica) {
  return { location: region, tags: { ...tags }, regionEndpointEnabled: routing === "enabled" };
}

function patchOf({ routing, tags }: ReplicaEdit) {
  return {
    ...(tags === undefined ? {} : { tags: { ...tags } }),
    ...(routing === undefined ? {} : { regionEndpointEnabled: routing === "enabled" }),
  };
}
