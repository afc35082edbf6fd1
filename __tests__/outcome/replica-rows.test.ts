import { describe, expect, test } from "@jest/globals";
import { foldOutcome } from "../../src/outcome/fold.js";
import type { ReplicaRow } from "../../src/outcome/outcome.js";
import type { Fact } from "../../src/registry/fact.js";
import { parseImageReference } from "../../src/registry/image-reference.js";
import type { Replica, Tags } from "../../src/registry/replica.js";
import { ServerText } from "../../src/registry/server-text.js";
import { region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, checkRequest, removeRequest, waitRequest, wantedRegion } from "../builders/request.js";
import { FUTURE, HOME, marks, NOW, PAST, planFor, UNREADABLE_MARK } from "../builders/situation.js";
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
  type Told,
  waited,
  wrote,
} from "./facts.js";

const JAPAN = replica("japaneast");
const EXTRA = replica("eastus");
const CREATING = replicaIn("japaneast", "Creating");
const REMOVE = removeRequest({ regions: [region("eastus")] });

function rowOf(name: string, told: Told): ReplicaRow | undefined {
  return outcomeOf(told).replicas.find((row) => row.region === name);
}

describe("the rows of replicas", () => {
  test("are one for each replica and each wanted region, sorted by region, home included", () => {
    const request = checkRequest({ wanted: ["westus", "japaneast"].map((name) => wantedRegion(name)) });
    const rows = outcomeOf({ request, observed: [replica("uksouth"), JAPAN, HOME] }).replicas;
    expect(rows.map((row) => [row.region, row.name, row.isHome, row.isWanted])).toEqual([
      ["japaneast", "japaneast", false, true],
      ["uksouth", "uksouth", false, false],
      ["westeurope", "westeurope", true, true],
      ["westus", null, false, true],
    ]);
  });

  test("are two where a region has two replicas, and neither is ready", () => {
    const two = [replica("japaneast", { name: "geo01" }), replica("japaneast", { name: "geo02" })];
    const outcome = outcomeOf({ request: checkRequest(), observed: [HOME, ...two] });
    expect(outcome.replicas.map(({ name, isReady }) => [name, isReady])).toEqual([
      ["geo01", false],
      ["geo02", false],
      ["westeurope", true],
    ]);
    expect(outcome.isAllReady).toBe(false);
    expect(outcome.readyRegions).toEqual([]);
  });

  test("hold what was seen last", () => {
    const facts = [listed(HOME, CREATING), listed(HOME, replicaIn("japaneast", "Succeeded, Syncing"))];
    const row = rowOf("japaneast", { request: applyRequest(), observed: [HOME], facts });
    expect(row?.provisioningState?.unescaped()).toBe("Succeeded");
    expect(row?.displayStatus?.unescaped()).toBe("Syncing");
    expect(row?.isReady).toBe(false);
  });

  test("hold marks as Azure has them", () => {
    const expiryOf = (tags: Tags) => {
      const row = rowOf("japaneast", {
        request: checkRequest(),
        observed: [HOME, replica("japaneast", { tags })],
      });
      return [row?.owners, row?.expires];
    };
    expect(expiryOf(marks("pr-42,pr-7", FUTURE))).toEqual([["pr-42", "pr-7"], FUTURE]);
    expect(expiryOf({ ...marks("pr-42", FUTURE), ...marks("pr-7", PAST) })).toEqual([
      ["pr-42", "pr-7"],
      FUTURE,
    ]);
    expect(expiryOf({ ...marks("pr-42", FUTURE), ...marks("pr-7") })).toEqual([["pr-42", "pr-7"], "never"]);
    expect(expiryOf({ ...marks("pr-42", FUTURE), ...UNREADABLE_MARK })).toEqual([["pr-42"], "never"]);
    expect(expiryOf({ team: "shop" })).toEqual([[], null]);
  });

  test("have the registry stand for a home without a row", () => {
    const row = rowOf("westeurope", { request: checkRequest(), observed: [] });
    expect(row).toMatchObject({
      name: null,
      isHome: true,
      isWanted: true,
      isReady: true,
      routing: "enabled",
    });
    expect(row?.provisioningState?.unescaped()).toBe("Succeeded");
  });

  test("do not call a home without a row ready while the registry is not", () => {
    const settling = registry({ provisioningState: new ServerText("Updating") });
    const plan = planFor({ request: checkRequest(), registry: settling, replicas: [] });
    const row = rowOf("westeurope", { request: checkRequest(), observed: [], plan });
    expect(row?.isReady).toBe(false);
  });

  test("keep a replica that was deleted, without a state", () => {
    const observed = [HOME, replica("eastus", { name: "geo01", tags: marks("pr-42") })];
    const row = rowOf("eastus", { request: REMOVE, observed, facts: deleted(EXTRA) });
    expect(row).toMatchObject({
      change: "deleted",
      name: "geo01",
      owners: ["pr-42"],
      isReady: false,
      provisioningState: null,
      displayStatus: null,
    });
  });

  test("keep a replica whose delete was accepted and not confirmed", () => {
    const facts = [...wrote("delete", EXTRA), seen("eastus", null), CANCELLED];
    const row = rowOf("eastus", { request: REMOVE, observed: [HOME, EXTRA], facts });
    expect(row).toMatchObject({ change: "deleted", name: "eastus" });
  });

  test.each<readonly [string, readonly Fact[]]>([
    ["was accepted", wrote("delete", EXTRA)],
    ["had no answer", [sent("delete", "eastus")]],
    [
      "had its answer lost",
      [sent("delete", "eastus"), failed("eastus", { kind: "unreachable", activity: "delete" })],
    ],
  ])("have no state from before a delete that %s when nobody has looked since", (_, facts) => {
    const row = rowOf("eastus", { request: REMOVE, observed: [HOME, EXTRA], facts: [...facts, CANCELLED] });
    expect(row).toMatchObject({ name: "eastus", provisioningState: null, displayStatus: null });
    expect([row?.isReady, row?.isStateKnown]).toEqual([false, false]);
  });

  test.each<readonly [string, readonly Fact[]]>([
    ["a look after it", [...wrote("delete", EXTRA), seen("eastus", EXTRA)]],
    ["its refusal", [sent("delete", "eastus"), failed("eastus", { kind: "denied", activity: "delete" })]],
  ])("have the state of before a delete again by %s", (_, facts) => {
    const row = rowOf("eastus", { request: REMOVE, observed: [HOME, EXTRA], facts });
    expect([row?.isReady, row?.isStateKnown]).toEqual([true, true]);
  });

  test("have no name for a wanted region whose replica has vanished", () => {
    const facts = [...wrote("create", CREATING), ...waited(JAPAN, "vanished"), failed("japaneast")];
    const row = rowOf("japaneast", { request: applyRequest(), observed: [HOME], facts });
    expect(row).toMatchObject({ name: null, change: "created", isReady: false });
  });

  test("have an endpoint only when images were asked for, and a data endpoint where there is one", () => {
    const withData = registry({ dataEndpointHosts: ["contoso.japaneast.data.azurecr.io"] });
    const images = [parseImageReference("shop/api:v1")].filter((image) => image !== null);
    const request = waitRequest({ images });
    const plan = planFor({ request, registry: withData, replicas: [HOME, JAPAN] });
    const endpoints = new Map([[region("japaneast"), "contoso.japaneast.geo.azurecr.io"]]);
    const asked = rowOf("japaneast", {
      request,
      observed: [],
      plan,
      facts: [{ kind: "endpoints-known", endpoints }],
    });
    expect(asked).toMatchObject({
      endpoint: "contoso.japaneast.geo.azurecr.io",
      dataEndpoint: "contoso.japaneast.data.azurecr.io",
    });
    expect(rowOf("japaneast", { request: checkRequest(), observed: [HOME, JAPAN] })?.endpoint).toBeNull();
  });

  test.each<[string, string, readonly string[], string | null]>([
    [
      "that this run created",
      "japaneast",
      ["contoso-a1.westeurope.data.azurecr.io"],
      "contoso-a1.japaneast.data.azurecr.io",
    ],
    ["where data endpoints are off", "japaneast", [], null],
    ["where the registry's are of another form", "japaneast", ["contoso.example.com"], null],
    [
      "that was there and of which the registry has none",
      "eastus",
      ["contoso.westeurope.data.azurecr.io"],
      null,
    ],
  ])("have the data endpoint of a replica %s", (_, name, dataEndpointHosts, host) => {
    const request = applyRequest();
    const plan = planFor({ request, registry: registry({ dataEndpointHosts }), replicas: [HOME, EXTRA] });
    const facts = [...wrote("create", CREATING), ...waited(JAPAN, "ready")];
    expect(rowOf(name, { request, observed: [HOME, EXTRA], plan, facts })?.dataEndpoint).toBe(host);
  });

  test("have the seconds that the run waited, up to its end where the wait did not end", () => {
    const wait = [...wrote("create", CREATING), ...waited(JAPAN, "ready")];
    const told = { request: applyRequest(), observed: [HOME] };
    expect(rowOf("japaneast", { ...told, facts: wait })?.seconds).toBe(2);
    const open = [...wrote("create", CREATING), ...waited(JAPAN, "ready").slice(0, 2), DEADLINE];
    expect(rowOf("japaneast", { ...told, facts: open })?.seconds).toBe(3);
    expect(rowOf("westeurope", { ...told, facts: wait })?.seconds).toBeNull();
  });

  test("have the first error of their region", () => {
    const facts = [
      failed("japaneast", { code: "First", activity: "create" }),
      failed("japaneast", { code: "Second" }),
    ];
    const row = rowOf("japaneast", { request: applyRequest(), observed: [HOME], facts });
    expect(row?.error).toEqual({ code: "First", during: "create" });
  });

  test("are none before there is a plan", () => {
    const run = {
      request: applyRequest(),
      registry: registry(),
      plan: null,
      facts: [],
      startedAt: NOW,
      duration: 0,
    };
    const outcome = foldOutcome(run);
    expect([outcome.replicas, outcome.isAllReady, outcome.drift, outcome.planHash]).toEqual([
      [],
      false,
      [],
      "",
    ]);
  });
});

