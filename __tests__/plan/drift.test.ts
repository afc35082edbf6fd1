import { describe, expect, test } from "@jest/globals";
import type { Replica } from "../../src/registry/replica.js";
import type { Common, Request } from "../../src/registry/request.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import type { NamedState } from "../builders/request.js";
import { applyRequest, checkRequest, removeRequest, waitRequest, wantedRegion } from "../builders/request.js";
import { FUTURE, HOME, marks, PAST, planFor, UNREADABLE_MARK } from "../builders/situation.js";

type Wish = Partial<Common & NamedState>;
type Row = readonly [what: string, wish: Wish, replicas: readonly Replica[], drift: readonly string[]];

/** Each finding as one phrase: region, kind, what is wanted, what is there. */
function driftOf(request: Request, replicas: readonly Replica[]): readonly string[] {
  return planFor({ request, replicas }).drift.map(
    ({ region, kind, want, have }) => `${region} ${kind}: want ${want}, have ${have}`,
  );
}

const READY = replica("japaneast");

const STATES: readonly Row[] = [
  ["nothing, when all is as wanted", {}, [HOME, READY], []],
  ["nothing, when LIST has no row for home", {}, [READY], []],
  ["missing", {}, [HOME], ["japaneast missing: want a replica, have none"]],
  ["nothing, when a replica is named otherwise", {}, [HOME, replica("japaneast", { name: "geo01" })], []],
  [
    "missing, when the region's name belongs to a replica elsewhere",
    {},
    [HOME, replica("eastus", { name: "japaneast" })],
    ["eastus extra: want none, have a replica", "japaneast missing: want a replica, have none"],
  ],
  [
    "not-ready while creating",
    {},
    [HOME, replicaIn("japaneast", "Creating")],
    ["japaneast not-ready: want Succeeded, Ready, have Creating"],
  ],
  [
    "syncing while the copy is under way",
    {},
    [HOME, replicaIn("japaneast", "Succeeded, Syncing")],
    ["japaneast syncing: want Succeeded, Ready, have Succeeded, Syncing"],
  ],
  [
    "not-ready in a state that nobody has heard of",
    {},
    [HOME, replicaIn("japaneast", "Succeeded, Re-Balancing!")],
    ["japaneast not-ready: want Succeeded, Ready, have Succeeded, Re-Balancing"],
  ],
  [
    "not-ready while somebody deletes it",
    {},
    [HOME, replicaIn("japaneast", "Deleting, Ready")],
    ["japaneast not-ready: want Succeeded, Ready, have Deleting, Ready"],
  ],
  [
    "failed",
    {},
    [HOME, replicaIn("japaneast", "Failed")],
    ["japaneast failed: want Succeeded, Ready, have Failed"],
  ],
  [
    "failed, when the operation was cancelled",
    {},
    [HOME, replicaIn("japaneast", "Canceled")],
    ["japaneast failed: want Succeeded, Ready, have Canceled"],
  ],
  [
    "failed, home too",
    {},
    [replicaIn("westeurope", "Failed"), READY],
    ["westeurope failed: want Succeeded, Ready, have Failed"],
  ],
  [
    "failed, when a region has two replicas",
    {},
    [HOME, replica("japaneast", { name: "geo02" }), replica("japaneast", { name: "geo01" })],
    ["japaneast failed: want one replica, have 2 replicas: geo01, geo02"],
  ],
];

const SETTINGS: readonly Row[] = [
  ["nothing, when routing is to be kept", {}, [HOME, replica("japaneast", { routing: "disabled" })], []],
  [
    "routing that is enabled and should not be",
    { routing: "disabled" },
    [HOME, READY],
    ["japaneast routing: want disabled, have enabled"],
  ],
  [
    "routing that is disabled and should not be",
    { routing: "enabled" },
    [HOME, replica("japaneast", { routing: "disabled" })],
    ["japaneast routing: want enabled, have disabled"],
  ],
  [
    "routing by the region's own setting",
    { routing: "enabled", wanted: [wantedRegion("japaneast", { routing: "disabled" })] },
    [HOME, READY],
    ["japaneast routing: want disabled, have enabled"],
  ],
  [
    "nothing, when the region's own setting is keep",
    { routing: "disabled", wanted: [wantedRegion("japaneast", { routing: "keep" })] },
    [HOME, READY],
    [],
  ],
  [
    "nothing on home, whatever the general routing",
    { routing: "disabled" },
    [HOME, replica("japaneast", { routing: "disabled" })],
    [],
  ],
  [
    "nothing on a listed home without settings, whatever the general ones",
    {
      routing: "disabled",
      tags: { tier: "dr" },
      wanted: [wantedRegion("westeurope")],
    },
    [HOME],
    [],
  ],
  [
    "home's routing by its own setting",
    {
      wanted: [wantedRegion("westeurope", { routing: "disabled" }), wantedRegion("japaneast")],
    },
    [HOME, READY],
    ["westeurope routing: want disabled, have enabled"],
  ],
  [
    "home's routing by its own setting, without a row for home",
    { wanted: [wantedRegion("westeurope", { routing: "disabled", tags: { tier: "dr" } })] },
    [],
    ["westeurope routing: want disabled, have enabled", "westeurope tags: want tier=dr, have tier absent"],
  ],
  [
    "tags that are absent or have another value",
    { tags: { team: "shop", tier: "dr", cost: "42" } },
    [HOME, replica("japaneast", { tags: { Team: "shop", Tier: "DR" } })],
    ["japaneast tags: want cost=42, tier=dr, have cost absent, tier=DR"],
  ],
  [
    "nothing, when others have put tags of their own",
    { tags: { tier: "dr" } },
    [HOME, replica("japaneast", { tags: { tier: "dr", cost: "42" } })],
    [],
  ],
  [
    "tags by the region's own, over the general ones, names without case",
    {
      tags: { tier: "dr", team: "shop" },
      wanted: [wantedRegion("japaneast", { tags: { Tier: "hot" } })],
    },
    [HOME, replica("japaneast", { tags: { tier: "dr", team: "shop" } })],
    ["japaneast tags: want tier=hot, have tier=dr"],
  ],
  [
    "state, routing and tags of one region, in this order",
    { routing: "disabled", tags: { tier: "dr" } },
    [HOME, replicaIn("japaneast", "Creating")],
    [
      "japaneast not-ready: want Succeeded, Ready, have Creating",
      "japaneast routing: want disabled, have enabled",
      "japaneast tags: want tier=dr, have tier absent",
    ],
  ],
  ["no missing mark", { owner: "pr-42", ttl: 1000 }, [HOME, READY], []],
  [
    "no expiry that is to be renewed",
    { owner: "pr-42", ttl: 3_600_000 },
    [HOME, replica("japaneast", { tags: marks("pr-42", PAST) })],
    [],
  ],
];

