import { makePlan, type Situation } from "../../src/plan/make-plan.js";
import type { Plan } from "../../src/plan/plan.js";
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
    now: NOW,
    ...change,
  };
}

/** The plan for a {@link situation}. */
export function planFor(change: Partial<Situation> = {}): Plan {
  return makePlan(situation(change));
}

/** The ownership tags, as far as they are given. */
export function marks(owners: string | null, expires: string | null = null): Tags {
  return {
    ...(owners === null ? {} : { "acr-geo-owner": owners }),
    ...(expires === null ? {} : { "acr-geo-expires": expires }),
  };
}