describe("what Azure accepted in this run", () => {
  test.each<readonly [string, Told, ReplicaRow["change"]]>([
    ["nothing", { request: applyRequest(), observed: [HOME, JAPAN] }, "none"],
    ["a create", { request: applyRequest(), observed: [HOME], facts: created(JAPAN) }, "created"],
    [
      "a create that met somebody else's replica is none",
      { request: applyRequest(), observed: [HOME], facts: wrote("create", JAPAN, true) },
      "none",
    ],
    [
      "an update",
      { request: applyRequest(), observed: [HOME, JAPAN], facts: wrote("update", JAPAN) },
      "updated",
    ],
    [
      "a create and an update are a create",
      { request: applyRequest(), observed: [HOME], facts: [...created(JAPAN), ...wrote("update", JAPAN)] },
      "created",
    ],
    [
      "both halves of a repair",
      {
        request: applyRequest({ repair: true }),
        observed: [HOME, replicaIn("japaneast", "Failed")],
        facts: [...wrote("repair-delete", JAPAN), ...wrote("repair-create", CREATING)],
      },
      "repaired",
    ],
    [
      "the first half of a repair is a delete",
      {
        request: applyRequest({ repair: true }),
        observed: [HOME, replicaIn("japaneast", "Failed")],
        facts: [...wrote("repair-delete", JAPAN), seen("japaneast", null), failed("japaneast")],
      },
      "deleted",
    ],
    [
      "a write that was refused is none",
      {
        request: applyRequest(),
        observed: [HOME],
        facts: [sent("create", "japaneast"), failed("japaneast")],
      },
      "none",
    ],
  ])("%s", (_, told, change) => {
    expect(rowOf("japaneast", told)?.change).toBe(change);
  });
});

