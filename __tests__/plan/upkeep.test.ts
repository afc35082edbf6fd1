import { describe, expect, test } from "@jest/globals";
import type { Change } from "../../src/plan/plan.js";
import type { Replica } from "../../src/registry/replica.js";
import type { ApplyJob, Common } from "../../src/registry/request.js";
import { createChange } from "../builders/plan.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, wantedRegion } from "../builders/request.js";
import { FUTURE, HOME, marks, NOW, PAST, planFor, UNREADABLE_MARK } from "../builders/situation.js";

type Wish = Partial<Common & ApplyJob>;

const OFFERED = ["japaneast", "eastus", "westeurope"].map(region);
const HOUR = 3_600_000;

function changesFor(wish: Wish, replicas: readonly Replica[]): readonly Change[] {
  return planFor({ request: applyRequest(wish), replicas }).changes;
}

describe("a wanted region without a replica", () => {
  test("gets one, named as the region and routed", () => {
    expect(changesFor({}, [HOME])).toEqual([
      createChange("japaneast", { reason: "Japan East has no replica" }),
    ]);
  });

  test.each([
    ["another region has the name", ["japaneast"], "japaneast2"],
    ["another region has the name in other letters", ["JapanEast"], "japaneast2"],
    ["other regions have the first numbers, too", ["japaneast", "japaneast2", "japaneast3"], "japaneast4"],
    ["nobody has it", ["geo01"], "japaneast"],
  ])("is named so that the name is free: %s", (_, names, name) => {
    const others = names.map((taken, index) =>
      replica(["eastus", "uksouth", "westus"][index] ?? "", { name: taken }),
    );
    expect(changesFor({}, [HOME, ...others])).toEqual([expect.objectContaining({ action: "create", name })]);
  });

  test("never gets the name of another wanted region", () => {
    const wanted = [wantedRegion("westus"), wantedRegion("westus2")];
    const changes = changesFor({ wanted }, [HOME, replica("uksouth", { name: "westus" })]);
    expect(changes).toEqual([
      expect.objectContaining({ region: "westus", name: "westus3" }),
      expect.objectContaining({ region: "westus2", name: "westus2" }),
    ]);
  });

  test.each([
    ["the general settings", { routing: "disabled", tags: { tier: "dr" } }, "disabled", { tier: "dr" }],
    [
      "its own settings over the general ones",
      {
        routing: "disabled",
        tags: { tier: "dr", team: "shop" },
        wanted: [wantedRegion("japaneast", { routing: "enabled", tags: { TIER: "hot" } })],
      },
      "enabled",
      { tier: "hot", team: "shop" },
    ],
    [
      "open routing, when its own is keep",
      { routing: "disabled", wanted: [wantedRegion("japaneast", { routing: "keep" })] },
      "enabled",
      {},
    ],
  ] as const)("gets one with %s", (_, wish, routing, tags) => {
    expect(changesFor(wish, [HOME])).toEqual([expect.objectContaining({ routing, tags })]);
  });

  test("gets one marked with the owner and its time to live, not with an instant", () => {
    expect(changesFor({ owner: "pr-42", ttl: HOUR }, [HOME])).toEqual([
      expect.objectContaining({ tags: {}, need: { owner: "pr-42", ttl: HOUR } }),
    ]);
  });

  test("gets one after somebody's delete has ended", () => {
    expect(changesFor({}, [HOME, { ...replicaIn("japaneast", "Deleting"), name: "geo01" }])).toEqual([
      createChange("japaneast", { reason: "the replica in Japan East is being deleted", after: "geo01" }),
    ]);
  });

  test("is impossible where Azure offers none, with the nearest names", () => {
    const request = applyRequest({ wanted: [wantedRegion("japaneest"), wantedRegion("eastus")] });
    const plan = planFor({ request, offered: OFFERED });
    expect(plan.impossible).toEqual([
      {
        region: "japaneest",
        code: "RegionNotOffered",
        reason:
          "Azure offers no replica in japaneest. Did you mean japaneast? Correct the name in `regions`.",
      },
    ]);
    expect(plan.changes).toEqual([expect.objectContaining({ action: "create", region: "eastus" })]);
    expect(plan.refusals).toEqual([]);
  });

  test("is not judged where the offered regions could not be read", () => {
    const request = applyRequest({ wanted: [wantedRegion("japaneest")] });
    expect(planFor({ request, offered: null }).impossible).toEqual([]);
  });
});

