import { isRestError } from "@azure/core-rest-pipeline";
import type { NewReplica, Replications } from "../apply/ports.js";
import { backoffDelay } from "../registry/backoff.js";
import { hasSameTags, type Replica } from "../registry/replica.js";
import type { Answer } from "./http/answer.js";
import { HostClosed } from "./http/host-gate.js";
import {
  isBusy,
  mayGoOn,
  mayHaveBeenTaken,
  type Patience,
  type TryOutcome,
  waitBeforeRetry,
} from "./http/retry-decision.js";
import { outcomeOf, type RetryConditions } from "./http/retry-policy.js";
import { isUnreadable } from "./lost-answers.js";

/** The requests that a create is made of. */
interface CreateSteps {
  put(): Promise<Answer>;
  get(): Promise<Replica | null>;
  /** Whether Azure is at work on any replica of the registry. */
  isAnyInOperation(): Promise<boolean>;
  /** Reads the answer to a PUT; throws when it is a refusal. */
  read(answer: Answer): Replica;
  readonly retries: RetryConditions;
  readonly signal: AbortSignal;
}

/**
 * Creates a replica. A 409 that may pass is waited out, for about a minute from when Azure was last seen at work. A PUT
 * goes over what is there, so before another is sent a GET tells whether somebody has made the replica meanwhile, or
 * Azure had taken the PUT although its answer was lost. A replica that then carries just the tags that were sent is
 * ours; one with others was made by somebody else.
 */
export async function putReplica(asked: NewReplica, steps: CreateSteps): ReturnType<Replications["create"]> {
  const { clock } = steps.retries;
  let begun = clock.now();
  let isInDoubt = false;
  for (let tries = 1; ; tries++) {
    const sent = await send(steps);
    const wait = waitBeforeAnother(sent, { tries, begun }, steps.retries);
    const taken = wait === null && !mayHaveBeenTaken(sent.outcome) ? readTaken(sent, steps) : null;
    if (taken !== null) {
      const created = sent.status !== 200 || (isInDoubt && isAsAsked(taken, asked));
      return { created, wroteOver: !created, replica: taken };
    }
    isInDoubt ||= mayHaveBeenTaken(sent.outcome) || isAccepted(sent);
    const pause = wait ?? (isAccepted(sent) ? backOffWithin(tries, begun, steps.retries) : null);
    if (pause !== null) await clock.sleep(pause, steps.signal);
    steps.signal.throwIfAborted();
    // Azure may take one create at a time: the minute counts from when nothing else was under way.
    const isStillBusy = pause !== null && isBusy(sent.outcome) && (await isAnyInOperation(steps));
    if (isStillBusy) begun = clock.now();
    // Without a look nothing is sent again, and what came instead of an answer is thrown.
    const found = await steps.get().catch(() => steps.read(sent.answer()));
    if (found !== null) {
      return { created: isInDoubt && isAsAsked(found, asked), wroteOver: false, replica: found };
    }
    if (pause === null) return { created: true, wroteOver: false, replica: steps.read(sent.answer()) };
  }
}

async function isAnyInOperation(steps: CreateSteps): Promise<boolean> {
  return await steps.isAnyInOperation().catch(() => false);
}

interface Sent {
  readonly outcome: TryOutcome;
  readonly status: number | null;
  /** Nothing was sent: the host asks for patience, which the look before the next try will have. */
  readonly isHeldBack: boolean;
  /** The answer; throws the error that came instead of one. */
  answer(): Answer;
}

async function send(steps: CreateSteps): Promise<Sent> {
  try {
    const answer = await steps.put();
    const outcome = outcomeOf(answer, steps.retries.clock);
    return { outcome, status: answer.status, isHeldBack: false, answer: () => answer };
  } catch (error) {
    const code = isRestError(error) ? (error.code ?? "") : "";
    return {
      outcome: { kind: "no-answer", code },
      status: null,
      isHeldBack: error instanceof HostClosed,
      answer: () => {
        throw error;
      },
    };
  }
}

interface Spent {
  readonly tries: number;
  readonly begun: number;
}

function waitBeforeAnother(sent: Sent, spent: Spent, retries: RetryConditions): number | null {
  if (sent.isHeldBack) return 0;
  return waitBeforeRetry(sent.outcome, patienceOf(spent, retries), retries.random);
}

/** Whether the PUT was taken, as its status says, whatever is in the body. */
function isAccepted({ status }: Sent): boolean {
  return status !== null && status < 300;
}

function backOffWithin(tries: number, begun: number, retries: RetryConditions): number | null {
  return mayGoOn(patienceOf({ tries, begun }, retries)) ? backoffDelay(tries, retries.random) : null;
}

function patienceOf({ tries, begun }: Spent, { clock, timeLeft }: RetryConditions): Patience {
  return { tries, elapsed: clock.now() - begun, timeLeft: timeLeft() };
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