describe("a write whose answer was lost", () => {
  const lost = (action: "create" | "update" | "delete", name: string) => [
    sent(action, name),
    failed(name, { kind: "unreachable", activity: action }),
  ];

  test("is a create when the replica is seen afterwards: nothing that was made goes unsaid", () => {
    const told = {
      request: applyRequest(),
      observed: [HOME],
      facts: [...lost("create", "japaneast"), listed(HOME, CREATING)],
    };
    expect(rowOf("japaneast", told)?.change).toBe("created");
    expect(outcomeOf(told)).toMatchObject({
      verdict: "failed",
      created: ["japaneast"],
      underway: ["japaneast"],
    });
  });

  test("is not called done, nor left undone, while nothing shows what became of it", () => {
    const told = { request: applyRequest(), observed: [HOME], facts: lost("create", "japaneast") };
    const outcome = outcomeOf(told);
    expect([outcome.created, outcome.underway, outcome.unanswered]).toEqual([[], [], ["japaneast"]]);
  });

  test("is a delete when the replica is gone afterwards, though an unconfirmed one", () => {
    const facts = [...lost("delete", "eastus"), listed(HOME)];
    const outcome = outcomeOf({ request: REMOVE, observed: [HOME, EXTRA], facts });
    expect(outcome.replicas.find((row) => row.region === "eastus")?.change).toBe("deleted");
    expect([outcome.deleted, outcome.underway]).toEqual([[], ["eastus"]]);
  });

  test("is no delete when the replica is still there", () => {
    const facts = [...lost("delete", "eastus"), listed(HOME, EXTRA)];
    const outcome = outcomeOf({ request: REMOVE, observed: [HOME, EXTRA], facts });
    expect(outcome.replicas.find((row) => row.region === "eastus")?.change).toBe("none");
  });

  test("is forgotten when Azure says no after all", () => {
    const facts = [...lost("create", "japaneast"), failed("japaneast", { kind: "denied" }), listed(HOME)];
    const { underway, unanswered } = outcomeOf({ request: applyRequest(), observed: [HOME], facts });
    expect([underway, unanswered]).toEqual([[], []]);
  });

  test("stays lost when the wait fails for another reason", () => {
    const facts = [...lost("update", "japaneast"), stuck("japaneast")];
    const { unanswered } = outcomeOf({ request: applyRequest(), observed: [HOME, JAPAN], facts });
    expect(unanswered).toEqual(["japaneast"]);
  });
});

