import type { Outcome } from "../../src/outcome/outcome.js";
import type { Situation } from "../../src/plan/make-plan.js";
import { compareRegions, parseRegion, type Region } from "../../src/registry/region.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import { ServerText } from "../../src/registry/server-text.js";
import { failure } from "./failure.js";
import { fact, outcome, row } from "./outcome.js";
import { createChange, plan } from "./plan.js";
import { replica, replicaIn } from "./replica.js";
import { applyRequest, deletesUpTo, wantedRegion } from "./request.js";
import { situation } from "./situation.js";

/** So many wanted regions meet so many replicas; half of them match. */
export function largeSituation(count: number): Situation {
  const name = (index: number) => `region${String(index).padStart(5, "0")}`;
  const indices = [...Array(count).keys()];
  return situation({
    request: applyRequest({
      wanted: indices.map((index) => wantedRegion(name(index), { tags: { tier: "dr" } })),
      prune: "all",
      maxDelete: deletesUpTo(count),
    }),
    replicas: indices.map((index) => replica(name(index + count / 2))),
    offered: indices.map((index) => wantedRegion(name(index)).region),
  });
}

/** Regions that there are, and as many that there are not as it takes. */
function regions(count: number): readonly Region[] {
  const names = [
    ...REGION_TABLE.map(({ name }) => name),
    ...Array.from({ length: count }, (_, n) => `mars${n}00`),
  ];
  return names
    .flatMap((name) => parseRegion(name) ?? [])
    .slice(0, count)
    .toSorted(compareRegions);
}

/** Every region created, waited for and failed, each with a message of its own. */
export function largeOutcome(count: number, message: string): Outcome {
  const all = regions(count);
  const changes = all.map((region) => createChange(region));
  const state = { provisioningState: new ServerText("Creating"), displayStatus: null, isReady: false };
  return outcome({
    verdict: "failed",
    exitCode: 1,
    plan: plan({ changes }),
    replicas: all.map((region) => row(region, { ...state, change: "created", seconds: 3600 })),
    changes: changes.map((change) => ({ change, isDone: true, result: "done", note: null })),
    drift: all.map((region) => ({ region, kind: "not-ready", want: "Succeeded, Ready", have: "Creating" })),
    failures: all.map((region) => failure({ region, activity: "wait", message: new ServerText(message) })),
    underway: all,
    unanswered: [],
    journal: all.flatMap((region) => [
      fact(1, { kind: "write-sent", region, action: "create" }),
      fact(9, { kind: "replica-seen", region, replica: replicaIn(region, "Creating") }),
      fact(99, { kind: "replica-seen", region, replica: replicaIn(region, "Succeeded, Syncing") }),
      fact(999, { kind: "replica-seen", region, replica: replica(region) }),
    ]),
    duration: 3_600_000,
  });
}
