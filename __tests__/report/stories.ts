import type { ImageRow, Outcome } from "../../src/outcome/outcome.js";
import { networkNeeds } from "../../src/plan/network.js";
import type { Drift } from "../../src/plan/plan.js";
import type { TimedFact } from "../../src/registry/fact.js";
import {
  type Digest,
  type ImageReference,
  type ImageState,
  parseImageReference,
} from "../../src/registry/image-reference.js";
import type { Region } from "../../src/registry/region.js";
import { ServerText } from "../../src/registry/server-text.js";
import { failure } from "../builders/failure.js";
import { fact, outcome, row } from "../builders/outcome.js";
import { createChange, deleteChange, plan } from "../builders/plan.js";
import { privateEndpoint, region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";

/** Runs of every kind, for the golden files. */
export const STORIES: Readonly<Record<string, Outcome>> = {
  "in-sync": outcome({
    headline: "contoso is in sync: 2 regions are as asked.",
    replicas: [row("japaneast"), row("westeurope", { isHome: true })],
    journal: [fact(1, { kind: "replicas-listed", replicas: [replica("japaneast"), replica("westeurope")] })],
  }),
  changed: changed(),
  trouble: trouble(),
  drifted: drifted(),
  refused: refused(),
  inventory: inventory(),
  network: network(),
  "refused-remove": refusedRemove(),
  "would-be-refused": wouldBeRefused(),
  images: images(),
  "images-missing": imagesMissing(),
  "sign-in": outcome({
    verdict: "failed",
    exitCode: 1,
    headline: "Signing in to Azure failed.",
    registry: null,
    plan: null,
    planHash: "",
    replicas: [],
    isAllReady: false,
    failures: [
      failure({
        kind: "denied",
        activity: "sign-in",
        region: null,
        code: new ServerText("AADSTS700213"),
        message: new ServerText(
          "No matching federated identity record found for presented assertion subject.",
        ),
        remedy: ["Create a federated credential for `repo:contoso/shop:ref:refs/heads/main`."],
      }),
    ],
  }),
};

function changed(): Outcome {
  const northEurope = { ...replica("northeurope"), name: "geo01" };
  const creating = replicaIn("japaneast", "Creating");
  const changes = [createChange("japaneast"), deleteChange("uksouth")];
  const japan = region("japaneast");
  const unitedKingdom = region("uksouth");
  return outcome({
    verdict: "changed",
    headline: "contoso has changed: 1 replica created, 1 deleted, 3 regions are ready.",
    plan: plan({
      changes,
      wanted: wanted("japaneast", "northeurope", "westeurope"),
      replicas: [northEurope, replica("uksouth"), replica("westeurope")],
    }),
    replicas: [
      row("japaneast", { change: "created", seconds: 40 }),
      row("northeurope", { name: "geo01" }),
      row("uksouth", {
        change: "deleted",
        isWanted: false,
        isReady: false,
        provisioningState: null,
        displayStatus: null,
        seconds: 12,
      }),
      row("westeurope", { isHome: true }),
    ],
    created: [japan],
    deleted: [unitedKingdom],
    changes: changes.map((change) => ({ change, isDone: true, result: "done", note: null })),
    journal: [
      fact(2, { kind: "write-sent", region: japan, action: "create" }),
      fact(3, { kind: "write-accepted", region: japan, action: "create", replica: creating, found: false }),
      fact(3, { kind: "wait-begun", region: japan }),
      fact(15, {
        kind: "replica-seen",
        region: japan,
        replica: replicaIn("japaneast", "Succeeded, Syncing"),
      }),
      fact(43, { kind: "replica-seen", region: japan, replica: replica("japaneast") }),
      fact(43, { kind: "wait-ended", region: japan, verdict: "ready" }),
      fact(44, { kind: "write-sent", region: unitedKingdom, action: "delete" }),
      fact(45, {
        kind: "write-accepted",
        region: unitedKingdom,
        action: "delete",
        replica: null,
        found: false,
      }),
      fact(50, { kind: "replica-seen", region: unitedKingdom, replica: replicaIn("uksouth", "Deleting") }),
      fact(57, { kind: "replica-seen", region: unitedKingdom, replica: null }),
      fact(57, { kind: "delete-confirmed", region: unitedKingdom }),
    ],
    duration: 58_000,
  });
}

function trouble(): Outcome {
  const changes = [createChange("japaneast"), createChange("brazilsouth"), deleteChange("uksouth")];
  const [japan, brazil] = [region("japaneast"), region("brazilsouth")];
  const locked = failure();
  const creating = replicaIn("brazilsouth", "Creating");
  return outcome({
    verdict: "failed",
    exitCode: 1,
    headline: "contoso is not as asked: 1 region failed, 1 is not ready.",
    plan: plan({
      changes,
      wanted: wanted("brazilsouth", "japaneast", "westeurope"),
      replicas: [replica("uksouth"), replica("westeurope")],
    }),
    replicas: [
      row("brazilsouth", {
        change: "created",
        provisioningState: new ServerText("Creating"),
        displayStatus: null,
        isReady: false,
        seconds: 150,
      }),
      row("japaneast", {
        name: null,
        provisioningState: null,
        displayStatus: null,
        isReady: false,
        routing: null,
        error: { code: new ServerText("ScopeLocked"), during: "create" },
      }),
      row("uksouth", { isWanted: false, owners: ["contoso/shop/pr-42"], expires: "2026-09-02T00:00:00Z" }),
      row("westeurope", { isHome: true }),
    ],
    isAllReady: false,
    created: [brazil],
    changes: [
      { change: createChange("japaneast"), isDone: false, result: "failed", note: "failed" },
      { change: createChange("brazilsouth"), isDone: true, result: "done", note: null },
      {
        change: deleteChange("uksouth"),
        isDone: false,
        result: "withheld",
        note: "not every wanted region is ready",
      },
    ],
    drift: [
      { region: brazil, kind: "not-ready", want: "Succeeded, Ready", have: "Creating" },
      { region: japan, kind: "missing", want: "a replica", have: "none" },
      { region: region("uksouth"), kind: "extra", want: "none", have: "a replica" },
    ],
    fingerprint: "c0ffee".repeat(10),
    failures: [locked],
    underway: [brazil],
    unanswered: [],
    journal: [
      fact(2, { kind: "write-sent", region: japan, action: "create" }),
      fact(2, { kind: "write-sent", region: brazil, action: "create" }),
      fact(3, { kind: "failed", failure: locked }),
      fact(3, { kind: "write-accepted", region: brazil, action: "create", replica: creating, found: false }),
      fact(3, { kind: "wait-begun", region: brazil }),
      fact(63, { kind: "heartbeat", waiting: [brazil] }),
      fact(123, { kind: "heartbeat", waiting: [brazil] }),
      fact(153, { kind: "deadline-passed" }),
      fact(153, { kind: "change-left", region: region("uksouth"), reason: "not-all-ready" }),
    ],
    duration: 154_000,
  });
}

function drifted(): Outcome {
  const changes = [createChange("japaneast")];
  const drift = [
    { region: region("japaneast"), kind: "missing", want: "a replica", have: "none" },
    { region: region("northeurope"), kind: "tags", want: "tier=dr", have: "tier=web|prod" },
    { region: region("uksouth"), kind: "extra", want: "none", have: "a replica" },
  ] as const;
  const warnings = [{ region: null, text: "The registry has private endpoints (2)." }];
  const leftOut = [{ region: region("uksouth"), reason: "protected by `protect`" }];
  return outcome({
    verdict: "drifted",
    exitCode: 1,
    headline: "contoso has drifted: 3 findings.",
    plan: plan({
      mode: "check",
      changes,
      drift,
      warnings,
      leftOut,
      isToBeCarriedOut: false,
      wanted: wanted("japaneast", "northeurope", "westeurope"),
    }),
    replicas: [
      row("japaneast", {
        name: null,
        provisioningState: null,
        displayStatus: null,
        isReady: false,
        routing: null,
      }),
      row("northeurope", { routing: "disabled" }),
      row("uksouth", { isWanted: false }),
      row("westeurope", { isHome: true }),
    ],
    isAllReady: false,
    drift,
    fingerprint: "c0ffee".repeat(10),
    changes: changes.map((change) => ({ change, isDone: false, result: "planned", note: null })),
    warnings,
    leftOut,
    journal: [],
  });
}

/** A check that was asked what there is. */
function inventory(): Outcome {
  const since = new Date("2026-08-30T10:15:00Z");
  return outcome({
    headline: "contoso: all 3 regions are ready.",
    plan: plan({
      mode: "check",
      isToBeCarriedOut: false,
      wantsExisting: true,
      wanted: wanted("eastus", "japaneast", "westeurope"),
    }),
    replicas: [
      row("eastus", { since, owners: ["contoso/shop/pr-7"], expires: "2026-09-02T00:00:00Z" }),
      row("japaneast", {
        since,
        routing: "disabled",
        endpoint: "contoso.japaneast.geo.azurecr.io",
        dataEndpoint: "contoso.japaneast.data.azurecr.io",
      }),
      row("westeurope", { isHome: true }),
    ],
  });
}

/** A check of a registry that is closed to the outside, before a region is created. */
function network(): Outcome {
  const closed = registry({
    privateEndpoints: [privateEndpoint("pe-shop")],
    publicAccess: { kind: "listed", ranges: 2 },
    dataEndpointHosts: ["contoso.westeurope.data.azurecr.io"],
  });
  const changes = [createChange("japaneast")];
  const endpoints = new Map([[region("westeurope"), "contoso.westeurope.geo.azurecr.io"]]);
  const needs = networkNeeds(closed, [region("japaneast")], endpoints);
  return outcome({
    verdict: "drifted",
    exitCode: 1,
    headline: "contoso: drift found: Japan East missing.",
    registry: closed,
    plan: plan({ mode: "check", isToBeCarriedOut: false, registry: closed, changes, network: needs }),
    replicas: [
      row("japaneast", { isReady: false, provisioningState: null, displayStatus: null, name: null }),
      row("westeurope", { isHome: true }),
    ],
    isAllReady: false,
    changes: changes.map((change) => ({ change, isDone: false, result: "planned", note: null })),
    drift: [{ region: region("japaneast"), kind: "missing", want: "a replica", have: "none" }],
  });
}

function refused(): Outcome {
  const changes = [deleteChange("japaneast"), deleteChange("uksouth")];
  const refusals = [
    {
      fence: "max-delete" as const,
      regions: changes.map((change) => change.region),
      reason:
        "The plan would delete 2 replicas that the workflow did not name (Japan East, UK South); max-delete " +
        "allows 1. If that is right, set max-delete: 2.",
    },
  ];
  const drift = changes.map(({ region }) => extra(region));
  return outcome({
    verdict: "refused",
    exitCode: 1,
    headline: "contoso: the plan was refused before any write (max-delete).",
    plan: plan({ changes, refusals, drift, isToBeCarriedOut: false, wanted: wanted("westeurope") }),
    replicas: [
      row("japaneast", { isWanted: false }),
      row("uksouth", { isWanted: false }),
      row("westeurope", { isHome: true }),
    ],
    drift,
    fingerprint: "c0ffee".repeat(10),
    changes: changes.map((change) => ({ change, isDone: false, result: "planned", note: null })),
    refusals,
  });
}

/** A removal that names home beside a replica. */
function refusedRemove(): Outcome {
  const changes = [deleteChange("japaneast", { reason: "Japan East is selected by `regions`" })];
  const refusals = [
    {
      fence: "home" as const,
      regions: [region("westeurope")],
      reason: "West Europe is the registry's home, which is never deleted. Remove it from `regions`.",
    },
  ];
  const leftOut = [{ region: region("uksouth"), reason: "needed by others: contoso/shop/pr-42" }];
  return outcome({
    verdict: "refused",
    exitCode: 1,
    headline: "contoso: the plan was refused before any write (home).",
    plan: plan({ mode: "remove", changes, refusals, leftOut, isToBeCarriedOut: false, waitFor: "none" }),
    replicas: [
      row("japaneast", { isWanted: false }),
      row("uksouth", { isWanted: false, owners: ["contoso/shop/pr-42"], expires: "never" }),
      row("westeurope", { isHome: true, isWanted: false }),
    ],
    changes: changes.map((change) => ({ change, isDone: false, result: "planned", note: null })),
    refusals,
    leftOut,
  });
}

/** A check that finds a plan which `apply` would refuse, and a region that nobody can bring about. */
function wouldBeRefused(): Outcome {
  const story = refused();
  const marsWest = region("marswest");
  const missing = { region: marsWest, kind: "missing", want: "a replica", have: "none" } as const;
  const drift = [...story.drift, missing];
  const impossible = [
    {
      region: marsWest,
      code: "RegionNotOffered" as const,
      reason: "Azure offers no replicas in marswest. Did you mean austriaeast?",
    },
  ];
  const changes = story.changes.map(({ change }) => change);
  return outcome({
    ...story,
    verdict: "drifted",
    headline: "contoso: drift found: Japan East extra, UK South extra, marswest missing.",
    plan: plan({
      mode: "check",
      changes,
      refusals: story.refusals,
      drift,
      impossible,
      isToBeCarriedOut: false,
      wanted: wanted("marswest", "westeurope"),
    }),
    replicas: [
      ...story.replicas,
      row("marswest", {
        name: null,
        provisioningState: null,
        displayStatus: null,
        isReady: false,
        routing: null,
      }),
    ],
    isAllReady: false,
    drift,
  });
}

function extra(region: Region): Drift {
  return { region, kind: "extra", want: "none", have: "a replica" };
}

function images(): Outcome {
  const api = image(`shop/api@sha256:${"ab12".repeat(16)}`);
  const web = image("shop/web:v1");
  const [japan, home] = [region("japaneast"), region("westeurope")];
  const seen = (seconds: number, where: typeof japan, what: ImageReference, state: "pending" | "pullable") =>
    fact(seconds, { kind: "image-seen", region: where, image: what, state, digest: null });
  const journal: readonly TimedFact[] = [
    seen(2, home, api, "pullable"),
    seen(2, japan, api, "pending"),
    seen(2, home, web, "pullable"),
    seen(3, japan, web, "pullable"),
    seen(31, japan, api, "pullable"),
  ];
  const states = (seconds: number): ImageRow["regions"] => [
    { region: japan, state: "pullable", seconds },
    { region: home, state: "pullable", seconds: 0 },
  ];
  return outcome({
    headline: "contoso is in sync: 2 regions are as asked, 2 images are pullable in each.",
    plan: plan({ mode: "wait", images: [api, web], wanted: wanted("japaneast", "westeurope") }),
    replicas: [row("japaneast"), row("westeurope", { isHome: true })],
    images: [
      { image: api, digest: api.kind === "digest" ? api.digest : null, regions: states(29) },
      { image: web, digest: `sha256:${"cd34".repeat(16)}`, regions: states(1) },
    ],
    areImagesReady: true,
    journal,
    duration: 31_500,
  });
}

function imagesMissing(): Outcome {
  const web = image("shop/web:v1");
  const names = ["brazilsouth", "eastus", "japaneast", "uksouth", "westeurope"];
  const states = ["unreachable", "pending", "mismatch", "denied", "pullable"] as const;
  const cells = names.map((name, index) => ({ region: region(name), state: states[index] ?? "pending" }));
  const denied = failure({
    kind: "denied",
    activity: "prove-image",
    region: region("uksouth"),
    code: new ServerText("HTTP 403"),
    message: null,
    remedy: ["contoso.uksouth.geo.azurecr.io does not let the identity pull shop/web."],
  });
  const closed = failure({
    kind: "unreachable",
    activity: "prove-image",
    region: region("brazilsouth"),
    code: new ServerText("DENIED"),
    message: new ServerText("client with IP '203.0.113.7' is not allowed access."),
    remedy: ["contoso.brazilsouth.geo.azurecr.io is closed to this runner."],
  });
  const digest = (state: ImageState): Digest | null => {
    if (state === "pullable") return `sha256:${"cd34".repeat(16)}`;
    return state === "mismatch" ? `sha256:${"ab12".repeat(16)}` : null;
  };
  const sights = cells.map(({ region, state }, index) =>
    fact(2 + index, { kind: "image-seen", region, image: web, state, digest: digest(state) }),
  );
  return outcome({
    verdict: "failed",
    exitCode: 1,
    headline: "contoso: failed in UK South; not every image is pullable in 4 regions.",
    plan: plan({ mode: "wait", images: [web], wanted: wanted(...names) }),
    replicas: names.map((name) => row(name, { isHome: name === "westeurope" })),
    images: [
      {
        image: web,
        digest: null,
        regions: cells.map((cell) => ({ ...cell, seconds: cell.state === "pullable" ? 0 : 58 })),
      },
    ],
    areImagesReady: false,
    imageTroubles: [closed],
    failures: [denied],
    journal: [
      ...sights,
      fact(7, { kind: "failed", failure: denied }),
      fact(17, { kind: "warned", failure: closed }),
      fact(52, { kind: "heartbeat", waiting: [] }),
      fact(60, { kind: "deadline-passed" }),
    ],
    duration: 60_000,
  });
}

function image(text: string): ImageReference {
  const parsed = parseImageReference(text);
  if (parsed === null) throw new Error(`${text} is no image`);
  return parsed;
}

function wanted(...names: readonly string[]) {
  return names.map((name) => ({
    region: region(name),
    isHome: name === "westeurope",
    routing: "keep" as const,
    tags: {},
  }));
}
