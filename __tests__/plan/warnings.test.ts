import { describe, expect, test } from "@jest/globals";
import type { Situation } from "../../src/plan/make-plan.js";
import type { Replica } from "../../src/registry/replica.js";
import { privateEndpoint, region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, checkRequest, removeRequest, waitRequest, wantedRegion } from "../builders/request.js";
import { HOME, marks, planFor, UNREADABLE_MARK } from "../builders/situation.js";

const READY = replica("japaneast");
const CLOSED = replica("japaneast", { routing: "disabled" });

describe("private endpoints are warned of", () => {
  const fenced = registry({ privateEndpoints: ["pe-shop", "pe-ops"].map(privateEndpoint) });

  test.each([
    ["a create", applyRequest(), [HOME], true],
    ["a create that a check foresees", checkRequest(), [HOME], true],
    ["a repair", applyRequest({ repair: true }), [HOME, replicaIn("japaneast", "Failed")], true],
    ["an update", applyRequest({ tags: { tier: "dr" } }), [HOME, READY], false],
    ["nothing to do", applyRequest(), [HOME, READY], false],
  ] as const)("before %s: %s", (_, request, replicas, is) => {
    const texts = planFor({ request, replicas, registry: fenced }).warnings.map(({ text }) => text);
    expect(texts).toEqual(is ? [expect.stringContaining("private endpoints (2)")] : []);
  });

  test("only where there are any", () => {
    expect(planFor().warnings).toEqual([]);
  });
});

test("a canary or stage region that is wanted is warned of", () => {
  const request = applyRequest({ wanted: [wantedRegion("eastus2euap"), wantedRegion("eastus")] });
  expect(planFor({ request }).warnings).toEqual([
    { region: "eastus2euap", text: expect.stringContaining("East US 2 EUAP is a canary or stage region") },
  ]);
});

describe("a wanted region whose routing somebody disabled", () => {
  test.each([
    ["apply", applyRequest()],
    ["check", checkRequest()],
    ["wait", waitRequest()],
  ])("is warned of in mode %s", (_, request) => {
    expect(planFor({ request, replicas: [HOME, CLOSED] }).warnings).toEqual([
      { region: "japaneast", text: expect.stringContaining("Japan East is disabled") },
    ]);
  });

  test.each<readonly [string, Replica["tags"], string]>([
    ["is permanent", {}, "only a run without `owner` enables it"],
    ["is needed by others, too", marks("pr-42,pr-7"), "only a run without `owner` enables it"],
    ["is its owner's alone", marks("pr-42"), "Set `routing: enabled` to enable it"],
  ])("is told to an owner with what it can do about one that %s", (_, tags, advice) => {
    const request = applyRequest({ owner: "pr-42" });
    const [warning] = planFor({ request, replicas: [HOME, { ...CLOSED, tags }] }).warnings;
    expect(warning?.text).toContain(advice);
  });

  test.each(["enabled", "disabled"] as const)(
    "is not warned of when routing: %s says what is meant",
    (routing) => {
      expect(planFor({ request: applyRequest({ routing }), replicas: [HOME, CLOSED] }).warnings).toEqual([]);
    },
  );
});

test("a removal wants no region, so it warns of none", () => {
  const request = removeRequest({ regions: [region("japaneast")] });
  const replicas = [replica("westeurope", { routing: "disabled" }), replica("eastus"), READY];
  expect(planFor({ request, replicas }).warnings).toEqual([]);
});

describe("a replica that has failed", () => {
  const replicas = [HOME, replicaIn("japaneast", "Failed")];

  test("is warned of by a check, with the way to mend it", () => {
    expect(planFor({ request: checkRequest(), replicas }).warnings).toEqual([
      { region: "japaneast", text: expect.stringContaining("`repair: true`") },
    ]);
  });

  test.each([
    ["a check that foresees its repair", checkRequest({ repair: true })],
    ["a check that must not foresee one", checkRequest({ protect: [region("japaneast")] })],
    ["an apply, which fails for it", applyRequest()],
    ["a wait, which fails for it", waitRequest()],
  ])("is not warned of by %s", (_, request) => {
    expect(planFor({ request, replicas }).warnings).toEqual([]);
  });
});

