import { clientOf, type Exchange, isAnswered, type Subject, subjectOf } from "./exchange.js";

/** A check of ours, for what no swagger covers or what the validator lets pass. */
export interface Check {
  /** What it holds, as the table says it. */
  readonly claim: string;
  readonly subjects: readonly Subject[];
  /** Whether an exchange of these subjects is one to look at. */
  readonly applies: (exchange: Exchange) => boolean;
  /** What is wrong with it; `all` is the traffic in which it stands. */
  readonly problems: (exchange: Exchange, all: readonly Exchange[]) => readonly string[];
}

/** What a check came to over some traffic. */
export interface Finding {
  readonly examined: number;
  readonly problems: readonly string[];
}

/** A check of what the service answers. Answers that a test bent on purpose are left out. */
export function checkOfAnswers(
  claim: string,
  subjects: readonly Subject[],
  problems: Check["problems"],
  applies: Check["applies"] = () => true,
): Check {
  return { claim, subjects, applies: (exchange) => isAnswered(exchange) && applies(exchange), problems };
}

/** A check of what the action asks. */
export function checkOfRequests(
  claim: string,
  subjects: readonly Subject[],
  problems: Check["problems"],
  applies: Check["applies"] = () => true,
): Check {
  const isOurs = (exchange: Exchange) => clientOf(exchange) === "the action";
  return { claim, subjects, applies: (exchange) => isOurs(exchange) && applies(exchange), problems };
}

/** Runs a check over all traffic. */
export function find(check: Check, traffic: readonly Exchange[]): Finding {
  const examined = traffic.filter((exchange) => concerns(check, exchange));
  const problems = examined.flatMap((exchange) =>
    check
      .problems(exchange, traffic)
      .map((problem) => `${exchange.method} ${exchange.host}${exchange.path}: ${problem}`),
  );
  return { examined: examined.length, problems };
}

/** Whether a check looks at an exchange. */
export function concerns(check: Check, exchange: Exchange): boolean {
  const subject = subjectOf(exchange);
  return subject !== undefined && check.subjects.includes(subject) && check.applies(exchange);
}

/** Of problems that each come with what rules it out, those that are there. */
export function broken(ruledOut: Readonly<Record<string, boolean>>): readonly string[] {
  return Object.entries(ruledOut)
    .filter(([, isRuledOut]) => !isRuledOut)
    .map(([problem]) => problem);
}
