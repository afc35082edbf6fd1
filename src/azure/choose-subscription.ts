import { exec } from "node:child_process";
import { prose, ServerText } from "../registry/server-text.js";
import type { ArmClient } from "./arm-client.js";
import type { Decoded } from "./decode.js";
import { failure } from "./errors/explain.js";
import type { FailureContext } from "./errors/failure-context.js";
import { textMember } from "./http/answer.js";

const SUBSCRIPTIONS_API_VERSION = "2022-12-01";
const MOST_NAMED = 20;

/**
 * The subscription to look in when nobody named one: the Azure CLI's current one where it signed in, else the only
 * one that the identity sees. Throws with a list of what was seen, and the name of the input.
 */
export async function chooseSubscription(
  arm: ArmClient,
  signedInByCli: boolean,
  context: FailureContext,
  signal: AbortSignal,
): Promise<string> {
  const current = signedInByCli ? await currentCliSubscription(signal) : null;
  if (current !== null) return current;
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
        ? prose`The identity sees no subscription. Set \`subscription-id\`, or write the registry's full resource ID into \`registry\`; and give the identity a role on the registry.`
        : prose`The identity sees ${String(seen.length)} subscriptions: ${names}. Set \`subscription-id\` to the registry's, or write its full resource ID into \`registry\`.`,
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

const CLI_TIME_LIMIT = 60_000;

// Through a shell, because the CLI is a script with an extension of its own on Windows; and from a directory
// where nobody can have put another `az`.
function currentCliSubscription(signal: AbortSignal): Promise<string | null> {
  const directory = process.platform === "win32" ? (process.env.SystemRoot ?? "C:\\Windows") : "/bin";
  return new Promise((resolve) => {
    exec(
      "az account show --output json",
      { cwd: directory, timeout: CLI_TIME_LIMIT, signal },
      (error, stdout) => resolve(error === null ? readSubscriptionId(stdout) : null),
    );
  });
}

function readSubscriptionId(output: string): string | null {
  try {
    const id = textMember(JSON.parse(output), "id");
    return id !== null && isSubscriptionId(id) ? id : null;
  } catch {
    return null;
  }
}

function isSubscriptionId(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
