import { isRestError } from "@azure/core-rest-pipeline";
import type { NewReplica } from "../apply/ports.js";
import { hasSameTags, type Replica } from "../registry/replica.js";
import type { Answer } from "./http/answer.js";
import { backOff, isFateUnknown, mayGoOn, type TryOutcome } from "./http/retry-decision.js";
import type { RetryConditions } from "./http/retry-policy.js";
import { isUnreadable } from "./lost-answers.js";

/** The requests that a create is made of. */
export interface CreateSteps {
  put(): Promise<Answer>;
  get(): Promise<Replica | null>;
  /** Reads the answer to a PUT; throws when it is a refusal. */
  read(answer: Answer): Replica;
  readonly retries: RetryConditions;
  readonly signal: AbortSignal;
}

/**
 * Creates a replica. When the answer to the PUT is lost or cannot be read, Azure may have taken it all the same: a
 * GET tells. A replica that then carries just the tags that were sent is ours; one with others was made by somebody else.
 */
export async function createReplica(
  asked: NewReplica,
  steps: CreateSteps,
): Promise<{ readonly created: boolean; readonly replica: Replica }> {
  const { clock, timeLeft, random } = steps.retries;
  const begun = clock.now();
  for (let tries = 1; ; tries++) {
    const sent = await send(steps);
    const isInDoubt = tries > 1;
    const taken = isFateUnknown(sent.outcome) ? null : readTaken(sent, steps);
    if (taken !== null) {
      return { created: sent.status !== 200 || (isInDoubt && isAsAsked(taken, asked)), replica: taken };
    }
    // Without a look nothing is sent again, and what came instead of an answer is thrown.
    const found = await steps.get().catch(() => steps.read(sent.answer()));
    if (found !== null) return { created: isAsAsked(found, asked), replica: found };
    const patience = { tries, elapsed: clock.now() - begun, timeLeft: timeLeft() };
    if (!mayGoOn(patience)) return { created: true, replica: steps.read(sent.answer()) };
    await clock.sleep(backOff(tries, random), steps.signal);
  }
}

interface Sent {
  readonly outcome: TryOutcome;
  readonly status: number | null;
  /** The answer; throws the error that came instead of one. */
  answer(): Answer;
}

async function send(steps: CreateSteps): Promise<Sent> {
  try {
    const answer = await steps.put();
    const outcome: TryOutcome = { kind: "answer", status: answer.status, code: null, retryAfter: null };
    return { outcome, status: answer.status, answer: () => answer };
  } catch (error) {
    const code = isRestError(error) ? (error.code ?? "") : "";
    return {
      outcome: { kind: "no-answer", code },
      status: null,
      answer: () => {
        throw error;
      },
    };
  }
}

/** The replica in the answer; null where the answer cannot be read. Throws when it is a refusal. */
function readTaken(sent: Sent, steps: CreateSteps): Replica | null {
  try {
    return steps.read(sent.answer());
  } catch (error) {
    if (isUnreadable(error)) return null;
    throw error;
  }
}

function isAsAsked(found: Replica, asked: NewReplica): boolean {
  return found.region === asked.region && hasSameTags(found.tags, asked.tags);
}