describe("a wanted region with a replica", () => {
  test.each<readonly [string, Wish, Replica]>([
    ["as wanted", {}, replica("japaneast")],
    ["named otherwise", {}, replica("japaneast", { name: "geo01" })],
    ["still on its way", {}, replicaIn("japaneast", "Succeeded, Syncing")],
    ["closed by somebody, routing keep", { routing: "keep" }, replica("japaneast", { routing: "disabled" })],
    [
      "with tags of others",
      { tags: { tier: "dr" } },
      replica("japaneast", { tags: { TIER: "dr", cost: "42" } }),
    ],
    ["failed, without repair", { routing: "disabled" }, replicaIn("japaneast", "Failed")],
    ["permanent, asked for by an owner", { owner: "pr-42", ttl: HOUR }, replica("japaneast")],
    ["ours for ever", { owner: "pr-42" }, replica("japaneast", { tags: marks("pr-42") })],
    [
      "shared for ever",
      { owner: "pr-42", ttl: HOUR },
      replica("japaneast", { tags: marks("pr-42,pr-7", "never") }),
    ],
    [
      "ours for longer",
      { owner: "pr-42", ttl: HOUR },
      replica("japaneast", { tags: marks("pr-42", FUTURE) }),
    ],
    [
      "permanent, with other settings, asked for by an owner",
      { owner: "pr-42", routing: "disabled", tags: { tier: "dr" } },
      replica("japaneast", { tags: { tier: "hot" } }),
    ],
    [
      "shared, with other settings, ours for ever",
      { owner: "pr-42", routing: "disabled", tags: { tier: "dr" } },
      replica("japaneast", { tags: marks("pr-42,pr-7") }),
    ],
  ])("is left as it is: %s", (_, wish, there) => {
    expect(changesFor(wish, [HOME, there])).toEqual([]);
  });

  test("is corrected in one update with only what differs", () => {
    const there = replica("japaneast", {
      name: "geo01",
      tags: { team: "shop", Tier: "cold", ...marks("pr-42", PAST) },
    });
    const wish: Wish = { routing: "disabled", tags: { team: "shop", tier: "dr" }, owner: "pr-42", ttl: HOUR };
    expect(changesFor(wish, [HOME, there])).toEqual([
      {
        action: "update",
        region: "japaneast",
        reason: "routing is enabled, wanted is disabled; tags differ: tier; the expiry of pr-42 is renewed",
        name: "geo01",
        routing: "disabled",
        tags: { tier: "dr" },
        marks: { kind: "add", owner: "pr-42", ttl: HOUR },
      },
    ]);
  });

  test.each([
    ["another's, is shared", marks("pr-7", FUTURE), "pr-42 needs it too"],
    ["another's for ever, is shared", marks("pr-7"), "pr-42 needs it too"],
    ["somebody's that cannot be read, is shared", UNREADABLE_MARK, "pr-42 needs it too"],
    ["ours, is renewed", marks("pr-42", PAST), "the expiry of pr-42 is renewed"],
    ["shared, is renewed", marks("pr-42,pr-7", PAST), "the expiry of pr-42 is renewed"],
  ])("%s", (_, tags, reason) => {
    const wish: Wish = { owner: "pr-42", ttl: HOUR };
    const plan = planFor({ request: applyRequest(wish), replicas: [HOME, replica("japaneast", { tags })] });
    expect(plan.changes).toEqual([
      expect.objectContaining({
        action: "update",
        reason,
        marks: { kind: "add", owner: "pr-42", ttl: HOUR },
      }),
    ]);
    expect(plan.drift).toEqual([]);
  });

  test("is shared for ever by an owner without a time to live", () => {
    expect(
      changesFor({ owner: "pr-42" }, [HOME, replica("japaneast", { tags: marks("pr-42", FUTURE) })]),
    ).toEqual([
      expect.objectContaining({
        reason: "the expiry of pr-42 is renewed",
        marks: { kind: "add", owner: "pr-42", ttl: null },
      }),
    ]);
  });

  test("says which settings an owner's run leaves as they are, and calls that no drift", () => {
    const request = applyRequest({ owner: "pr-42", routing: "disabled", tags: { tier: "dr" } });
    const replicas = [HOME, replica("japaneast", { tags: marks("pr-42,pr-7") })];
    const plan = planFor({ request, replicas });
    expect(plan.leftOut).toEqual([
      { region: "japaneast", reason: "routing and tags stay as they are, since it is needed by pr-7, too" },
    ]);
    expect([plan.drift, plan.changes]).toEqual([[], []]);
  });

  test("becomes permanent in a run without an owner, which takes off what cannot be read, too", () => {
    const tags = { ...marks("pr-7", PAST), ...UNREADABLE_MARK };
    const plan = planFor({ request: applyRequest(), replicas: [HOME, replica("japaneast", { tags })] });
    expect(plan.changes).toMatchObject([
      {
        action: "update",
        reason: "it becomes permanent: no longer on loan to pr-7, an owner whose mark cannot be read",
        marks: { kind: "make-permanent" },
      },
    ]);
  });

  test("is impossible where it has two, and both are named", () => {
    const two = [replica("japaneast", { name: "geo02" }), replica("japaneast", { name: "geo01" })];
    const plan = planFor({
      request: applyRequest({ routing: "disabled", repair: true }),
      replicas: [HOME, ...two],
    });
    expect(plan.changes).toEqual([]);
    expect(plan.impossible).toEqual([
      {
        region: "japaneast",
        code: "TwoReplicasInOneRegion",
        reason:
          "Japan East has 2 replicas: geo01, geo02. None of them is changed or deleted. Delete what is not needed by hand.",
      },
    ]);
  });
});