describe("LIST, which lags", () => {
  test("does not bring back what was confirmed to be gone", () => {
    const facts = [...deleted(EXTRA), listed(HOME, JAPAN, EXTRA)];
    const outcome = outcomeOf({
      request: applyRequest({ prune: "all" }),
      observed: [HOME, JAPAN, EXTRA],
      facts,
    });
    expect([outcome.verdict, outcome.deleted, outcome.drift]).toEqual(["changed", ["eastus"], []]);
  });

  test("does not take away what was created", () => {
    const facts = [...created(JAPAN), listed(HOME)];
    const outcome = outcomeOf({ request: applyRequest(), observed: [HOME], facts });
    expect([outcome.verdict, outcome.drift]).toEqual(["changed", []]);
  });

  test("is believed where nothing is wanted and nothing was written", () => {
    const outcome = outcomeOf({
      request: applyRequest(),
      observed: [HOME, JAPAN, EXTRA],
      facts: [listed(HOME, JAPAN)],
    });
    expect([outcome.verdict, outcome.drift]).toEqual(["in-sync", []]);
    expect(outcome.replicas.map(({ region }) => region)).toEqual(["japaneast", "westeurope"]);
  });

  test("does not take away what is wanted: its state is unknown until a GET tells that it is gone", () => {
    const run = { request: applyRequest(), observed: [HOME, JAPAN] };
    const [row] = outcomeOf({ ...run, facts: [listed(HOME)] }).replicas;
    expect(row).toMatchObject({ name: "japaneast", isReady: false, isStateKnown: false });
    expect(outcomeOf({ ...run, facts: [listed(HOME)] }).drift).toEqual([]);
    const gone = outcomeOf({ ...run, facts: [listed(HOME), seen("japaneast", null)] });
    expect(gone.drift).toEqual([expect.objectContaining({ region: "japaneast", kind: "missing" })]);
  });

  test.each<readonly [string, readonly Replica[], readonly Fact[], string | null]>([
    ["there", [HOME, JAPAN], [listed(HOME)], "japaneast"],
    ["created", [HOME], [...created(JAPAN), listed(HOME)], "japaneast"],
    ["to be created", [HOME], [sent("create", "japaneast"), listed(HOME)], null],
  ])(
    "and a GET that told nothing of what was %s: it is neither there nor missing",
    (_, observed, facts, name) => {
      const refused = failed("japaneast", { kind: "denied", activity: "read-replica" });
      const outcome = outcomeOf({ request: applyRequest(), observed, facts: [...facts, refused] });
      expect([outcome.verdict, outcome.drift, outcome.readyRegions]).toEqual(["failed", [], []]);
      expect(outcome.replicas[0]).toMatchObject({ region: "japaneast", name, isReady: false });
    },
  );

  test("is overruled by a GET", () => {
    const facts = [...created(JAPAN), listed(HOME, CREATING), seen("japaneast", JAPAN)];
    expect(outcomeOf({ request: applyRequest(), observed: [HOME], facts }).verdict).toBe("changed");
    const back = [...deleted(EXTRA), seen("eastus", EXTRA)];
    const outcome = outcomeOf({
      request: applyRequest({ prune: "all" }),
      observed: [HOME, JAPAN, EXTRA],
      facts: back,
    });
    expect(outcome.drift).toEqual([expect.objectContaining({ region: "eastus", kind: "extra" })]);
  });
});

