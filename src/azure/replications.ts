import type { NewReplica, ReplicaEdit, Replications } from "../apply/ports.js";
import type { RequestFailed } from "../registry/failure.js";
import type { Registry } from "../registry/registry.js";
import { hasSameTags, isBeingDeleted, isInOperation, type Replica } from "../registry/replica.js";
import { prose } from "../registry/server-text.js";
import { type ArmClient, answerTo } from "./arm-client.js";
import type { CloudEndpoints } from "./clouds.js";
import { explained, failure, malformed, refusal } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { saysNotThere } from "./errors/not-there.js";
import type { Answer } from "./http/answer.js";
import type { RetryConditions } from "./http/retry-policy.js";
import { sendAndMakeSure } from "./lost-answers.js";
import { type Operation, operationOf, readOperationFailure } from "./operation-failure.js";
import { putReplica } from "./put-replica.js";
import { createReplicaReader, isSameName, readReplica, refuseNoName } from "./replica-reader.js";

/** The replicas of one registry, through ARM. Operations are started, never waited for. */
export function createReplications(
  arm: ArmClient,
  registry: Registry,
  cloud: CloudEndpoints,
  retries: RetryConditions,
): Replications {
  const { subscriptionId, resourceGroup, name: parent } = registry.id;
  const { replications } = arm.containerRegistry(subscriptionId);
  const { about, get, list, ...reader } = createReplicaReader(arm, registry.id, cloud);
  /** The latest operation on each replica, by the replica's name. */
  const operations = new Map<string, Operation>();

  const remember = (name: string, answer: Answer) => {
    const operation = operationOf(answer);
    if (operation !== null) operations.set(name, operation);
    return answer;
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
    list: reader.listExplained,
    get: reader.getExplained,
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
