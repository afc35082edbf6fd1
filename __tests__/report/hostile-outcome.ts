import type { Outcome } from "../../src/outcome/outcome.js";
import { type Prose, prose, ServerText } from "../../src/registry/server-text.js";
import { failure } from "../builders/failure.js";
import { fact, outcome, row } from "../builders/outcome.js";
import { createChange, deleteChange, plan } from "../builders/plan.js";
import { region, registry } from "../builders/registry.js";
import { replica } from "../builders/replica.js";

/** Where the texts of a server go in {@link hostileOutcome}. */
export interface HostileTexts {
  readonly state: string;
  readonly status: string;
  readonly name: string;
  readonly owner: string;
  readonly tag: string;
  readonly code: string;
  readonly message: string;
  readonly quote: string;
}

/** A troubled run whose every server-controlled field is one of the texts. */
export function hostileOutcome(texts: HostileTexts): Outcome {
  const { state, status, name, owner, tag } = texts;
  const states = {
    provisioningState: new ServerText(`~${state}`),
    displayStatus: new ServerText(status),
  };
  const japan = region("japaneast");
  const seen = replica("japaneast", {
    name,
    tags: { [tag]: tag, [`acr-geo-owner-${owner}`]: owner },
    ...states,
  });
  const failed = failure({
    code: new ServerText(texts.code),
    message: new ServerText(texts.message),
    correlationId: new ServerText(texts.quote),
    remedy: remedy(texts),
  });
  const create = createChange("japaneast", { reason: `the replica ${name} is being deleted` });
  const remove = deleteChange("uksouth", { reason: `${owner} was the last owner of UK South` });
  const warnings = [{ region: japan, text: `The tag of ${name} says ${tag}, which is no time.` }];
  const leftOut = [{ region: region("uksouth"), reason: `needed by others: ${owner}` }];
  const impossible = [
    {
      region: japan,
      code: "TwoReplicasInOneRegion" as const,
      reason: `Japan East has 2 replicas: ${name}, ${name}.`,
    },
  ];
  const drift = [
    { region: japan, kind: "tags" as const, want: `tier=${tag}`, have: `tier=${tag}, ${tag} absent` },
    { region: region("uksouth"), kind: "extra" as const, want: "none", have: `2 replicas: ${name}, ${name}` },
  ];
  return outcome({
    verdict: "failed",
    exitCode: 1,
    headline: "contoso: failed in Japan East.",
    registry: registry({ sku: new ServerText(state), dataEndpointHosts: [name] }),
    plan: plan({ replicas: [seen], changes: [create, remove], warnings, leftOut, impossible, drift }),
    replicas: [
      row("japaneast", {
        ...states,
        name,
        isReady: false,
        owners: [`o${owner}`],
        expires: `e${tag}`,
        error: { code: new ServerText(texts.code), during: "create" },
        dataEndpoint: name,
        seconds: 40,
      }),
      row("westeurope", { isHome: true }),
    ],
    isAllReady: false,
    drift,
    fingerprint: "a".repeat(64),
    changes: [
      { change: create, isDone: false, result: "failed", note: "failed" },
      { change: remove, isDone: false, result: "withheld", note: "not every wanted region is ready" },
    ],
    warnings,
    cautions: [failed],
    leftOut,
    failures: [failed],
    imageTroubles: [{ ...failed, activity: "prove-image" }],
    journal: [
      fact(1, { kind: "wait-begun", region: japan }),
      fact(2, { kind: "replica-seen", region: japan, replica: replica("japaneast") }),
      fact(3, { kind: "replicas-listed", replicas: [seen] }),
      fact(20, { kind: "heartbeat", waiting: [japan] }),
      fact(30, { kind: "warned", failure: failed }),
      fact(40, { kind: "failed", failure: failed }),
    ],
    duration: 40_000,
  });
}

function remedy({ quote, name }: HostileTexts): Prose {
  return prose`Ask for ${new ServerText(quote)}${new ServerText(quote)} on ${name}, then run again.`;
}
