import { describe, expect, test } from "@jest/globals";
import type { ChangeResult } from "../../src/outcome/outcome.js";
import type { Fact, LeftReason } from "../../src/registry/fact.js";
import type { Replica } from "../../src/registry/replica.js";
import type { Request } from "../../src/registry/request.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest, checkRequest, deletesUpTo, removeRequest } from "../builders/request.js";
import { HOME, marks } from "../builders/situation.js";
import { created, deleted, failed, left, outcomeOf, seen, sent, wrote } from "./facts.js";

const JAPAN = replica("japaneast");
const EXTRA = replica("eastus");
const BROKEN = replicaIn("japaneast", "Failed");
const CREATE = applyRequest();
const UPDATE = applyRequest({ tags: { tier: "dr" } });
const REPAIR = applyRequest({ repair: true });
const DELETE = removeRequest({ regions: [region("eastus")] });

function rowOf(request: Request, observed: readonly Replica[], facts: readonly Fact[]) {
  const [row, ...others] = outcomeOf({ request, observed, facts }).changes;
  expect(others).toEqual([]);
  return row;
}

describe("what became of a change", () => {
  test.each<readonly [string, Request, readonly Replica[], readonly Fact[], ChangeResult, string | null]>([
    ["a create that was accepted", CREATE, [HOME], created(JAPAN), "done", null],
    [
      "a create that was accepted and went wrong later",
      CREATE,
      [HOME],
      [...wrote("create", JAPAN), failed("japaneast")],
      "done",
      null,
    ],
    [
      "a create that was refused",
      CREATE,
      [HOME],
      [sent("create", "japaneast"), failed("japaneast")],
      "failed",
      "failed",
    ],
    ["a create that was not begun", CREATE, [HOME], [], "open", "not started"],
    [
      "a create without an answer",
      CREATE,
      [HOME],
      [sent("create", "japaneast")],
      "open",
      "sent, but no answer came",
    ],
    [
      "a create without an answer to any of its tries",
      CREATE,
      [HOME],
      [sent("create", "japaneast"), failed("japaneast", { kind: "unreachable", activity: "create" })],
      "failed",
      "sent, but no answer came",
    ],
    [
      "a create that somebody else was faster with",
      CREATE,
      [HOME],
      wrote("create", JAPAN, true),
      "left",
      "somebody else has just created it",
    ],
    ["an update that was accepted", UPDATE, [HOME, JAPAN], wrote("update", JAPAN), "done", null],
    ["an update of a replica that was made again", UPDATE, [HOME, JAPAN], created(JAPAN), "done", null],
    [
      "a mark taken off by the last of the owners, which deletes",
      removeRequest({ owner: "pr-42" }),
      [HOME, replica("eastus", { tags: marks("pr-42,pr-7") })],
      deleted(EXTRA),
      "done",
      null,
    ],
    [
      "a delete that was put off, and whose replica was gone by the next read",
      DELETE,
      [HOME, EXTRA],
      [
        sent("delete", "eastus"),
        { kind: "write-put-off", region: region("eastus"), action: "delete", because: "busy" },
        seen("eastus", null),
        left("eastus", "already-gone"),
      ],
      "left",
      "already gone",
    ],
    [
      "an update that somebody else had made",
      UPDATE,
      [HOME, JAPAN],
      [left("japaneast", "already-as-wanted")],
      "left",
      "already as wanted when it was read again",
    ],
    [
      "a repair whose halves were both accepted",
      REPAIR,
      [HOME, BROKEN],
      [...wrote("repair-delete", BROKEN), ...wrote("repair-create", JAPAN)],
      "done",
      null,
    ],
    [
      "a repair of which only the delete was accepted",
      REPAIR,
      [HOME, BROKEN],
      [...wrote("repair-delete", BROKEN), seen("japaneast", null)],
      "open",
      "deleted, but not created again",
    ],
    [
      "a repair whose create got no answer",
      REPAIR,
      [HOME, BROKEN],
      [...wrote("repair-delete", BROKEN), seen("japaneast", null), sent("repair-create", "japaneast")],
      "open",
      "sent, but no answer came",
    ],
    [
      "a repair whose create was refused",
      REPAIR,
      [HOME, BROKEN],
      [...wrote("repair-delete", BROKEN), failed("japaneast")],
      "failed",
      "failed",
    ],
    [
      "a repair of what has recovered",
      REPAIR,
      [HOME, BROKEN],
      [left("japaneast", "no-longer-matches")],
      "left",
      "it has changed since the plan was made",
    ],
    ["a delete that was confirmed", DELETE, [HOME, EXTRA], deleted(EXTRA), "done", null],
    [
      "a delete that was accepted only",
      DELETE,
      [HOME, EXTRA],
      wrote("delete", EXTRA),
      "open",
      "accepted, but not confirmed",
    ],
    [
      "a delete that was refused",
      DELETE,
      [HOME, EXTRA],
      [sent("delete", "eastus"), failed("eastus")],
      "failed",
      "failed",
    ],
    [
      "a delete that somebody else made",
      DELETE,
      [HOME, EXTRA],
      [{ kind: "delete-confirmed", region: region("eastus") }],
      "left",
      "somebody else deleted it",
    ],
  ])("%s", (_, request, observed, facts, result, note) => {
    expect(rowOf(request, observed, facts)).toMatchObject({ result, note, isDone: result === "done" });
  });

  test.each<readonly [LeftReason, ChangeResult]>([
    ["no-longer-matches", "left"],
    ["already-gone", "left"],
    ["not-all-ready", "withheld"],
    ["images-not-proven", "withheld"],
  ])("a delete that was left because of %s is %s, and not done", (reason, result) => {
    expect(rowOf(DELETE, [HOME, EXTRA], [left("eastus", reason)])).toMatchObject({ result, isDone: false });
  });

  test.each([
    ["check", checkRequest()],
    ["refused plan", applyRequest({ expectPlan: "another" })],
  ])("every change of a %s is only planned", (_, request) => {
    expect(rowOf(request, [HOME], [])).toMatchObject({ result: "planned", note: null, isDone: false });
  });

  test("each region's change has its own result", () => {
    const request = removeRequest({ owner: "pr-42", maxDelete: deletesUpTo(3) });
    const ours = ["eastus", "uksouth", "northeurope"].map((name) => replica(name, { tags: marks("pr-42") }));
    const facts = [...deleted(EXTRA), failed("uksouth")];
    const decisions = outcomeOf({ request, observed: [HOME, ...ours], facts }).changes.map(
      ({ change, result }) => [change.region, result],
    );
    expect(decisions).toEqual([
      ["eastus", "done"],
      ["northeurope", "open"],
      ["uksouth", "failed"],
    ]);
  });
});
