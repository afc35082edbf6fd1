import { describe, expect, test } from "@jest/globals";
import { region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import {
  applyRequest,
  checkRequest,
  minutes,
  removeRequest,
  waitRequest,
  wantedRegion,
} from "../builders/request.js";
import { HOME, marks, planFor } from "../builders/situation.js";

const READY = replica("japaneast");
const CLOSED = replica("japaneast", { routing: "disabled" });

describe("private endpoints are warned of", () => {
  const fenced = registry({ privateEndpointConnections: 2 });

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

describe("an expiry that cannot be read", () => {
  const shared = (owners: string) => [HOME, replica("japaneast", { tags: marks(owners, "next week") })];

  test("is warned of by a run that is to share the replica: its ttl is not written", () => {
    const request = applyRequest({ owner: "pr-42", ttl: minutes(60) });
    expect(planFor({ request, replicas: shared("pr-7") }).warnings).toEqual([
      { region: "japaneast", text: expect.stringContaining("acr-geo-expires") },
    ]);
  });

  test.each([
    ["of our own, which is written anew", applyRequest({ owner: "pr-42" }), "pr-42"],
    ["of others, where we have no mark", applyRequest(), "pr-7"],
  ])("is not warned of: one %s", (_, request, owners) => {
    expect(planFor({ request, replicas: shared(owners) }).warnings).toEqual([]);
  });
});

describe("a protected region that Azure's public cloud does not know", () => {
  const slip = { protect: [region("westeurop")] };

  test.each([
    ["apply", applyRequest(slip)],
    ["remove", removeRequest({ ...slip, owner: "pr-42" })],
  ])("is warned of with the nearest name in mode %s: a slip would protect nothing", (_, request) => {
    expect(planFor({ request, replicas: [HOME, READY] }).warnings).toEqual([
      { region: "westeurop", text: expect.stringContaining("Did you mean westeurope?") },
    ]);
  });

  test.each([
    ["a region that is known", { protect: [region("uksouth")] }],
    ["a region that has a replica", { protect: [region("newregion")] }],
    ["a name that is like no other", { protect: [region("somewhereelsealtogether")] }],
    ["another cloud's region", { cloud: "AzureUSGovernment" as const, protect: [region("usgovvirgini")] }],
  ])("is not warned of: %s", (_, wish) => {
    const replicas = [HOME, READY, replica("newregion")];
    expect(planFor({ request: applyRequest(wish), replicas }).warnings).toEqual([]);
  });
});