describe("the lists of regions", () => {
  test("created has creates and repairs that were accepted, sorted and once each", () => {
    const two = [replica("uksouth"), replica("uksouth", { name: "other" })];
    const outcome = outcomeOf({
      request: applyRequest({ wanted: ["uksouth", "japaneast", "eastus"].map((name) => wantedRegion(name)) }),
      observed: [HOME],
      facts: [
        ...created(replica("uksouth")),
        ...wrote("repair-delete", JAPAN),
        ...wrote("repair-create", JAPAN),
        ...wrote("create", EXTRA, true),
        listed(HOME, JAPAN, EXTRA, ...two),
      ],
    });
    expect(outcome.created).toEqual(["japaneast", "uksouth"]);
  });

  test("deleted has deletes that were confirmed", () => {
    const request = removeRequest({ regions: ["eastus", "uksouth"].map(region) });
    const observed = [HOME, EXTRA, replica("uksouth")];
    const facts = [...deleted(EXTRA), ...wrote("delete", replica("uksouth"))];
    expect(outcomeOf({ request, observed, facts }).deleted).toEqual(["eastus"]);
  });

  test("ready-regions has the regions named in regions that are ready", () => {
    const names = ["japaneast", "eastus", "uksouth"];
    const observed = [HOME, JAPAN, replicaIn("eastus", "Creating"), replica("brazilsouth")];
    const ready = (...named: readonly string[]) =>
      outcomeOf({ request: checkRequest({ wanted: named.map((name) => wantedRegion(name)) }), observed })
        .readyRegions;
    expect(ready(...names)).toEqual(["japaneast"]);
    expect(ready("westeurope", "japaneast")).toEqual(["japaneast", "westeurope"]);
    expect(ready("eastus")).toEqual([]);
  });

  test("ready-regions has none in a removal, which names what is to go", () => {
    expect(outcomeOf({ request: REMOVE, observed: [HOME, EXTRA] }).readyRegions).toEqual([]);
  });

  test("all-ready speaks of wanted regions only, home included", () => {
    const isAllReady = (...observed: Told["observed"]) =>
      outcomeOf({ request: checkRequest(), observed }).isAllReady;
    expect(isAllReady(HOME, JAPAN, replicaIn("eastus", "Failed"))).toBe(true);
    expect(isAllReady(HOME, CREATING)).toBe(false);
    expect(isAllReady(HOME)).toBe(false);
    expect(isAllReady(replicaIn("westeurope", "Updating, Ready"), JAPAN)).toBe(false);
    expect(isAllReady(JAPAN)).toBe(true);
  });

  test.each<readonly [string, Told, readonly string[]]>([
    [
      "a create that is not up",
      { request: applyRequest(), observed: [HOME], facts: wrote("create", CREATING) },
      ["japaneast"],
    ],
    [
      "a replica that still syncs",
      {
        request: applyRequest(),
        observed: [HOME],
        facts: wrote("create", replicaIn("japaneast", "Succeeded, Syncing")),
      },
      ["japaneast"],
    ],
    [
      "a delete that was not confirmed",
      { request: REMOVE, observed: [HOME, EXTRA], facts: wrote("delete", EXTRA) },
      ["eastus"],
    ],
    [
      "an operation of somebody else's that was waited for",
      {
        request: applyRequest(),
        observed: [HOME, CREATING],
        facts: [{ kind: "wait-begun", region: region("japaneast") }, DEADLINE],
      },
      ["japaneast"],
    ],
    [
      "the delete of a repair",
      {
        request: applyRequest({ repair: true }),
        observed: [HOME, replicaIn("japaneast", "Failed")],
        facts: [
          ...wrote("repair-delete", JAPAN),
          seen("japaneast", replicaIn("japaneast", "Deleting")),
          DEADLINE,
        ],
      },
      ["japaneast"],
    ],
    [
      "the create of a repair",
      {
        request: applyRequest({ repair: true }),
        observed: [HOME, replicaIn("japaneast", "Failed")],
        facts: [...wrote("repair-delete", JAPAN), ...wrote("repair-create", CREATING)],
      },
      ["japaneast"],
    ],
    [
      "a replica that somebody else was faster to create",
      { request: applyRequest(), observed: [HOME], facts: wrote("create", CREATING, true) },
      ["japaneast"],
    ],
    [
      "an update",
      {
        request: applyRequest({ tags: { tier: "dr" }, waitFor: "none" }),
        observed: [HOME, JAPAN],
        facts: wrote("update", replicaIn("japaneast", "Updating, Ready")),
      },
      ["japaneast"],
    ],
    [
      "an update whose answer never came",
      {
        request: applyRequest({ tags: { tier: "dr" }, waitFor: "none" }),
        observed: [HOME, JAPAN],
        facts: [sent("update", "japaneast"), seen("japaneast", replicaIn("japaneast", "Updating, Ready"))],
      },
      ["japaneast"],
    ],
    ["nothing that is ready", { request: applyRequest(), observed: [HOME], facts: created(JAPAN) }, []],
    ["nothing that is gone", { request: REMOVE, observed: [HOME, EXTRA], facts: deleted(EXTRA) }, []],
    [
      "nothing that others do elsewhere",
      { request: applyRequest(), observed: [HOME, JAPAN, replicaIn("eastus", "Creating")] },
      [],
    ],
  ])("underway has %s", (_, told, regions) => {
    expect(outcomeOf(told).underway).toEqual(regions);
  });
});

