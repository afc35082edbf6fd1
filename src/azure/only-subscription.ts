import { prose, ServerText } from "../registry/server-text.js";
import type { ArmClient } from "./arm-client.js";
import type { Decoded } from "./decode.js";
import { failure } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { textMember } from "./http/answer.js";

const SUBSCRIPTIONS_API_VERSION = "2022-12-01";
const MOST_NAMED = 20;

/**
 * The only subscription that the identity sees. Throws when there are several or none, with a list of what was
 * seen and the name of the input.
 */
export async function onlySubscription(
  arm: ArmClient,
  context: FailureContext,
  signal: AbortSignal,
): Promise<string> {
  const seen = await listSubscriptions(arm, context, signal);
  const [only, another] = seen;
  if (only !== undefined && another === undefined) return only.id;
  const names = new ServerText(
    seen
      .slice(0, MOST_NAMED)
      .map(({ id, name }) => `${name} (${id})`)
      .join(", "),
  );
  throw failure(context, {
    kind: "rejected",
    code: "SubscriptionUnknown",
    remedy:
      only === undefined
        ? prose`The identity can see no subscription. Set \`subscription-id\`, or set \`registry\` to the registry's full resource ID; and assign the identity a role on the registry.`
        : prose`The identity can see ${String(seen.length)} subscriptions: ${names}. Set \`subscription-id\` to the registry's, or \`registry\` to its full resource ID.`,
  });
}

interface SeenSubscription {
  readonly id: string;
  readonly name: string;
}

async function listSubscriptions(
  arm: ArmClient,
  context: FailureContext,
  signal: AbortSignal,
): Promise<readonly SeenSubscription[]> {
  const path = `/subscriptions?api-version=${SUBSCRIPTIONS_API_VERSION}`;
  return await arm.list(path, decodeSubscription, context, signal);
}

function decodeSubscription(row: unknown): Decoded<SeenSubscription | null> {
  const id = textMember(row, "subscriptionId");
  const name = textMember(row, "displayName") ?? "";
  return { value: id === null || !isSubscriptionId(id) ? null : { id, name }, lacks: null };
}

/** Whether the text has the form of a subscription ID. */
export function isSubscriptionId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
