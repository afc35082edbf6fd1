import type { CreateChange, RepairChange, Tenure, UpdateChange, WantedReplica } from "../../plan/plan.js";
import type { Region } from "../../registry/region.js";
import type { Routing, Tags } from "../../registry/replica.js";
import type { WaitFor } from "../../registry/request.js";

/** A change that a wanted region can need. */
export type WantedChange = CreateChange | UpdateChange | RepairChange;

/** What one wanted region is to come to. */
export interface Goal {
  readonly wanted: WantedReplica;
  /** What the plan found to do; null: nothing is written, the region is only waited for. */
  readonly change: WantedChange | null;
  readonly tenure: Tenure;
  /** When our need began: a mark must last from then for the owner's `ttl`. By Azure's clock. */
  readonly needsFrom: Date;
  /** Whether routing may be switched off now. */
  readonly closesRoute: boolean;
  /** Whether there is time for a delete, the proof that it ended, and a create. */
  readonly canRepair: boolean;
  readonly waitFor: WaitFor;
  /** Milliseconds; 0: nothing is ever called stuck. */
  readonly stuckAfter: number;
}

/** What is remembered of one region from one look to the next. Times are monotonic milliseconds. */
export interface Memory {
  /** The replica's name; null for home, whose row is yet to come. */
  readonly name: string | null;
  /** Whether this run has created what is there. */
  readonly isOurs: boolean;
  /** Whether the replica was there, whoever made it: then its absence is proven before another is created. */
  readonly wasThere: boolean;
  /** Whether it was provisioned since it was last created. */
  readonly wasProvisioned: boolean;
  readonly state: string | null;
  readonly stateSince: number;
  /** Looks in a row that showed nothing, and GETs in a row that proved it. */
  readonly looksWithout: number;
  readonly absentReads: number;
  /** GETs in a row that showed it as failed. */
  readonly failedReads: number;
  readonly creates: number;
  /** Whether the latest create followed a delete. */
  readonly createdAfterDelete: boolean;
  /** Creates in a row that Azure refused. */
  readonly refusedCreates: number;
  readonly createdAt: number | null;
  readonly repairs: number;
  readonly deletedAt: number | null;
  /** What a repair's delete took away and its create brings back. */
  readonly former: { readonly routing: Routing; readonly tags: Tags } | null;
  /** Writes that Azure took, and among them those of settings and of marks. */
  readonly writes: number;
  readonly settingsWrites: number;
  readonly markWrites: number;
  readonly begunAt: number;
}

/** Before the first look. */
export function beginMemory(goal: Goal, name: string | null, at: number): Memory {
  return {
    name,
    isOurs: false,
    wasThere: goal.change?.action === "create" && goal.change.after !== null,
    wasProvisioned: false,
    state: null,
    stateSince: at,
    looksWithout: 0,
    absentReads: 0,
    failedReads: 0,
    creates: 0,
    createdAfterDelete: false,
    refusedCreates: 0,
    createdAt: null,
    repairs: 0,
    deletedAt: null,
    former: null,
    writes: 0,
    settingsWrites: 0,
    markWrites: 0,
    begunAt: at,
  };
}

/** The region of a goal. */
export function regionOf({ wanted }: Goal): Region {
  return wanted.region;
}
