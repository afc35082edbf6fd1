import type { NewReplica, ReplicaEdit, Replications } from "../apply/ports.js";
import type { Activity } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import { hasSameTags, isBeingDeleted, type Replica } from "../registry/replica.js";
import { API_VERSION } from "./api-versions.js";
import { type ArmClient, answerTo } from "./arm-client.js";
import type { CloudEndpoints } from "./clouds.js";
import { type Decoded, decodeReplica, hasLocation } from "./decode.js";
import { explained, malformed, refusal } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import type { Answer } from "./http/answer.js";
import type { RetryConditions } from "./http/retry-policy.js";
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
    const answer = await answerTo(
      (options) => replications.get(resourceGroup, parent, name, options),
      signal,
    );
    return isMissing(answer) ? null : readReplica(answer, [200], about("read-replica", null));
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
    list: (signal) =>
      explained(about("list-replicas", null), async (context) => {
        const path = `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(resourceGroup)}/providers/Microsoft.ContainerRegistry/registries/${parent}/replications?api-version=${API_VERSION}`;
        return onceByName(await arm.list(path, readRow, context, signal));
      }),
    get: (name, signal) => explained(about("read-replica", null), () => get(name, signal)),
    create: (replica, signal) =>
      explained(about("create", replica.region), (context) =>
        putReplica(replica, {
          put: () => put(replica, signal),
          get: () => get(replica.name, signal),
          read: (answer) => readReplica(answer, [200, 201, 202], context),
          retries,
          signal,
        }),
      ),
    update: (name, edit, signal) =>
      explained(about("update", null), (context) =>
        sendAndMakeSure(
          async () => readReplica(await patch(name, edit, signal), [200, 201, 202], context),
          async () => {
            const replica = await get(name, signal);
            return replica !== null && hasEdit(replica, edit) ? replica : null;
          },
        ),
      ),
    delete: async (name, region, signal) => {
      await explained(about("delete", region), (context) =>
        sendAndMakeSure(
          async () => readAcceptance(await sendDelete(name, signal), context),
          async () => {
            const replica = await get(name, signal);
            return replica === null || isBeingDeleted(replica) ? "accepted" : null;
          },
        ),
      );
    },
    failure: async (name, signal) => {
      const operation = operations.get(name);
      if (operation === undefined) return null;
      return await readOperationFailure(arm, operation, about("wait", null), signal);
    },
  };
}

/** What a 404 says when it is not the replica that has gone, but the registry or what it lies in. */
const PARENT_GONE =
  /ParentResourceNotFound|ResourceGroupNotFound|SubscriptionNotFound|'Microsoft\.ContainerRegistry\/registries\/[^/']+' under/i;

function isMissing(answer: Answer): boolean {
  return answer.status === 404 && !PARENT_GONE.test(answer.text);
}

function readReplica(answer: Answer, expected: readonly number[], context: FailureContext): Replica {
  if (!expected.includes(answer.status)) throw refusal(answer, context);
  const replica = decodeReplica(answer.json);
  if (replica.lacks !== null) throw malformed(answer, replica.lacks, context);
  return replica.value;
}

/** A replica that is not there is as good as a delete that was accepted. */
function readAcceptance(answer: Answer, context: FailureContext): "accepted" {
  if (![200, 202, 204].includes(answer.status) && !isMissing(answer)) throw refusal(answer, context);
  return "accepted";
}

/** A row that moves from one page to the next while they are read comes twice. The later one is newer. */
function onceByName(replicas: readonly Replica[]): readonly Replica[] {
  return [...new Map(replicas.map((replica) => [replica.name.toLowerCase(), replica])).values()];
}

// A row without a readable location can be matched with no region: it is left out.
function readRow(row: unknown): Decoded<Replica | null> {
  return hasLocation(row) ? decodeReplica(row) : { value: null, lacks: null };
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
