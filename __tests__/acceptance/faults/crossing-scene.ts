import type { Case } from "../../apply/stress-cases.js";
import { EPHEMERAL, PERMANENT, THEIR_TAGS } from "../../apply/stress-cases.js";
import { type End, type Job, ownerOf, type Scene } from "../../apply/stress-round.js";
import type { Effect, Fault, Simulator } from "../../simulator/index.js";
import { type Played, setStage } from "../harness/index.js";
import { ownersIn } from "../harness/marks.js";
import { claimsOfTheEnd } from "./false-claims.js";

/** The scene of a round through the bundle: a process for each run, one simulator, and leaping time. */
export interface BundleScene extends Scene {
  close(): Promise<void>;
  /** The logs of all runs so far, for whoever looks for what went wrong. */
  logs(): string;
}

/** Sets a world up in which Azure is as slow as the case says. */
export async function openBundleScene(one: Case): Promise<BundleScene> {
  const stage = await setStage({
    registry: { replicas: [{ region: PERMANENT, tags: THEIR_TAGS }] },
    timing: { provisioned: 6_000, syncing: 3_000, update: 1_000, retag: 1_000, homeRow: 4_000 },
    schedules: one.failsFirst ? { [EPHEMERAL]: [{ provisioned: 5_000, ending: "failed" }, {}] } : {},
    list: { lag: one.listLag },
    faults: slowWrites(one),
  });
  const { simulator } = stage;
  const begun = stage.now();
  const logs: string[] = [];
  const setOpen = (owner: string, isOpen: boolean) =>
    simulator.setPullRequest({ number: Number(owner.split("-").at(-1)), state: isOpen ? "open" : "closed" });
  one.owners.forEach((_, index) => {
    setOpen(ownerOf(index), false);
  });
  // What is there at the begin has been there for long, so that LIST knows it however far behind it is. The world's time
  // begins with the first look at it.
  simulator.replicas();
  await stage.sleep(one.listLag);
  return {
    now: () => stage.now() - begun,
    sleep: stage.sleep,
    setOpen,
    run: async (job, killedAfter) => {
      const played = await stage.play(inputsOf(job), {
        signalAt: killedAfter === null ? [] : [{ signal: signalOf(killedAfter), after: killedAfter }],
      });
      logs.push(`${JSON.stringify(job)} ${killedAfter}\n${played.run.log.join("\n")}`);
      return endOf(played);
    },
    see: (region) => seeIn(simulator, region),
    writes: () => simulator.writes().length,
    close: stage.close,
    logs: () => logs.join("\n\n"),
  };
}

/** Half of those that are cut off are killed, the others are cancelled. */
function signalOf(killedAfter: number): NodeJS.Signals {
  return killedAfter % 2 === 0 ? "SIGKILL" : "SIGINT";
}

/** So many writes of each kind are late or refused; a round has fewer. */
const MOST_WRITES = 100;

/** The n-th write of each kind is as late as the n-th of the case, over and over, or refused. */
function slowWrites({ lateness, conflicts }: Case): readonly Fault[] {
  return ["PUT", "PATCH", "DELETE"].flatMap((method, salt) =>
    Array.from({ length: MOST_WRITES }, (_, index): Fault => {
      const nth = index + salt;
      const effect: Effect =
        conflicts[nth % conflicts.length] === true
          ? BUSY
          : { kind: "delay", milliseconds: lateness[nth % lateness.length] ?? 0 };
      return { method, path: /\/replications\/\w+$/, times: 1, effect };
    }),
  );
}

const BUSY: Effect = {
  kind: "answer",
  status: 409,
  body: { error: { code: "AnotherOperationInProgress", message: "Another operation is in progress." } },
};

function inputsOf(job: Job): Readonly<Record<string, string>> {
  const fence = { "max-delete": "5" };
  switch (job.does) {
    case "opens": {
      const ttl = job.ttl === null ? {} : { ttl: `${Math.ceil(job.ttl / 1_000)}s` };
      return { ...fence, ...ttl, regions: job.regions.join(), owner: job.owner, repair: "true" };
    }
    case "closes":
      return { ...fence, mode: "remove", owner: job.owner };
    case "wants for good":
      return { ...fence, regions: job.regions.join(), prune: job.prunes ? "all" : "none" };
    case "sweeps":
      return { ...fence, mode: "remove", [`only-${job.only}`]: "true" };
  }
}

function endOf(played: Played): End {
  const { run, json } = played;
  const isKilled = run.signal !== null;
  if (isKilled) return { wasKilled: true, failures: [], lies: [] };
  const { outcome = "" } = run.outputs;
  const rows = json("replicas") as readonly { region: string; error: { code: string } | null }[];
  const failed = rows.flatMap(({ region, error }) => (error === null ? [] : [`${region} ${error.code}`]));
  const others = run.exitCode === 0 || failed.length > 0 ? [] : [`${outcome}: ${played.errors}`];
  return {
    wasKilled: outcome === "cancelled",
    failures: run.exitCode === 0 ? [] : [...failed, ...others],
    lies: claimsOfTheEnd(played),
  };
}

function seeIn(simulator: Simulator, region: string) {
  const there = simulator.replicas().find((one) => one.region === region);
  if (there === undefined) return null;
  const owners = ownersIn(there.tags);
  return {
    tags: there.tags,
    owners: owners === "" ? [] : owners.split(","),
    isReady: there.provisioningState === "Succeeded" && there.displayStatus === "Ready",
    isBusy: ["Creating", "Updating", "Deleting"].includes(there.provisioningState),
  };
}
