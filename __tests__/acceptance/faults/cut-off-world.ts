import { type Inputs, type Job, MINE, OTHER_JOB, THEIRS } from "../../run/cut-off-jobs.js";
import type { ReplicaWorld, World } from "../../simulator/index.js";
import { type Stage, setStage } from "../harness/index.js";
import { ownersIn } from "../harness/marks.js";

/** Sets up what a job finds, with the pull requests that are open. */
export async function setScene(job: Job): Promise<Stage> {
  const stage = await setStage(worldOf(job));
  setOpen(stage, THEIRS, true);
  setOpen(stage, MINE, job.inputs["only-orphaned"] !== "true");
  // The world's time begins with the first look at it.
  stage.simulator.replicas();
  return stage;
}

/** Opens or closes the pull request that an owner stands for. */
export function setOpen({ simulator }: Stage, owner: string, isOpen: boolean): void {
  simulator.setPullRequest({ number: Number(owner.split("-").at(-1)), state: isOpen ? "open" : "closed" });
}

/** What the other pull request wants: what the cut run has perhaps made, perhaps deleted, too. */
export function otherJobOf(job: Job): Inputs {
  // Of a failed one on loan to another nobody but that owner may make anything.
  const more = job.inputs.repair === "true" ? "" : ", japaneast";
  return { ...OTHER_JOB, regions: `${OTHER_JOB.regions}${more}` };
}

/** Every replica but home's with the owners of its marks, `-` for a permanent one. */
export function stateOf({ simulator }: Stage): readonly string[] {
  return simulator
    .replicas()
    .filter(({ region }) => region !== "westeurope")
    .map(({ region, tags, displayStatus }) => {
      return `${region} ${ownersIn(tags) || "-"}${displayStatus === "Ready" ? "" : " not ready"}`;
    });
}

function worldOf({ replicas }: Job): World {
  return {
    registry: { replicas: replicas.map(asReplica) },
    timing: {
      provisioned: 2_000,
      syncing: 1_000,
      update: 1_000,
      retag: 1_000,
      homeRow: 1_000,
      delete: 3_000,
    },
  };
}

function asReplica({ region, tags, state }: Job["replicas"][number]): ReplicaWorld {
  if (state === "Failed") return { region, tags, provisioningState: "Failed", displayStatus: null };
  if (state === undefined) return { region, tags };
  const phases = [
    { after: 5_000, provisioningState: "Succeeded", displayStatus: "Syncing" },
    { after: 7_000, provisioningState: "Succeeded", displayStatus: "Ready" },
  ];
  return { region, tags, provisioningState: state, displayStatus: null, phases };
}