describe("home", () => {
  const ITEM = wantedRegion("westeurope", { routing: "disabled", tags: { tier: "hot" } });

  test.each<readonly [string, Wish, readonly Replica[]]>([
    ["whether it is listed", { wanted: [wantedRegion("westeurope")] }, [HOME]],
    ["whatever the general settings", { wanted: [], routing: "disabled", tags: { tier: "dr" } }, [HOME]],
    ["though LIST has no row for it", { wanted: [wantedRegion("westeurope")] }, []],
    ["though it failed and repair is on", { wanted: [], repair: true }, [replicaIn("westeurope", "Failed")]],
    ["though somebody seems to delete it", { wanted: [] }, [replicaIn("westeurope", "Deleting")]],
    [
      "though it carries a mark",
      { wanted: [], owner: "pr-42" },
      [replica("westeurope", { tags: marks("pr-7") })],
    ],
  ])("gets no change, %s", (_, wish, replicas) => {
    expect(changesFor(wish, replicas)).toEqual([]);
  });

  test("gets its own item's settings", () => {
    expect(changesFor({ wanted: [ITEM, wantedRegion("japaneast")] }, [HOME, replica("japaneast")])).toEqual([
      {
        action: "update",
        region: "westeurope",
        reason: "routing is enabled, wanted is disabled; tags differ: tier",
        name: "westeurope",
        routing: "disabled",
        tags: { tier: "hot" },
        marks: null,
      },
    ]);
  });

  test("gets its settings after the first replica, which brings its row", () => {
    expect(changesFor({ wanted: [ITEM, wantedRegion("japaneast")] }, [])).toEqual([
      expect.objectContaining({ action: "create", region: "japaneast" }),
      expect.objectContaining({ action: "update", region: "westeurope", name: null, routing: "disabled" }),
    ]);
  });

  test("gets its settings once its row comes, when other replicas are there already", () => {
    expect(changesFor({ wanted: [ITEM, wantedRegion("japaneast")] }, [replica("japaneast")])).toEqual([
      expect.objectContaining({ action: "update", region: "westeurope", name: null }),
    ]);
  });

  test("cannot get settings while the registry has no replica and none is wanted", () => {
    const plan = planFor({ request: applyRequest({ wanted: [ITEM] }), replicas: [] });
    expect(plan.changes).toEqual([]);
    expect(plan.impossible).toEqual([
      expect.objectContaining({ region: "westeurope", code: "HomeHasNoReplica" }),
    ]);
  });

  test("cannot get settings when the only other wanted region is not offered", () => {
    const request = applyRequest({ wanted: [ITEM, wantedRegion("japaneest")] });
    const plan = planFor({ request, replicas: [], offered: OFFERED });
    expect(plan.changes).toEqual([]);
    expect(plan.impossible.map(({ code }) => code)).toEqual(["RegionNotOffered", "HomeHasNoReplica"]);
  });
});

describe("a failed replica on loan that is not repaired", () => {
  const BROKEN = replicaIn("japaneast", "Failed");
  const LENT: Replica = { ...BROKEN, routing: "disabled", tags: marks("pr-42") };

  test.each<readonly [string, Wish]>([
    ["without repair", { tags: { tier: "dr" } }],
    ["since its disabled routing would be lost", { repair: true }],
    ["since it is protected", { repair: true, routing: "disabled", protect: [region("japaneast")] }],
  ])("becomes permanent, and nothing else of it is changed: %s", (_, wish) => {
    expect(changesFor(wish, [HOME, LENT])).toEqual([
      {
        action: "update",
        region: "japaneast",
        reason: "it becomes permanent: no longer on loan to pr-42",
        name: "japaneast",
        routing: null,
        tags: {},
        marks: { kind: "make-permanent" },
      },
    ]);
  });

  test.each<readonly [string, Wish, Replica]>([
    ["by its owner", { owner: "pr-42" }, LENT],
    ["by another owner", { owner: "pr-7" }, LENT],
    ["that is permanent already", {}, BROKEN],
  ])("is left as it is %s", (_, wish, there) => {
    expect(changesFor(wish, [HOME, there])).toEqual([]);
  });
});

