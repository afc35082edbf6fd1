import type { Change, Drift, LeftOut, Plan, Refusal, Warning } from "../plan/plan.js";
import type { RestoredReplica, TimedFact } from "../registry/fact.js";
import type { Failure } from "../registry/failure.js";
import type { Digest, ImageReference, ImageState } from "../registry/image-reference.js";
import type { Region } from "../registry/region.js";
import type { Registry } from "../registry/registry.js";
import type { Routing } from "../registry/replica.js";
import type { Request } from "../registry/request.js";
import type { ServerText } from "../registry/server-text.js";

/** The one word for how a run ended; the output `outcome`. */
export type Verdict =
  | "in-sync"
  | "changed"
  | "drifted"
  | "timed-out"
  | "stuck"
  | "failed"
  | "refused"
  | "cancelled";

/** What happened, whole: outputs, log, summary, issue and page are renderings of this one value. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly exitCode: 0 | 1;
  /** One sentence without server text, for a chat message. */
  readonly headline: string;
  /** Null where the run ended before the inputs were understood. */
  readonly request: Request | null;
  readonly registry: Registry | null;
  readonly plan: Plan | null;
  /** One row per replica and per wanted region, sorted by region. */
  readonly replicas: readonly ReplicaRow[];
  readonly readyRegions: readonly Region[];
  readonly isAllReady: boolean;
  readonly created: readonly Region[];
  readonly deleted: readonly Region[];
  readonly drift: readonly Drift[];
  /** Empty when there is no drift. */
  readonly fingerprint: string;
  readonly changes: readonly ChangeRow[];
  /** Empty where no plan could be made. */
  readonly planHash: string;
  readonly images: readonly ImageRow[];
  /** Null when no image was asked for. */
  readonly areImagesReady: boolean | null;
  /** Why images were not proven, where no failure says it: regions not asked to the end, images late or in no region. */
  readonly imageTroubles: readonly Failure[];
  /** The regions' own endpoints that no answer came from: who keeps a firewall opens these. Sorted by region. */
  readonly unreachableHosts: readonly string[];
  readonly refusals: readonly Refusal[];
  readonly leftOut: readonly LeftOut[];
  readonly warnings: readonly Warning[];
  /** What the run itself came upon and warned of; requests that failed and were made good later are none. */
  readonly cautions: readonly Failure[];
  /** Every failure, each region's first one first; those without a region come before. */
  readonly failures: readonly Failure[];
  /** Repairs that were interrupted between their delete and their create. */
  readonly brokenRepairs: readonly BrokenRepair[];
  /** What Azure was still doing when the run ended, by region. */
  readonly underway: readonly Region[];
  /** Where a write went out and nobody knows whether Azure took it. */
  readonly unanswered: readonly Region[];
  readonly journal: readonly TimedFact[];
  /** Wall clock at the begin of the run, and its length in milliseconds on the monotonic clock. */
  readonly startedAt: Date;
  readonly duration: number;
}

/** A repair that was cut off: what its PUT was to bring back, and what is known of its delete and its create. */
export interface BrokenRepair {
  readonly restores: RestoredReplica;
  readonly left: "deleted" | "delete-unanswered" | "create-unanswered";
}

/** One line of the output `replicas`. Unknown values are null. */
export interface ReplicaRow {
  readonly region: Region;
  readonly name: string | null;
  readonly isHome: boolean;
  readonly isWanted: boolean;
  readonly provisioningState: ServerText | null;
  readonly displayStatus: ServerText | null;
  /** Since when it has been so, by Azure's account. Told in reports only: an output with times in it is never quiet. */
  readonly since: Date | null;
  /** What Azure says of that state, which it seldom does. Told in reports only. */
  readonly statusMessage?: ServerText | null;
  readonly isReady: boolean;
  /** False when a delete went out and nobody has looked since. */
  readonly isStateKnown: boolean;
  readonly routing: Routing | null;
  readonly owners: readonly string[];
  /** RFC 3339, `never`, or null. */
  readonly expires: string | null;
  /** What Azure accepted in this run. */
  readonly change: "none" | "created" | "updated" | "repaired" | "deleted";
  readonly error: { readonly code: ServerText | string | null; readonly during: Failure["activity"] } | null;
  /** The region's own endpoint; null unless images were asked for. */
  readonly endpoint: string | null;
  readonly dataEndpoint: string | null;
  /** How long this run waited for it; null where it did not. */
  readonly seconds: number | null;
}

/** One line of the output `changes`. */
export interface ChangeRow {
  readonly change: Change;
  /** Whether Azure accepted it; a delete must have been confirmed, too. */
  readonly isDone: boolean;
  readonly result: ChangeResult;
  /** The result as a person reads it, without server text; null where it was done or only planned. */
  readonly note: string | null;
}

/**
 * What became of a change. `planned`: a check or a refused plan. `left`: on reading again it was not right any
 * more, and that is well. `withheld`: a condition for it did not come about. `open`: not begun, or not answered.
 * `accepted`: a delete that Azure has accepted, where its end was not to be waited for.
 */
export type ChangeResult = "planned" | "done" | "left" | "withheld" | "open" | "accepted" | "failed";

/** One image and where it stands in each wanted region. */
export interface ImageRow {
  readonly image: ImageReference;
  /** The digest that is proven or asked for; null while regions disagree on a tag. */
  readonly digest: Digest | null;
  readonly regions: readonly {
    readonly region: Region;
    readonly state: ImageState;
    /**
     * Seconds from when the first region had it, and this one was asked, until it was pullable or refused here, else
     * until the end; from the first look where none had it; null without a look.
     */
    readonly seconds: number | null;
  }[];
}