describe("a mark that cannot be read", () => {
  const replicas = [HOME, replica("japaneast", { tags: UNREADABLE_MARK })];

  test.each([
    ["an apply with an owner", applyRequest({ owner: "pr-42" })],
    ["a check with an owner", checkRequest({ owner: "pr-42" })],
    ["a sweep", removeRequest({ onlyExpired: true })],
    ["a wait", waitRequest()],
  ])("is warned of by %s: it is a need that does not end", (_, request) => {
    const texts = planFor({ request, replicas }).warnings.map(({ text }) => text);
    expect(texts).toContainEqual(expect.stringContaining("acr-geo-owner-00000000"));
  });

  test("with a name that holds more than plain letters is not repeated", () => {
    const tags = { "acr-geo-owner-%0A::error::": "x" };
    const [warning] = planFor({
      request: waitRequest(),
      replicas: [HOME, replica("eastus", { tags })],
    }).warnings;
    expect(warning?.text).not.toContain("::error");
  });
});

describe("a wanted replica on loan", () => {
  const replicas = [HOME, replica("japaneast", { tags: marks("pr-42") })];

  test("is warned of by a wait, since it goes with its last owner", () => {
    expect(planFor({ request: waitRequest(), replicas }).warnings).toEqual([
      { region: "japaneast", text: expect.stringContaining("on loan to pr-42") },
    ]);
  });

  test("is drift of a check without an owner, and an update of an apply", () => {
    expect(planFor({ request: checkRequest(), replicas }).drift).toEqual([
      { region: "japaneast", kind: "on-loan", want: "permanent", have: "on loan to pr-42" },
    ]);
    expect(planFor({ request: applyRequest(), replicas }).changes).toMatchObject([
      {
        action: "update",
        marks: { kind: "make-permanent" },
        reason: "it becomes permanent: no longer on loan to pr-42",
      },
    ]);
  });
});

describe("a word in `protect` that is no region", () => {
  const slip = { protect: [region("westeurop")] };
  const EXTRA = replica("eastus", { name: "geo01" });

  test.each([
    ["an apply that deletes nothing", applyRequest(slip)],
    ["a wait", waitRequest(slip)],
    ["a removal that finds nothing", removeRequest({ ...slip, owner: "pr-42" })],
  ])("is warned of by %s", (_, request) => {
    const plan = planFor({ request, replicas: [HOME, READY, EXTRA], offered: [region("japaneast")] });
    expect(plan.refusals).toEqual([]);
    expect(plan.warnings).toEqual([
      {
        region: "westeurop",
        text: expect.stringContaining("`protect` names westeurop, which is not a region"),
      },
    ]);
  });

  test.each([
    ["prunes", applyRequest({ ...slip, prune: "all" })],
    ["repairs", applyRequest({ ...slip, repair: true, wanted: [wantedRegion("uksouth")] })],
    ["removes", removeRequest({ ...slip, regions: [region("eastus")] })],
  ])("refuses a plan that %s", (_, request) => {
    const replicas = [HOME, READY, EXTRA, replicaIn("uksouth", "Failed")];
    const maxDelete = { limit: 9, isSetByWorkflow: false };
    expect(
      planFor({ request: { ...request, maxDelete }, replicas }).refusals.map(({ fence }) => fence),
    ).toEqual(["protect"]);
  });

  test("that is a replica's name says in which region that replica is", () => {
    const request = applyRequest({ protect: [region("geo01")], prune: "all" });
    const [refusal] = planFor({ request, replicas: [HOME, READY, EXTRA] }).refusals;
    expect(refusal?.reason).toContain("It is the name of the replica in East US: write eastus.");
  });

  test.each<readonly [string, Partial<Situation>]>([
    ["the table knows", { request: applyRequest({ protect: [region("uksouth")] }) }],
    ["a replica is in", { request: applyRequest({ protect: [region("newregion")] }) }],
    [
      "Azure offers",
      { request: applyRequest({ protect: [region("swedensouth")] }), offered: [region("swedensouth")] },
    ],
    [
      "another cloud may have, whose regions could not be read",
      { request: applyRequest({ cloud: "AzureUSGovernment", protect: [region("usgovvirginia")] }) },
    ],
  ])("is a region that %s: no warning", (_, seen) => {
    expect(planFor({ replicas: [HOME, READY, replica("newregion")], ...seen }).warnings).toEqual([]);
  });
});