describe("repair", () => {
  const BROKEN: Replica = {
    ...replicaIn("japaneast", "Failed"),
    name: "geo01",
    tags: { cost: "42" },
  };

  test("makes a failed replica again with the same name, tags and routing", () => {
    expect(changesFor({ repair: true, tags: { tier: "dr" } }, [HOME, BROKEN])).toEqual([
      {
        action: "repair",
        region: "japaneast",
        reason: "the replica in Japan East has failed",
        name: "geo01",
        routing: "enabled",
        tags: { cost: "42", tier: "dr" },
        need: null,
      },
    ]);
  });

  test.each(["enabled", "disabled"] as const)(
    "gives it the wanted routing where one is wanted: %s",
    (routing) => {
      const closed: Replica = { ...BROKEN, routing: "disabled" };
      expect(changesFor({ repair: true, routing }, [HOME, closed])).toEqual([
        expect.objectContaining({ action: "repair", routing }),
      ]);
    },
  );

  test("by an owner's run makes again what is its own", () => {
    const there = { ...BROKEN, tags: { cost: "42", ...marks("pr-42", FUTURE) } };
    expect(changesFor({ repair: true, owner: "pr-42", ttl: HOUR }, [HOME, there])).toEqual([
      expect.objectContaining({
        action: "repair",
        tags: { cost: "42" },
        need: { owner: "pr-42", ttl: HOUR },
      }),
    ]);
  });

  test("by a run without an owner makes what others own permanent, as always", () => {
    const there = { ...BROKEN, tags: { cost: "42", ...marks("pr-7", FUTURE) } };
    expect(changesFor({ repair: true }, [HOME, there])).toEqual([
      expect.objectContaining({ action: "repair", tags: { cost: "42" }, need: null }),
    ]);
  });

  test.each<readonly [string, Wish, Replica, string]>([
    [
      "a protected replica",
      { protect: [region("japaneast")] },
      BROKEN,
      "it has failed, but `protect` forbids repairing it",
    ],
    [
      "a permanent one in an owner's run",
      { owner: "pr-42" },
      BROKEN,
      "it has failed, but only a replica whose only owner is pr-42 is repaired by its run. Repair it from a run without `owner`",
    ],
    [
      "a shared one in an owner's run",
      { owner: "pr-42" },
      { ...BROKEN, tags: marks("pr-42,pr-7") },
      "it has failed, but only a replica whose only owner is pr-42 is repaired by its run. Repair it from a run without `owner`",
    ],
    [
      "one whose disabled routing nobody speaks of",
      {},
      { ...BROKEN, routing: "disabled" },
      "it has failed, but its routing is disabled, and that would be lost if the run were interrupted between delete and create. Set `routing` for this region",
    ],
    [
      "home",
      { wanted: [] },
      replicaIn("westeurope", "Failed"),
      "it has failed, but the home region is never deleted, not even for repair",
    ],
  ])("leaves %s, and says so", (_, wish, there, reason) => {
    const plan = planFor({ request: applyRequest({ repair: true, ...wish }), replicas: [there] });
    expect(plan.changes).toEqual([]);
    expect(plan.leftOut).toEqual([{ region: there.region, reason }]);
    expect(plan.drift).toEqual([expect.objectContaining({ region: there.region, kind: "failed" })]);
  });

  test("is for wanted regions only", () => {
    expect(changesFor({ repair: true, wanted: [] }, [HOME, BROKEN])).toEqual([]);
  });
});

test("changes are sorted by region, whatever the order of wish and answers", () => {
  const wanted = ["westus", "eastus", "japaneast"].map((name) => wantedRegion(name));
  const changes = changesFor({ wanted, prune: "all" }, [replica("uksouth"), HOME, replica("brazilsouth")]);
  expect(changes.map((change) => change.region)).toEqual([
    "brazilsouth",
    "eastus",
    "japaneast",
    "uksouth",
    "westus",
  ]);
});

test("a plan knows what it was made on", () => {
  const plan = planFor({ replicas: [replica("japaneast"), HOME], now: NOW });
  expect(plan.replicas.map((one) => one.region)).toEqual(["japaneast", "westeurope"]);
  expect(plan.wanted).toEqual([
    { region: "japaneast", isHome: false, routing: "keep", tags: {} },
    { region: "westeurope", isHome: true, routing: "keep", tags: {} },
  ]);
});
