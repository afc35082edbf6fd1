import * as fc from "fast-check";
import type { Situation } from "../../src/plan/make-plan.js";
import type { Region } from "../../src/registry/region.js";
import type { Replica, Tags } from "../../src/registry/replica.js";
import { DRIFT_KINDS, type Request, type WantedRegion } from "../../src/registry/request.js";
import { region, registry } from "../builders/registry.js";
import { replicaIn } from "../builders/replica.js";
import {
  applyRequest,
  checkRequest,
  deletesUpTo,
  type NamedState,
  removeRequest,
  waitRequest,
} from "../builders/request.js";
import { FUTURE, marks, NOW, PAST } from "../builders/situation.js";

// Few of each, so that wish and registry meet often, and in every way.
const REGIONS = ["westeurope", "japaneast", "eastus", "uksouth", "eastus2"].map(region);
const NAMES = ["japaneast", "eastus2", "geo01", "WestEurope"];
const STATES = [
  "Succeeded, Ready",
  "Succeeded, Ready",
  "Succeeded, Ready",
  "Succeeded, Syncing",
  "Creating",
  "Failed",
  "Canceled",
  "Deleting",
  "Strange, New",
];
const OWNERS = ["pr-42", "pr-7", "pr-42,pr-7", "", null];
const EXPIRIES = [PAST, FUTURE, "never"];
const ROUTINGS = ["enabled", "disabled", "keep"] as const;
const WAITS = ["none", "provisioned", "ready"] as const;

const aRegion: fc.Arbitrary<Region> = fc.constantFrom(...REGIONS);
const someRegions = fc.uniqueArray(aRegion, { maxLength: REGIONS.length });
const anOwner = fc.constantFrom("pr-42", "pr-7", null);
const someTags: fc.Arbitrary<Tags> = fc.constantFrom({}, { tier: "dr" }, { Tier: "hot", team: "shop" });

const aReplica: fc.Arbitrary<Replica> = fc
  .record({
    region: aRegion,
    name: fc.option(fc.constantFrom(...NAMES), { nil: null, freq: 4 }),
    state: fc.constantFrom(...STATES),
    routing: fc.constantFrom("enabled" as const, "enabled" as const, "disabled" as const),
    tags: someTags,
    owners: fc.constantFrom(...OWNERS),
    expires: fc.constantFrom(...EXPIRIES),
  })
  .map(({ region, name, state, routing, tags, owners, expires }) => ({
    ...replicaIn(region, state),
    name: name ?? region,
    routing,
    tags: { ...tags, ...marks(owners, expires) },
  }));

/** Replicas as LIST may show them: names are unique, regions may come twice, home may be missing. */
const someReplicas = fc.uniqueArray(aReplica, {
  maxLength: 6,
  selector: ({ name }) => name.toLowerCase(),
});

const aWantedRegion: fc.Arbitrary<WantedRegion> = fc.record({
  region: aRegion,
  routing: fc.option(fc.constantFrom(...ROUTINGS), { nil: null }),
  tags: someTags,
});
const someWanted = fc.uniqueArray(aWantedRegion, { maxLength: 4, selector: (item) => item.region });

const aNamedState: fc.Arbitrary<NamedState> = fc.record({
  wanted: someWanted,
  routing: fc.constantFrom(...ROUTINGS),
  tags: someTags,
  waitFor: fc.constantFrom(...WAITS),
  prune: fc.constantFrom("none" as const, "owned" as const, "all" as const),
  owner: anOwner,
  ttl: fc.constantFrom(null, 3_600_000),
  repair: fc.boolean(),
  maxReplicas: fc.constant(null),
});

const someSettings = fc.record({ protect: someRegions, maxDelete: fc.nat({ max: 4 }).map(deletesUpTo) });

const aWish = fc.tuple(someSettings, aNamedState).map(([settings, desired]) => ({ ...settings, ...desired }));

const someSelectors = fc
  .record({
    regions: fc.option(someRegions, { nil: null }),
    owner: anOwner,
    onlyExpired: fc.boolean(),
    onlyOrphaned: fc.constant(false),
    waitFor: fc.constant("ready" as const),
  })
  .filter(({ regions, owner, onlyExpired }) => regions !== null || owner !== null || onlyExpired);

/** A request in any mode. */
const aRequest: fc.Arbitrary<Request> = fc.oneof(
  aWish.map(applyRequest),
  aWish.map((wish) => checkRequest({ ...wish, failOn: DRIFT_KINDS })),
  fc.record({ wanted: someWanted, waitFor: fc.constantFrom(...WAITS) }).map(waitRequest),
  fc
    .tuple(someSettings, someSelectors)
    .map(([settings, selectors]) => removeRequest({ ...settings, ...selectors })),
);

const REGISTRY = registry();

/** A wish of any kind that meets a registry in any state. */
export const aSituation: fc.Arbitrary<Situation> = fc.record({
  request: aRequest,
  registry: fc.constant(REGISTRY),
  replicas: someReplicas,
  offered: fc.option(someRegions, { nil: null }),
  lives: fc.constant(new Map()),
  now: fc.constant(NOW),
});
