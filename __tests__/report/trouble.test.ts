import { describe, expect, test } from "@jest/globals";
import type { ChangeResult } from "../../src/outcome/outcome.js";
import { ServerText } from "../../src/registry/server-text.js";
import { logText } from "../../src/report/escape/log.js";
import { CHANGES_HEADINGS, standingOf } from "../../src/report/plan-standing.js";
import { TROUBLE_KINDS, troublesOf, troubleText } from "../../src/report/trouble.js";
import { failure } from "../builders/failure.js";
import { outcome, row } from "../builders/outcome.js";
import { deleteChange, plan } from "../builders/plan.js";
import { region } from "../builders/registry.js";

const japan = region("japaneast");
const refusal = { fence: "max-delete" as const, regions: [japan], reason: "Too many deletes." };
const impossible = { region: japan, code: "RegionNotOffered" as const, reason: "Azure does not offer it." };
const late = row("japaneast", {
  provisioningState: new ServerText("Creating"),
  displayStatus: null,
  isReady: false,
  seconds: 90,
});

function put(result: ChangeResult, note: string | null = null) {
  return { change: deleteChange("uksouth"), isDone: result === "done", result, note };
}

function told(change: Parameters<typeof outcome>[0]) {
  return troublesOf(outcome(change)).map((trouble) => logText(troubleText(trouble)));
}

const BROKEN_REPAIR = {
  registry: "contoso",
  name: "geo01",
  region: region("francecentral"),
  routing: "disabled",
  tags: { team: "shop & co", note: "it's" },
} as const;

describe("trouble", () => {
  test("is told in one order: what was refused, then what failed, then what did not come about", () => {
    const all = outcome({
      plan: plan({ mode: "check", isToBeCarriedOut: false, impossible: [impossible] }),
      refusals: [refusal],
      brokenRepairs: [{ restores: BROKEN_REPAIR, left: "deleted" }],
      failures: [failure({ region: region("brazilsouth") })],
      imageTroubles: [failure({ activity: "prove-image" })],
      replicas: [late],
      changes: [put("withheld")],
    });
    expect(troublesOf(all).map(({ kind }) => kind)).toEqual(TROUBLE_KINDS);
  });

  test("gives the line that brings back what a repair left deleted, quoted for a shell", () => {
    expect(told({ brokenRepairs: [{ restores: BROKEN_REPAIR, left: "deleted" }] })).toEqual([
      "The repair of France Central was interrupted: its replica was deleted and not created again – Run again, or restore it " +
        "with: az acr replication create --registry contoso --location francecentral --name geo01 " +
        "--global-endpoint-routing false --tags 'team=shop & co' 'note=it'\\''s'",
    ]);
  });

  test.each([
    ["delete-unanswered", "the delete of its replica was sent, but no answer came"],
    ["create-unanswered", "its replica was deleted and the create sent, but no answer came"],
  ] as const)("of a repair says what is not known: %s", (left, said) => {
    expect(told({ brokenRepairs: [{ restores: BROKEN_REPAIR, left }] })[0]).toContain(
      ` was interrupted: ${said} – `,
    );
  });

  test("is none where everything is as asked, or was only planned, or rightly left", () => {
    expect(told({ changes: [put("done"), put("planned"), put("left", "already gone")] })).toEqual([]);
  });

  test("names the region, says what is known and what to do", () => {
    expect(told({ failures: [failure()] })).toEqual([
      "Creating the replica in Japan East failed: ScopeLocked: The scope cannot perform write operation. " +
        "(correlation ID 3f2504e0-4f89-11d3-9a0c-0305e82c3301) – Remove the lock and run again.",
    ]);
  });

  test.each([
    ["withheld", "not every wanted region is ready", "not every wanted region is ready"],
    ["open", null, "not started"],
  ] as const)("is a change that was %s, with the reason", (result, note, said) => {
    expect(told({ changes: [put(result, note)] })).toEqual([
      `The delete in UK South was not done: ${said} (planned: UK South is not wanted)`,
    ]);
  });

  test("is a region that was waited for in vain", () => {
    expect(told({ replicas: [late], underway: [japan] })).toEqual([
      "Japan East is not ready: Creating after 1 min 30 s; Azure is still working on it",
    ]);
  });

  test.each([
    ["failed, which says more", { failures: [failure({ region: japan })] }, 1],
    ["was not waited for", { replicas: [{ ...late, seconds: null }] }, 0],
    ["is not wanted", { replicas: [{ ...late, isWanted: false }] }, 0],
  ])("is not told of a region's state where it %s", (_, change, troubles) => {
    expect(told({ replicas: [late], ...change })).toHaveLength(troubles);
  });

  test.each([
    [true, []],
    [false, ["Japan East cannot be set up as wanted: Azure does not offer it."]],
  ])("is what is impossible only where that has not failed: carried out %s", (isToBeCarriedOut, said) => {
    expect(told({ plan: plan({ isToBeCarriedOut, impossible: [impossible] }) })).toEqual(said);
  });
});

describe("a plan", () => {
  const unfit = { ...refusal, fence: "not-premium" as const };
  test.each([
    ["that was carried out", {}, "Changes"],
    [
      "of a removal that was refused",
      { mode: "remove", refusals: [refusal] },
      "What the plan would have done",
    ],
    ["of an apply that was refused", { mode: "apply", refusals: [refusal] }, "What the plan would have done"],
    ["of a check", { mode: "check" }, "What apply would do"],
    [
      "of a check that a fence would refuse",
      { mode: "check", refusals: [refusal] },
      "What apply would do if it were not refused",
    ],
    [
      "of a check of what can have no replicas",
      { mode: "check", refusals: [unfit] },
      "What the plan would have done",
    ],
  ] as const)("%s has its changes under the heading that is true of it", (_, change, heading) => {
    const isToBeCarriedOut = !("mode" in change);
    expect(CHANGES_HEADINGS[standingOf(plan({ isToBeCarriedOut, ...change }))]).toBe(heading);
  });

  test.each([
    ["apply", "Plan refused (max-delete)"],
    ["remove", "Plan refused (max-delete)"],
    ["check", "apply would be refused (max-delete)"],
  ] as const)("of the mode %s is refused in words that are true of it", (mode, title) => {
    const refused = plan({ mode, isToBeCarriedOut: false, refusals: [refusal] });
    expect(troublesOf(outcome({ plan: refused, refusals: [refusal] }))).toMatchObject([{ title }]);
  });
});