describe("drift at the end", () => {
  test("is what is not as wanted then, not what was found before", () => {
    const outcome = outcomeOf({ request: applyRequest(), observed: [HOME], facts: created(JAPAN) });
    expect([outcome.plan?.drift.length, outcome.drift, outcome.fingerprint]).toEqual([1, [], ""]);
  });

  test("is what was found, in a check and in a refused plan", () => {
    const found = [expect.objectContaining({ region: "japaneast", kind: "missing" })];
    expect(outcomeOf({ request: checkRequest(), observed: [HOME] }).drift).toEqual(found);
    expect(outcomeOf({ request: applyRequest({ expectPlan: "another" }), observed: [HOME] }).drift).toEqual(
      found,
    );
  });

  test("has one fingerprint, whatever the run and the order of answers", () => {
    const extras = [EXTRA, replica("uksouth")];
    const first = outcomeOf({ request: checkRequest(), observed: [HOME, ...extras] });
    const second = outcomeOf({
      request: checkRequest(),
      observed: [...extras.toReversed(), HOME],
      facts: [listed()],
    });
    expect(first.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(outcomeOf({ request: checkRequest(), observed: [HOME, EXTRA] }).fingerprint).not.toBe(
      first.fingerprint,
    );
  });

  test("takes an expiry that passes during the run into account", () => {
    const soon = new Date(NOW.getTime() + 2_000).toISOString();
    const observed = [HOME, JAPAN, replica("eastus", { tags: marks("pr-7", soon) })];
    expect(outcomeOf({ request: applyRequest(), observed, facts: [listed(...observed)] }).drift).toEqual([]);
    const facts = [listed(...observed), listed(...observed), listed(...observed)];
    expect(outcomeOf({ request: applyRequest(), observed, facts }).drift).toEqual([
      expect.objectContaining({ kind: "extra" }),
    ]);
  });
});

test("failures of the whole run come first, then the first of each region, then the rest", () => {
  const facts = [
    failed("uksouth", { code: "U1" }),
    failed("uksouth", { code: "U2" }),
    failed("eastus", { code: "E1" }),
    failed(null, { code: "R1" }),
    left("eastus", "not-all-ready"),
  ];
  const { failures } = outcomeOf({ request: applyRequest(), observed: [HOME], facts });
  expect(failures.map(({ code }) => code)).toEqual(["R1", "U1", "E1", "U2"]);
});
