import { expect, test } from "@jest/globals";
import type { Fact } from "../../src/registry/fact.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { applyRequest } from "../builders/request.js";
import { HOME } from "../builders/situation.js";
import { CANCELLED, failed, listed, outcomeOf, seen, sent, wrote } from "./facts.js";

const JAPAN = replica("japaneast");
const BROKEN = replicaIn("japaneast", "Failed");
const RESTORES = {
  registry: "contoso",
  name: "japaneast",
  region: region("japaneast"),
  routing: "enabled",
  tags: {},
} as const;
const BEGUN: Fact = { kind: "repair-begun", region: region("japaneast"), restores: RESTORES };
const DELETED = [BEGUN, ...wrote("repair-delete", BROKEN), seen("japaneast", null)];

test.each<readonly [string, readonly Fact[], string | null]>([
  ["was not begun", [CANCELLED], null],
  ["ended before its delete was sent", [BEGUN, CANCELLED], null],
  [
    "got no answer to its delete",
    [BEGUN, sent("repair-delete", "japaneast"), CANCELLED],
    "delete-unanswered",
  ],
  [
    "was refused its delete",
    [BEGUN, sent("repair-delete", "japaneast"), failed("japaneast", { activity: "repair" })],
    null,
  ],
  ["ended after its delete", [...DELETED, CANCELLED], "deleted"],
  [
    "was refused its create",
    [...DELETED, sent("repair-create", "japaneast"), failed("japaneast", { activity: "repair" })],
    "deleted",
  ],
  [
    "got no answer to its create",
    [...DELETED, sent("repair-create", "japaneast"), CANCELLED],
    "create-unanswered",
  ],
  [
    "got no answer to its create, which the last look shows",
    [...DELETED, sent("repair-create", "japaneast"), listed(HOME, JAPAN)],
    null,
  ],
  [
    "got no answer to its delete, and the last look shows nothing",
    [BEGUN, sent("repair-delete", "japaneast"), seen("japaneast", null)],
    "deleted",
  ],
  ["came to its end", [...DELETED, ...wrote("repair-create", JAPAN)], null],
  ["met a replica of somebody else's", [...DELETED, ...wrote("repair-create", JAPAN, true)], null],
])("a repair that %s is told as it was left", (_, facts, left) => {
  const { brokenRepairs } = outcomeOf({
    request: applyRequest({ repair: true }),
    observed: [HOME, BROKEN],
    facts,
  });
  expect(brokenRepairs).toEqual(left === null ? [] : [{ restores: RESTORES, left }]);
});