const EXTRA = ["eastus extra: want none, have a replica"];

const EXTRAS: readonly Row[] = [
  ["extra with prune none", { prune: "none" }, [HOME, READY, replica("eastus")], EXTRA],
  ["extra with prune all", { prune: "all" }, [HOME, READY, replica("eastus")], EXTRA],
  ["extra whatever its state", {}, [HOME, READY, replicaIn("eastus", "Deleting")], EXTRA],
  [
    "nothing extra, when it is protected",
    { protect: [region("eastus")] },
    [HOME, READY, replica("eastus")],
    [],
  ],
  [
    "nothing extra, when it is somebody's until later",
    {},
    [HOME, READY, replica("eastus", { tags: marks("pr-7", FUTURE) })],
    [],
  ],
  [
    "nothing extra, when it is somebody's for ever",
    {},
    [HOME, READY, replica("eastus", { tags: marks("pr-7") })],
    [],
  ],
  [
    "nothing extra, when it is somebody's who cannot be read",
    {},
    [HOME, READY, replica("eastus", { tags: UNREADABLE_MARK })],
    [],
  ],
  [
    "extra, when it is somebody's and has expired",
    {},
    [HOME, READY, replica("eastus", { tags: marks("pr-7", PAST) })],
    EXTRA,
  ],
  [
    "nothing extra, when it is ours alone and its time has not passed",
    { owner: "pr-42" },
    [HOME, READY, replica("eastus", { tags: marks("pr-42", FUTURE) })],
    [],
  ],
  [
    "nothing extra, when we share it",
    { owner: "pr-42" },
    [HOME, READY, replica("eastus", { tags: marks("pr-42,pr-7", FUTURE) })],
    [],
  ],
  [
    "extra once, when a region has two replicas",
    {},
    [HOME, READY, replica("eastus", { name: "geo02" }), replica("eastus", { name: "geo01" })],
    ["eastus extra: want none, have 2 replicas: geo01, geo02"],
  ],
];

describe.each([
  ["the state of wanted replicas", STATES],
  ["the settings of wanted replicas", SETTINGS],
  ["replicas that are not wanted", EXTRAS],
])("%s: drift is", (_, rows) => {
  test.each(rows)("%s", (_, wish, replicas, drift) => {
    expect(driftOf(checkRequest(wish), replicas)).toEqual(drift);
    expect(driftOf(applyRequest(wish), replicas)).toEqual(drift);
  });
});

describe("in mode wait", () => {
  test("drift is missing, failed and not-ready only", () => {
    const request = waitRequest({
      wanted: ["japaneast", "eastus", "northeurope", "uksouth"].map((name) =>
        wantedRegion(name, { routing: "disabled", tags: { tier: "dr" } }),
      ),
    });
    const seen = [HOME, replicaIn("eastus", "Failed"), replicaIn("northeurope", "Creating")];
    expect(driftOf(request, [...seen, replica("uksouth"), replica("brazilsouth")])).toEqual([
      "eastus failed: want Succeeded, Ready, have Failed",
      "japaneast missing: want a replica, have none",
      "northeurope not-ready: want Succeeded, Ready, have Creating",
    ]);
  });
});

test("in mode remove nothing drifts", () => {
  const request = removeRequest({ regions: [region("japaneast")] });
  expect(driftOf(request, [HOME, replicaIn("japaneast", "Failed"), replica("eastus")])).toEqual([]);
});

test("drift is sorted by region, whatever the order of the answers", () => {
  const request = checkRequest({
    wanted: ["westus", "eastus", "japaneast"].map((name) => wantedRegion(name)),
  });
  const regions = planFor({
    request,
    replicas: [replica("uksouth"), HOME, replica("brazilsouth")],
  }).drift.map((one) => one.region);
  expect(regions).toEqual(["brazilsouth", "eastus", "japaneast", "uksouth", "westus"]);
});
