import { makePlan, type Situation } from "../../src/plan/make-plan.js";
import type { Plan } from "../../src/plan/plan.js";
import { markTagName, printMark } from "../../src/registry/marks.js";
import type { Replica, Tags } from "../../src/registry/replica.js";
import { registry } from "./registry.js";
import { replica } from "./replica.js";
import { applyRequest } from "./request.js";

/** The moment at which the plans of the tests are made. */
export const NOW = new Date("2026-09-01T12:00:00Z");
/** Before and after {@link NOW}, as the expiry tag writes it. */
export const PAST = "2026-09-01T11:00:00Z";
export const FUTURE = "2026-09-01T20:00:00Z";

/** The home row of contoso. */
export const HOME: Replica = replica("westeurope");

/** Contoso with home and nothing else, asked for Japan East, with what a test changes of it. */
export function situation(change: Partial<Situation> = {}): Situation {
  return {
    request: applyRequest(),
    registry: registry(),
    replicas: [HOME],
    offered: null,
    lives: new Map(),
    now: NOW,
    ...change,
  };
}

/** The plan for a {@link situation}. */
export function planFor(change: Partial<Situation> = {}): Plan {
  return makePlan(situation(change));
}

/** The marks of owners, parted by commas, each until the same time; `never`: for as long as they do not leave. */
export function marks(owners: string | null, until: string = "never"): Tags {
  const all = owners === null ? [] : owners.split(",");
  const end = until === "never" ? null : new Date(until);
  return Object.fromEntries(all.map((owner) => [markTagName(owner), printMark({ owner, until: end })]));
}

/** The mark of somebody that cannot be read. */
export const UNREADABLE_MARK: Tags = { "acr-geo-owner-00000000": "somebody" };
