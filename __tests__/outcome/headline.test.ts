import { describe, expect, test } from "@jest/globals";
import { foldOutcome } from "../../src/outcome/fold.js";
import type { Fact } from "../../src/registry/fact.js";
import type { Replica } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { ServerText } from "../../src/registry/server-text.js";
import { region, registry } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, checkRequest, deletesUpTo, removeRequest, wantedRegion } from "../builders/request.js";
import { HOME, NOW } from "../builders/situation.js";
import {
  CANCELLED,
  created,
  DEADLINE,
  deleted,
  failed,
  left,
  outcomeOf,
  sent,
  stuck,
  wrote,
} from "./facts.js";

const JAPAN = replica("japaneast");
const EXTRA = replica("eastus");
const CREATING = replicaIn("japaneast", "Creating");
const REMOVE = removeRequest({ regions: [region("eastus")] });

describe("the headline", () => {
  test.each<readonly [Request, readonly Replica[], readonly Fact[], string]>([
    [
      applyRequest(),
      [HOME, JAPAN],
      [],
      "contoso: all 2 wanted regions are ready; nothing had to be changed.",
    ],
    [
      applyRequest({ wanted: [wantedRegion("westeurope")] }),
      [HOME],
      [],
      "contoso: the wanted region is ready; nothing had to be changed.",
    ],
    [applyRequest(), [HOME], created(JAPAN), "contoso: created Japan East; all 2 wanted regions are ready."],
    [
      applyRequest({ prune: "all" }),
      [HOME, EXTRA],
      [...created(JAPAN), ...deleted(EXTRA)],
      "contoso: created Japan East, deleted East US; all 2 wanted regions are ready.",
    ],
    [REMOVE, [HOME, EXTRA], deleted(EXTRA), "contoso: deleted East US; nothing else was changed."],
    [REMOVE, [HOME], [], "contoso: nothing had to be removed."],
    [checkRequest(), [HOME, EXTRA], [], "contoso: drift found: East US extra, Japan East missing."],
    [
      applyRequest({ prune: "all", maxDelete: deletesUpTo(0) }),
      [HOME, JAPAN, EXTRA],
      [],
      "contoso: the plan was refused before any write (max-delete).",
    ],
    [
      applyRequest(),
      [HOME],
      [...wrote("create", CREATING), DEADLINE],
      "contoso: time ran out after 3 s; 1 of 2 wanted regions are ready, not Japan East; Azure is still working in Japan East.",
    ],
    [
      applyRequest(),
      [HOME],
      [...wrote("create", CREATING), CANCELLED],
      "contoso: cancelled after 3 s; 1 of 2 wanted regions are ready, not Japan East; Azure is still working in Japan East.",
    ],
    [
      applyRequest(),
      [HOME],
      [sent("create", "japaneast"), CANCELLED],
      "contoso: cancelled after 2 s; 1 of 2 wanted regions are ready, not Japan East; whether Azure accepted the write in Japan East is not known.",
    ],
    [
      applyRequest({ wanted: [wantedRegion("japaneast"), wantedRegion("uksouth")] }),
      [HOME],
      [...wrote("create", CREATING), failed("uksouth"), DEADLINE],
      "contoso: failed in UK South; 1 of 3 wanted regions are ready, not Japan East, UK South; Azure is still working in Japan East.",
    ],
    [
      applyRequest(),
      [HOME],
      [...wrote("create", CREATING), stuck("japaneast")],
      "contoso: stuck in Japan East; 1 of 2 wanted regions are ready, not Japan East.",
    ],
    [
      applyRequest({ prune: "all" }),
      [HOME, EXTRA],
      [failed("japaneast"), left("eastus", "not-all-ready")],
      "contoso: failed in Japan East, withheld in East US; 1 of 2 wanted regions are ready, not Japan East.",
    ],
  ])("%#", (request, observed, facts, headline) => {
    expect(outcomeOf({ request, observed, facts }).headline).toBe(headline);
  });

  test("names a few regions and counts the rest", () => {
    const names = ["eastus", "eastus2", "westus", "westus2", "westus3", "uksouth", "ukwest"];
    const request = checkRequest({ wanted: names.map((name) => wantedRegion(name)) });
    expect(outcomeOf({ request, observed: [HOME] }).headline).toBe(
      "contoso: drift found: East US missing, East US 2 missing, UK South missing, UK West missing, West US missing and 2 more.",
    );
  });

  test.each([
    [null, "ACR geo-replication: the inputs are not valid."],
    [applyRequest(), "contoso: the run failed before it could make a plan."],
    [
      applyRequest({ registry: { kind: "login-server", loginServer: "contoso.azurecr.io" } }),
      "contoso.azurecr.io: the run failed before it could make a plan.",
    ],
  ])("speaks of what is known", (request, headline) => {
    const run = { request, registry: null, plan: null, facts: [], startedAt: NOW, duration: 0 };
    expect(foldOutcome(run).headline).toBe(headline);
  });

  test.each([
    ["Updating", "the registry itself is still changing"],
    ["Succeeded", "its replicas were not read yet"],
  ])(
    "says how far a run came that ran out of time before a plan, on a registry that is %s",
    (state, told) => {
      const contoso = registry({ provisioningState: new ServerText(state) });
      const facts = [{ kind: "deadline-passed", at: 5_000 }] as const;
      const run = { request: null, registry: contoso, plan: null, facts, startedAt: NOW, duration: 5_000 };
      expect(foldOutcome(run).headline).toBe(`contoso: time ran out after 5 s; ${told}.`);
    },
  );

  test("holds no text of a server's", () => {
    const hostile = "::error::gotcha <img> @everyone";
    const observed = [HOME, replica("japaneast", { name: hostile, tags: { "acr-geo-owner": hostile } })];
    const facts = [failed("japaneast", { code: new ServerText(hostile), message: new ServerText(hostile) })];
    for (const request of [
      applyRequest(),
      checkRequest({ tags: { tier: "dr" } }),
      removeRequest({ owner: hostile }),
    ]) {
      expect(outcomeOf({ request, observed, facts }).headline).not.toContain("gotcha");
    }
  });
});
