import { describe, expect, test } from "@jest/globals";
import { foldOutcome } from "../../src/outcome/fold.js";
import type { Verdict } from "../../src/outcome/outcome.js";
import type { Fact } from "../../src/registry/fact.js";
import { type Digest, type ImageState, parseImageReference } from "../../src/registry/image-reference.js";
import type { Replica } from "../../src/registry/replica.js";
import { DRIFT_KINDS, type DriftKind, type Request } from "../../src/registry/request.js";
import { ServerText } from "../../src/registry/server-text.js";
import { region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import {
  applyRequest,
  checkRequest,
  minutes,
  removeRequest,
  waitRequest,
  wantedRegion,
} from "../builders/request.js";
import { FUTURE, HOME, marks, NOW, planFor } from "../builders/situation.js";
import {
  CANCELLED,
  created,
  DEADLINE,
  deleted,
  failed,
  left,
  listed,
  outcomeOf,
  seen,
  sent,
  stuck,
  waited,
  wrote,
} from "./facts.js";

type Row = readonly [
  what: string,
  request: Request,
  observed: readonly Replica[],
  facts: readonly Fact[],
  verdict: Verdict,
];

const JAPAN = replica("japaneast");
const EXTRA = replica("eastus");
const PRUNE = applyRequest({ prune: "all" });
const CREATING = replicaIn("japaneast", "Creating");
const SYNCING = replicaIn("japaneast", "Succeeded, Syncing");
const BROKEN = replicaIn("japaneast", "Failed");
const REMOVE = removeRequest({ regions: [region("eastus")] });

function verdictsAre(rows: readonly Row[]): void {
  test.each(rows)("%s", (_, request, observed, facts, verdict) => {
    const outcome = outcomeOf({ request, observed, facts });
    expect(outcome.verdict).toBe(verdict);
    expect(outcome.exitCode).toBe(verdict === "in-sync" || verdict === "changed" ? 0 : 1);
  });
}

describe("a run is in-sync", () => {
  verdictsAre([
    ["when nothing had to be written", applyRequest(), [HOME, JAPAN], [], "in-sync"],
    ["when home has no row", applyRequest(), [JAPAN], [], "in-sync"],
    ["when it only had to wait", applyRequest(), [HOME, CREATING], waited(JAPAN, "ready"), "in-sync"],
    ["when extras stay with prune none", applyRequest(), [HOME, JAPAN, EXTRA], [], "in-sync"],
    [
      "when somebody else's replica stays with prune all",
      PRUNE,
      [HOME, JAPAN, replica("eastus", { tags: marks("pr-7", FUTURE) })],
      [],
      "in-sync",
    ],
    [
      "when what was to be pruned no longer matches, and is left",
      PRUNE,
      [HOME, JAPAN, EXTRA],
      [left("eastus", "no-longer-matches")],
      "in-sync",
    ],
    ["when a removal selects nothing", REMOVE, [HOME], [], "in-sync"],
    [
      "when what was to be removed is gone",
      REMOVE,
      [HOME, EXTRA],
      [left("eastus", "already-gone")],
      "in-sync",
    ],
    [
      "when somebody else's delete was joined",
      REMOVE,
      [HOME, EXTRA],
      [seen("eastus", null), { kind: "delete-confirmed", region: region("eastus") }],
      "in-sync",
    ],
    ["when a wait finds everything", waitRequest(), [HOME, JAPAN], [], "in-sync"],
    [
      "when a wait does not look at settings",
      waitRequest({ wanted: [wantedRegion("japaneast", { routing: "enabled", tags: { tier: "dr" } })] }),
      [HOME, replica("japaneast", { routing: "disabled" })],
      [],
      "in-sync",
    ],
    ["when a check finds nothing", checkRequest(), [HOME, JAPAN], [], "in-sync"],
    ["when the deadline passes after the work", applyRequest(), [HOME, JAPAN], [DEADLINE], "in-sync"],
    [
      "below ready, when a replica is as far as was asked",
      applyRequest({ waitFor: "provisioned" }),
      [HOME, replicaIn("japaneast", "Succeeded, Syncing")],
      [],
      "in-sync",
    ],
    [
      "with wait-for none, when a replica is on its way",
      applyRequest({ waitFor: "none" }),
      [HOME, CREATING],
      [],
      "in-sync",
    ],
  ]);
});

describe("a run is changed", () => {
  verdictsAre([
    ["when it created what was missing", applyRequest(), [HOME], created(JAPAN), "changed"],
    [
      "when it corrected what differed",
      applyRequest({ routing: "enabled" }),
      [HOME, replica("japaneast", { routing: "disabled" })],
      [...wrote("update", JAPAN), ...waited(JAPAN, "ready")],
      "changed",
    ],
    [
      "when it renewed a mark, which is no drift",
      applyRequest({ owner: "pr-42" }),
      [HOME, replica("japaneast", { tags: marks("pr-7") })],
      wrote("update", replica("japaneast", { tags: marks("pr-42,pr-7", "never") })),
      "changed",
    ],
    ["when it pruned", PRUNE, [HOME, JAPAN, EXTRA], deleted(EXTRA), "changed"],
    ["when it removed", REMOVE, [HOME, EXTRA], deleted(EXTRA), "changed"],
    [
      "when it repaired",
      applyRequest({ repair: true }),
      [HOME, BROKEN],
      [
        ...wrote("repair-delete", BROKEN),
        seen("japaneast", null),
        ...wrote("repair-create", JAPAN),
        ...waited(JAPAN, "ready"),
      ],
      "changed",
    ],
    [
      "when somebody else made the replica first",
      applyRequest(),
      [HOME],
      [...wrote("create", JAPAN, true), ...waited(JAPAN, "ready")],
      "changed",
    ],
    [
      "when a replica that was gone when it was to be corrected was made again",
      applyRequest({ tags: { tier: "dr" } }),
      [HOME, JAPAN],
      [seen("japaneast", null), ...created(replica("japaneast", { tags: { tier: "dr" } }))],
      "changed",
    ],
    [
      "with wait-for none, when the create was accepted",
      applyRequest({ waitFor: "none" }),
      [HOME],
      wrote("create", CREATING),
      "changed",
    ],
  ]);
});

describe("a run is failed", () => {
  verdictsAre([
    [
      "when a region failed",
      applyRequest(),
      [HOME],
      [...wrote("create", CREATING), failed("japaneast")],
      "failed",
    ],
    [
      "when anything failed, although all is as wanted",
      applyRequest(),
      [HOME],
      [...created(JAPAN), failed(null)],
      "failed",
    ],
    [
      "when deletes were withheld, though nothing else went wrong",
      applyRequest({ prune: "all" }),
      [HOME, JAPAN, EXTRA],
      [left("eastus", "images-not-proven")],
      "failed",
    ],
    [
      "when routing was not closed",
      applyRequest({ routing: "disabled" }),
      [HOME, JAPAN],
      [left("japaneast", "last-routed-region"), failed("japaneast")],
      "failed",
    ],
    ["when a delete was not confirmed", REMOVE, [HOME, EXTRA], wrote("delete", EXTRA), "failed"],
    [
      "when a replica is not ready at the end",
      applyRequest(),
      [HOME, JAPAN],
      [listed(HOME, BROKEN)],
      "failed",
    ],
    [
      "when settings are not as wanted at the end",
      applyRequest({ tags: { tier: "dr" } }),
      [HOME, JAPAN],
      [...wrote("update", replica("japaneast", { tags: { tier: "dr" } })), listed(HOME, JAPAN)],
      "failed",
    ],
    [
      "when the answer to a write was lost, although the replica is there",
      applyRequest(),
      [HOME],
      [sent("create", "japaneast"), failed("japaneast", { kind: "unreachable" }), listed(HOME, JAPAN)],
      "failed",
    ],
    [
      "when a wait misses a replica",
      waitRequest(),
      [HOME],
      [failed("japaneast", { code: "ReplicaMissing" })],
      "failed",
    ],
    [
      "when a wait misses a replica, whatever it waits for",
      waitRequest({ waitFor: "none" }),
      [HOME],
      [],
      "failed",
    ],
    ["when a check could not be made", checkRequest(), [HOME, JAPAN], [failed(null)], "failed"],
    [
      "when a replica that is to be provisioned is not, and no deadline has passed",
      applyRequest({ waitFor: "provisioned" }),
      [HOME],
      wrote("create", CREATING),
      "failed",
    ],
  ]);

  test("when the inputs were wrong, or no plan could be made", () => {
    const base = { registry: null, plan: null, startedAt: NOW, duration: 5 };
    const facts = [{ ...failed(null), at: 1 }];
    expect(foldOutcome({ ...base, request: null, facts }).verdict).toBe("failed");
    expect(foldOutcome({ ...base, request: applyRequest(), facts }).verdict).toBe("failed");
    expect(foldOutcome({ ...base, request: applyRequest(), facts: [] }).verdict).toBe("failed");
  });
});

describe("a run is stuck", () => {
  verdictsAre([
    [
      "when a replica was",
      applyRequest(),
      [HOME],
      [...wrote("create", CREATING), stuck("japaneast")],
      "stuck",
    ],
    [
      "although deletes were withheld for it",
      PRUNE,
      [HOME, EXTRA],
      [...wrote("create", CREATING), stuck("japaneast"), left("eastus", "not-all-ready")],
      "stuck",
    ],
    [
      "although the deadline passed as well",
      applyRequest({ wanted: [wantedRegion("japaneast"), wantedRegion("uksouth")] }),
      [HOME],
      [
        ...wrote("create", CREATING),
        ...wrote("create", replicaIn("uksouth", "Creating")),
        stuck("japaneast"),
        DEADLINE,
      ],
      "stuck",
    ],
    [
      "but failed when something else went wrong, too",
      applyRequest({ wanted: [wantedRegion("japaneast"), wantedRegion("uksouth")] }),
      [HOME],
      [...wrote("create", CREATING), stuck("japaneast"), failed("uksouth")],
      "failed",
    ],
  ]);
});

describe("a run is timed-out", () => {
  verdictsAre([
    [
      "when a replica was not ready at the deadline",
      applyRequest(),
      [HOME],
      [...wrote("create", CREATING), DEADLINE],
      "timed-out",
    ],
    [
      "when a replica was not even provisioned at the deadline",
      applyRequest({ waitFor: "provisioned" }),
      [HOME],
      [...wrote("create", CREATING), DEADLINE],
      "timed-out",
    ],
    ["when a write was not begun", applyRequest(), [HOME], [DEADLINE], "timed-out"],
    [
      "when a delete was not confirmed",
      REMOVE,
      [HOME, EXTRA],
      [...wrote("delete", EXTRA), DEADLINE],
      "timed-out",
    ],
    ["when a delete was not begun", PRUNE, [HOME, JAPAN, EXTRA], [DEADLINE], "timed-out"],
    [
      "when a write was sent and no answer came in time",
      applyRequest(),
      [HOME],
      [sent("create", "japaneast"), DEADLINE],
      "timed-out",
    ],
    [
      "but failed when a region failed before",
      applyRequest({ wanted: [wantedRegion("japaneast"), wantedRegion("uksouth")] }),
      [HOME],
      [...wrote("create", CREATING), failed("uksouth"), DEADLINE],
      "failed",
    ],
    ["when a wait found no end", waitRequest(), [HOME, CREATING], [DEADLINE], "timed-out"],
  ]);

  test("when no plan could be made before the deadline", () => {
    const run = {
      request: applyRequest(),
      registry: null,
      plan: null,
      startedAt: NOW,
      duration: minutes(60),
    };
    expect(foldOutcome({ ...run, facts: [{ ...DEADLINE, at: minutes(60) }] }).verdict).toBe("timed-out");
  });
});

describe("a run is refused", () => {
  const EXTRAS = [EXTRA, replica("uksouth")];

  verdictsAre([
    ["by a fence", PRUNE, [HOME, JAPAN, ...EXTRAS], [], "refused"],
    ["by expect-plan", applyRequest({ expectPlan: "another" }), [HOME], [], "refused"],
    ["but cancelled when it was cancelled, too", PRUNE, [HOME, JAPAN, ...EXTRAS], [CANCELLED], "cancelled"],
    ["although something failed", PRUNE, [HOME, JAPAN, ...EXTRAS], [failed(null)], "refused"],
    [
      "but a check of the same plan is drifted",
      checkRequest({ prune: "all" }),
      [HOME, JAPAN, ...EXTRAS],
      [],
      "drifted",
    ],
  ]);

  test.each([
    ["apply", applyRequest()],
    ["check", checkRequest()],
    ["wait", waitRequest()],
    ["remove", REMOVE],
  ])("in mode %s by a registry that cannot have replicas", (_, request) => {
    const plan = planFor({ request, registry: registry({ sku: new ServerText("Basic") }), replicas: [] });
    const outcome = outcomeOf({ request, observed: [], plan });
    expect([outcome.verdict, outcome.exitCode]).toEqual(["refused", 1]);
  });
});

describe("a run is cancelled", () => {
  verdictsAre([
    [
      "whatever else happened",
      applyRequest(),
      [HOME],
      [...created(JAPAN), failed(null), stuck("japaneast"), DEADLINE, CANCELLED],
      "cancelled",
    ],
    ["even when everything was done", applyRequest(), [HOME], [...created(JAPAN), CANCELLED], "cancelled"],
  ]);
});

describe("a check that found drift", () => {
  const drifted = (kind: Exclude<DriftKind, "image">, failOn: readonly DriftKind[]) => {
    const observed: Readonly<Record<Exclude<DriftKind, "image">, readonly Replica[]>> = {
      missing: [HOME],
      extra: [HOME, replica("japaneast", { tags: { tier: "dr" } }), EXTRA],
      failed: [HOME, { ...BROKEN, tags: { tier: "dr" } }],
      "not-ready": [HOME, { ...CREATING, tags: { tier: "dr" } }],
      syncing: [HOME, { ...SYNCING, tags: { tier: "dr" } }],
      routing: [HOME, replica("japaneast", { tags: { tier: "dr" }, routing: "disabled" })],
      tags: [HOME, JAPAN],
      "on-loan": [HOME, replica("japaneast", { tags: { tier: "dr", ...marks("pr-42") } })],
    };
    const request = checkRequest({ routing: "enabled", tags: { tier: "dr" }, failOn });
    return outcomeOf({ request, observed: observed[kind] });
  };

  test.each(DRIFT_KINDS.filter((kind) => kind !== "image"))(
    "of kind %s fails the step when fail-on has that kind, and only then",
    (kind) => {
      const outcome = drifted(kind, DRIFT_KINDS);
      expect(outcome.drift.map((one) => one.kind)).toEqual([kind]);
      expect([outcome.verdict, outcome.exitCode]).toEqual(["drifted", 1]);
      expect(drifted(kind, [kind]).exitCode).toBe(1);
      expect(
        drifted(
          kind,
          DRIFT_KINDS.filter((other) => other !== kind),
        ).exitCode,
      ).toBe(0);
      expect([drifted(kind, []).verdict, drifted(kind, []).exitCode]).toEqual(["drifted", 0]);
    },
  );
});

describe("images", () => {
  const digest: Digest = `sha256:${"a".repeat(64)}`;
  const images = [parseImageReference(`shop/api@${digest}`)].filter((image) => image !== null);
  const inStates = (japan: ImageState, home: ImageState): readonly Fact[] =>
    images.flatMap((image) => [
      { kind: "image-seen", region: region("japaneast"), image, state: japan, digest: null } as const,
      { kind: "image-seen", region: region("westeurope"), image, state: home, digest: null } as const,
    ]);

  test.each<readonly [string, ImageState, ImageState, readonly Fact[], Verdict]>([
    ["pullable everywhere", "pullable", "pullable", [], "in-sync"],
    ["pending at the deadline", "pending", "pullable", [DEADLINE], "timed-out"],
    ["unreachable at the deadline", "pullable", "unreachable", [DEADLINE], "timed-out"],
    ["in disagreement at the deadline", "mismatch", "pullable", [DEADLINE], "timed-out"],
    ["denied", "denied", "pullable", [failed("japaneast", { activity: "prove-image" })], "failed"],
    [
      "unknown, when that is an error",
      "unknown",
      "unknown",
      [failed(null, { activity: "prove-image" })],
      "failed",
    ],
    ["unknown, when that is a warning", "unknown", "unknown", [], "in-sync"],
  ])("%s: %s and %s", (_, japan, home, more, verdict) => {
    const request = applyRequest({ images, ifImageUnknown: "warn" });
    const outcome = outcomeOf({
      request,
      observed: [HOME, JAPAN],
      facts: [...inStates(japan, home), ...more],
    });
    expect(outcome.verdict).toBe(verdict);
    expect(outcome.areImagesReady).toBe(japan === "pullable" && home === "pullable");
  });

  test("that are unknown withhold deletes, which fails the run although it is only a warning", () => {
    const request = applyRequest({ images, ifImageUnknown: "warn", prune: "all" });
    const facts = [...inStates("unknown", "unknown"), left("eastus", "images-not-proven")];
    expect(outcomeOf({ request, observed: [HOME, JAPAN, EXTRA], facts }).verdict).toBe("failed");
  });

  test.each<[ImageState, string, readonly string[]]>([
    ["pullable", "in-sync", []],
    ["pending", "drifted", ["image"]],
    ["mismatch", "drifted", ["image"]],
    ["unreachable", "in-sync", []],
    ["denied", "in-sync", []],
  ])("%s in a check are %s, with drift of the kinds %j", (state, verdict, kinds) => {
    const request = checkRequest({ images });
    const outcome = outcomeOf({ request, observed: [HOME, JAPAN], facts: inStates(state, "pullable") });
    expect([outcome.verdict, outcome.drift.map(({ kind }) => kind)]).toEqual([verdict, kinds]);
    expect(outcome.areImagesReady).toBe(state === "pullable");
  });

  test("that a check never looked at have not drifted", () => {
    const outcome = outcomeOf({ request: checkRequest({ images }), observed: [HOME, JAPAN] });
    expect([outcome.drift, outcome.areImagesReady, outcome.readyRegions]).toEqual([[], false, []]);
  });

  test("that are unknown leave a region in the matrix with warn alone", () => {
    const facts = inStates("unknown", "unknown");
    const readyWith = (ifImageUnknown: "error" | "warn") =>
      outcomeOf({ request: applyRequest({ images, ifImageUnknown }), observed: [HOME, JAPAN], facts })
        .readyRegions;
    expect([readyWith("error"), readyWith("warn")]).toEqual([[], ["japaneast"]]);
  });
});
