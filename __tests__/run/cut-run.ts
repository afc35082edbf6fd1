import { setMaxListeners } from "node:events";
import type { OwnerLives, Replications } from "../../src/apply/ports.js";
import { INPUT_NAMES } from "../../src/inputs/declarations.js";
import type { Clock } from "../../src/registry/clock.js";
import type { Cloud, Runner } from "../../src/run/ports.js";
import { readRequest } from "../../src/run/read-request.js";
import { run } from "../../src/run/run.js";
import type { FakeAzure } from "../apply/fake-azure.js";
import { registry } from "../builders/registry.js";
import type { VirtualClock } from "../builders/virtual-clock.js";

/** How a run is cut off. */
export type Cut = "SIGKILL" | "SIGINT" | "deadline";

/** Which of a run's requests it is cut off at, counted from 0; `after`: Azure has taken it, and the answer is on its way. */
export interface CutAt {
  readonly cut: Cut;
  readonly request: number;
  readonly after: boolean;
}

/** Where runs take place, one after the other. */
export interface Ground {
  readonly azure: FakeAzure;
  readonly clock: VirtualClock;
  /** The pull requests that are open. */
  readonly open: ReadonlySet<string>;
}

/** What a run left behind; null where it was killed before it could say anything. */
export interface Left {
  readonly exitCode: 0 | 1;
  readonly outputs: Readonly<Record<string, string>>;
  readonly log: string;
}

/** What a run came to, and how many requests it made. */
export interface CutRun {
  readonly left: Left | null;
  readonly requests: number;
}

/** The deadline of every run. */
const TIMEOUT = 600_000;
const NEVER = new Promise<never>(() => undefined);

/** One run, told by its inputs, through `run` itself: the machine, the sign-in and Azure are in memory. */
export async function playCut(
  inputs: Readonly<Record<string, string>>,
  ground: Ground,
  at: CutAt | null = null,
): Promise<CutRun> {
  const death = new AbortController();
  const cancelling = new AbortController();
  setMaxListeners(0, death.signal, cancelling.signal);
  const clock = mortalClock(ground.clock, death.signal);
  let requests = 0;
  const strike = async (cut: Cut): Promise<void> => {
    if (cut === "SIGKILL") death.abort();
    if (cut === "SIGINT") cancelling.abort();
    // Azure takes its time with this one, until the deadline has passed.
    if (cut === "deadline") await ground.clock.sleep(Math.max(0, TIMEOUT - clock.now()) + 1, death.signal);
  };
  const request = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
    if (death.signal.aborted) return NEVER;
    const isCut = at !== null && requests === at.request;
    requests += 1;
    if (isCut && !at.after) await strike(at.cut);
    if (death.signal.aborted) return NEVER;
    const answer = ask();
    if (isCut && at.after)
      await answer.then(
        () => strike(at.cut),
        () => strike(at.cut),
      );
    return answer.finally(() => (death.signal.aborted ? NEVER : undefined));
  };
  const log: string[] = [];
  let outputs: Left["outputs"] = {};
  const runner = inMemoryRunner({ timeout: `${TIMEOUT / 1_000}s`, ...inputs }, ground.open, request, {
    say: (line) => log.push(line),
    write: (all) => {
      outputs = all;
    },
  });
  const cloud = inMemoryCloud(ground, request);
  const ended = run({
    runner,
    asked: readRequest(runner),
    signIn: async () => cloud,
    clock,
    cancellation: cancelling.signal,
    breakage: NEVER,
  }).then((exitCode) => ({ exitCode, outputs, log: log.join("\n") }));
  const died = new Promise<null>((resolve) => death.signal.addEventListener("abort", () => resolve(null)));
  return { left: await Promise.race([ended, died]), requests };
}

/** A clock that begins at 0, and on which nothing ever goes on once the process is dead. */
function mortalClock(clock: VirtualClock, death: AbortSignal): Clock {
  const begun = clock.now();
  return {
    now: () => clock.now() - begun,
    date: clock.date,
    sleep: async (milliseconds, signal) => {
      const over = new AbortController();
      const end = () => over.abort();
      // Not AbortSignal.any: Node 20 loses what it holds.
      for (const one of [signal, death]) {
        if (one.aborted) end();
        one.addEventListener("abort", end);
      }
      await clock.sleep(milliseconds, over.signal);
      for (const one of [signal, death]) one.removeEventListener("abort", end);
      if (death.aborted) await NEVER;
    },
  };
}

type Ask = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>;

function inMemoryCloud({ azure, clock }: Ground, request: Ask): Cloud {
  const replications: Replications = {
    list: (signal) => request(() => azure.list(signal)),
    get: (name, signal) => request(() => azure.get(name, signal)),
    create: (replica, signal) => request(() => azure.create(replica, signal)),
    update: (name, edit, signal) => request(() => azure.update(name, edit, signal)),
    delete: (name, region, signal) => request(() => azure.delete(name, region, signal)),
    failure: (name, signal) => request(() => azure.failure(name, signal)),
  };
  return {
    findRegistry: () => request(async () => ({ registry: registry(), listing: null })),
    date: clock.date,
    readRegistry: () => request(async () => registry()),
    offeredRegions: () => request(async () => null),
    access: () => request(async () => ({ permissions: null, locks: [] })),
    regionalEndpoints: () => request(async () => new Map()),
    replications: () => replications,
    imageSource: () => Promise.reject(new Error("No images are asked for.")),
  };
}

function inMemoryRunner(
  inputs: Readonly<Record<string, string>>,
  open: ReadonlySet<string>,
  request: Ask,
  to: { readonly say: (line: string) => void; readonly write: (all: Left["outputs"]) => void },
): Runner {
  const none = Object.fromEntries(INPUT_NAMES.map((name) => [name, ""]));
  const lives: OwnerLives = {
    ask: (owner) => request(async () => ({ kind: open.has(owner) ? "alive" : "ended" })),
  };
  const noGitHub = () => {
    throw new Error("Nothing is asked of GitHub but the owners' lives.");
  };
  return {
    rawInputs: () => ({
      inputs: { ...none, registry: "contoso", "github-token": "token", ...inputs },
      environment: {},
    }),
    readWorkspaceFile: () => Promise.reject(new Error("There is no workspace.")),
    print: (entry) => to.say("text" in entry ? entry.text : entry.kind),
    writeOutputs: to.write,
    writeSummary: () => undefined,
    writeReport: (name) => `/tmp/${name}`,
    issues: noGitHub,
    ownerLives: () => lives,
    pullRequest: () => null,
    comments: noGitHub,
  };
}
