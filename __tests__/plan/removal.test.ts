import { describe, expect, test } from "@jest/globals";
import type { Situation } from "../../src/plan/make-plan.js";
import type { OwnerLife } from "../../src/registry/owner-life.js";
import type { Replica, Tags } from "../../src/registry/replica.js";
import type { Common, RemoveJob } from "../../src/registry/request.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { deletesUpTo, removeRequest } from "../builders/request.js";
import { FUTURE, HOME, marks, PAST, planFor, UNREADABLE_MARK } from "../builders/situation.js";

type Selectors = Partial<Common & RemoveJob>;

const EAST = [region("eastus")];

function planWith(selectors: Selectors, replicas: readonly Replica[]) {
  return planFor({
    request: removeRequest({ maxDelete: deletesUpTo(10), ...selectors }),
    replicas: [HOME, ...replicas],
  });
}

/** What the plan does to a replica in East US. */
function resultOf(selectors: Selectors, tags: Tags): string {
  const plan = planWith(selectors, [
    replica("eastus", { tags }),
    replica("uksouth", { tags: marks("other") }),
  ]);
  if (plan.refusals.length > 0) return `refused: ${plan.refusals.map(({ fence }) => fence).join(", ")}`;
  const [change] = plan.changes;
  if (change === undefined) return NOT;
  return change.action === "update" ? "mark taken off" : change.action;
}

const BY_REGION: Selectors = { regions: EAST };
const BY_OWNER: Selectors = { owner: "pr-42" };
const EXPIRED: Selectors = { onlyExpired: true };

const NOT = "not selected";
const NEEDED = "refused: needed-by-others";

const TAKEN_OFF = "mark taken off";

describe.each<
  readonly [what: string, tags: Tags, byRegion: string, byOwner: string, expired: string, both: string]
>([
  ["nobody's", marks(null), "delete", NOT, NOT, NOT],
  ["ours for ever", marks("pr-42"), NEEDED, "delete", NOT, NOT],
  ["ours until later", marks("pr-42", FUTURE), NEEDED, "delete", NOT, NOT],
  ["ours and expired", marks("pr-42", PAST), "delete", "delete", "delete", "delete"],
  ["shared until later", marks("pr-42,pr-7", FUTURE), NEEDED, TAKEN_OFF, NOT, NOT],
  ["shared and expired", marks("pr-42,pr-7", PAST), "delete", TAKEN_OFF, "delete", "delete"],
  [
    "shared, ours expired",
    { ...marks("pr-42", PAST), ...marks("pr-7") },
    NEEDED,
    TAKEN_OFF,
    TAKEN_OFF,
    TAKEN_OFF,
  ],
  [
    "shared, the other's expired",
    { ...marks("pr-42"), ...marks("pr-7", PAST) },
    NEEDED,
    TAKEN_OFF,
    TAKEN_OFF,
    NOT,
  ],
  ["another's until later", marks("pr-7", FUTURE), NEEDED, NOT, NOT, NOT],
  ["another's and expired", marks("pr-7", PAST), "delete", NOT, "delete", NOT],
  ["somebody's that cannot be read", UNREADABLE_MARK, NEEDED, NOT, NOT, NOT],
  [
    "ours, expired, and somebody's that cannot be read",
    { ...marks("pr-42", PAST), ...UNREADABLE_MARK },
    NEEDED,
    TAKEN_OFF,
    TAKEN_OFF,
    TAKEN_OFF,
  ],
])("a replica that is %s", (_, tags, byRegion, byOwner, expired, both) => {
  test(`by its region: ${byRegion}`, () => {
    expect(resultOf(BY_REGION, tags)).toBe(byRegion);
  });

  test(`by owner: ${byOwner}`, () => {
    expect(resultOf(BY_OWNER, tags)).toBe(byOwner);
  });

  test(`by only-expired: ${expired}`, () => {
    expect(resultOf(EXPIRED, tags)).toBe(expired);
  });

  test("by region and owner, when the owner selects it", () => {
    expect(resultOf({ ...BY_REGION, ...BY_OWNER }, tags)).toBe(byOwner);
  });

  test("by region and only-expired, when only-expired selects it", () => {
    expect(resultOf({ ...BY_REGION, ...EXPIRED }, tags)).toBe(expired);
  });

  test(`by owner and only-expired: ${both}`, () => {
    expect(resultOf({ ...BY_OWNER, ...EXPIRED }, tags)).toBe(both);
  });

  test(`by all three: ${both}`, () => {
    expect(resultOf({ ...BY_REGION, ...BY_OWNER, ...EXPIRED }, tags)).toBe(both);
  });

  test.each([
    ["region", { regions: [region("brazilsouth")] }],
    ["region and owner", { regions: [region("brazilsouth")], ...BY_OWNER }],
    ["owner", { owner: "pr-9" }],
    ["owner and only-expired", { owner: "pr-9", ...EXPIRED }],
  ])("by another %s: not selected", (_, selectors) => {
    expect(resultOf(selectors, tags)).toBe(NOT);
  });
});

describe("a removal", () => {
  test.each([
    [
      "by region",
      BY_REGION,
      marks(null),
      { kind: "same-marks", marks: [], passed: [], orphaned: [] },
      "East US is named in `regions`",
    ],
    [
      "by owner",
      BY_OWNER,
      marks("pr-42"),
      { kind: "release", owner: "pr-42" },
      "pr-42 is the last owner of East US",
    ],
    [
      "of the expired",
      EXPIRED,
      marks("pr-7", PAST),
      {
        kind: "same-marks",
        marks: [{ owner: "pr-7", until: new Date(PAST) }],
        passed: ["pr-7"],
        orphaned: [],
      },
      "every owner of East US has expired",
    ],
    [
      "of ours that have expired",
      { ...EXPIRED, ...BY_OWNER },
      marks("pr-42", PAST),
      {
        kind: "same-marks",
        marks: [{ owner: "pr-42", until: new Date(PAST) }],
        passed: ["pr-42"],
        orphaned: [],
      },
      "every owner of East US has expired",
    ],
  ])(
    "%s says why, and what must still hold when it is read again",
    (_, selectors, tags, condition, reason) => {
      const plan = planWith(selectors, [replica("eastus", { name: "geo01", tags })]);
      expect(plan.changes).toEqual([
        { action: "delete", region: "eastus", name: "geo01", condition, reason },
      ]);
    },
  );

  test("by owner takes only our mark off what others share", () => {
    expect(planWith(BY_OWNER, [replica("eastus", { tags: marks("pr-42,pr-7") })]).changes).toEqual([
      {
        action: "update",
        region: "eastus",
        reason: "East US stays for pr-7; the mark of pr-42 is taken off",
        name: "eastus",
        routing: null,
        tags: {},
        marks: { kind: "release", owner: "pr-42", whenLast: "delete" },
      },
    ]);
  });

  test.each<readonly [string, Selectors, "delete" | "keep"]>([
    ["fits max-delete beside the others", { maxDelete: deletesUpTo(2) }, "delete"],
    ["does not fit max-delete beside the others", { maxDelete: deletesUpTo(1) }, "keep"],
    ["is of a region that was named", { maxDelete: deletesUpTo(0), regions: EAST }, "delete"],
    ["is of a protected region", { maxDelete: deletesUpTo(2), protect: EAST }, "keep"],
  ])("by owner may delete a shared replica if it turns out to be the last: %s", (_, selectors, whenLast) => {
    const plan = planWith({ ...BY_OWNER, ...selectors }, [
      replica("eastus", { tags: marks("pr-42,pr-7") }),
      replica("uksouth", { tags: marks("pr-42") }),
    ]);
    expect(plan.changes[0]).toMatchObject({ region: "eastus", marks: { kind: "release", whenLast } });
  });

  test.each<readonly [string, Selectors, Tags, string]>([
    ["has no owners", BY_OWNER, {}, "it is permanent: it has no owners"],
    ["has other owners", BY_OWNER, marks("pr-7,pr-8"), "needed by pr-7, pr-8, not by pr-42"],
    ["is needed for longer", EXPIRED, marks("pr-7", FUTURE), `pr-7 needs it until ${FUTURE}`],
    ["is needed for ever", EXPIRED, marks("pr-7"), "pr-7 needs it without a time limit"],
    [
      "has a mark that cannot be read",
      EXPIRED,
      UNREADABLE_MARK,
      "needed by an owner whose mark cannot be read",
    ],
  ])("tells of a region that was named and %s", (_, selectors, tags, reason) => {
    const plan = planWith({ ...BY_REGION, ...selectors }, [replica("eastus", { tags }), replica("uksouth")]);
    expect(plan.leftOut).toEqual([{ region: "eastus", reason }]);
  });

  test("tells of a region that was named and has no replica", () => {
    expect(planWith(BY_REGION, [replica("uksouth")]).leftOut).toEqual([
      { region: "eastus", reason: "it has no replica" },
    ]);
  });

  test("that selects nothing changes nothing", () => {
    const plan = planWith(BY_REGION, []);
    expect([plan.changes, plan.refusals, plan.drift]).toEqual([[], [], []]);
  });

  test("takes failed replicas, and those that somebody deletes already", () => {
    const regions = ["eastus", "uksouth"].map(region);
    const plan = planWith({ regions }, [replicaIn("eastus", "Failed"), replicaIn("uksouth", "Deleting")]);
    expect(plan.changes.map(({ action }) => action)).toEqual(["delete", "delete"]);
  });

  test("touches neither of two replicas in one region, although one of them matches", () => {
    const two = [
      replica("eastus", { name: "geo01", tags: marks("pr-42") }),
      replica("eastus", { name: "geo02" }),
    ];
    const plan = planWith(BY_OWNER, two);
    expect(plan.changes).toEqual([]);
    expect(plan.impossible).toEqual([
      expect.objectContaining({ region: "eastus", code: "TwoReplicasInOneRegion" }),
    ]);
  });
});

describe("home and protected regions", () => {
  const OURS = marks("pr-42");
  const HOME_OF_OURS = replica("westeurope", { tags: marks("pr-42", PAST) });

  test("home named in regions refuses the plan", () => {
    const plan = planWith({ regions: [region("westeurope"), region("eastus")] }, [replica("eastus")]);
    expect(plan.refusals).toEqual([
      {
        fence: "home",
        regions: ["westeurope"],
        reason:
          "West Europe is the registry's home region, which is never deleted. Remove it from `regions`.",
      },
    ]);
    expect(plan.isToBeCarriedOut).toBe(false);
  });

  test("a protected region named in regions refuses the plan, whether it is there or not", () => {
    const plan = planWith({ regions: EAST, protect: EAST }, []);
    expect(plan.refusals.map(({ fence }) => fence)).toEqual(["protect"]);
  });

  test.each([BY_OWNER, EXPIRED, { ...BY_OWNER, ...EXPIRED }])("home that %j selects is left", (selectors) => {
    const plan = planFor({ request: removeRequest(selectors), replicas: [HOME_OF_OURS] });
    expect([plan.changes, plan.refusals]).toEqual([[], []]);
    expect(plan.leftOut).toEqual([{ region: "westeurope", reason: "the home region is never deleted" }]);
  });

  test("a protected region that the owner selects is left, mark and all", () => {
    const plan = planWith({ ...BY_OWNER, protect: EAST }, [replica("eastus", { tags: OURS })]);
    expect([plan.changes, plan.refusals]).toEqual([[], []]);
    expect(plan.leftOut).toEqual([{ region: "eastus", reason: "protected by `protect`" }]);
  });

  test("a protected region that others share loses our mark, which deletes nothing", () => {
    const plan = planWith({ ...BY_OWNER, protect: EAST }, [replica("eastus", { tags: marks("pr-42,pr-7") })]);
    expect(plan.changes.map(({ action }) => action)).toEqual(["update"]);
  });
});

describe("a removal of the orphaned", () => {
  const ORPHANED: Selectors = { onlyOrphaned: true };
  const PULL = "contoso/shop/pr-42";
  const OTHER = "contoso/shop/pr-7";

  function planOf(tags: Tags, lives: Readonly<Record<string, OwnerLife["kind"]>>, selectors = ORPHANED) {
    const told = Object.entries(lives).map(([owner, kind]): [string, OwnerLife] => [
      owner,
      kind === "untold" ? { kind, reason: "HTTP 403" } : { kind },
    ]);
    return planFor({
      request: removeRequest(selectors),
      replicas: [HOME, replica("eastus", { tags })],
      lives: new Map(told),
    });
  }

  test.each<readonly [string, Tags, Readonly<Record<string, OwnerLife["kind"]>>, string]>([
    ["closed", marks(PULL), { [PULL]: "ended" }, "delete"],
    ["closed before its time has passed", marks(PULL, FUTURE), { [PULL]: "ended" }, "delete"],
    ["open", marks(PULL), { [PULL]: "alive" }, NOT],
    ["open, its time passed", marks(PULL, PAST), { [PULL]: "alive" }, NOT],
    ["untold", marks(PULL), { [PULL]: "untold" }, NOT],
    ["untold, its time passed", marks(PULL, PAST), { [PULL]: "untold" }, "delete"],
    ["no pull request", marks("team-a"), { "team-a": "unlisted" }, NOT],
    ["no pull request, its time passed", marks("team-a", PAST), { "team-a": "unlisted" }, "delete"],
    [
      "closed beside an open one",
      marks(`${PULL},${OTHER}`),
      { [PULL]: "ended", [OTHER]: "alive" },
      TAKEN_OFF,
    ],
    ["both closed", marks(`${PULL},${OTHER}`), { [PULL]: "ended", [OTHER]: "ended" }, "delete"],
    [
      "closed beside an unreadable mark",
      { ...marks(PULL), ...UNREADABLE_MARK },
      { [PULL]: "ended" },
      TAKEN_OFF,
    ],
    ["nobody's", {}, {}, NOT],
  ])("whose owner is %s", (_, tags, lives, expected) => {
    const [change] = planOf(tags, lives).changes;
    expect(change === undefined ? NOT : change.action === "update" ? TAKEN_OFF : change.action).toBe(
      expected,
    );
  });

  test("by owner too takes only that owner's mark off", () => {
    const lives = { [PULL]: "ended", [OTHER]: "ended", "team-a": "unlisted" } as const;
    const plan = planOf(marks(`${PULL},${OTHER},team-a`), lives, { ...ORPHANED, owner: PULL });
    expect(plan.changes).toMatchObject([
      { action: "update", marks: { kind: "take-off", marks: [{ owner: PULL }], orphaned: [PULL] } },
    ]);
  });

  test("asks GitHub once more about every owner before the delete, and trusts its time where it is not told", () => {
    const plan = planOf(
      { ...marks(PULL), ...marks("team-a", PAST) },
      { [PULL]: "ended", "team-a": "unlisted" },
    );
    expect(plan.changes).toMatchObject([
      { action: "delete", condition: { orphaned: [PULL, "team-a"], passed: ["team-a"] } },
    ]);
  });

  test("warns of an open pull request whose time has passed", () => {
    const [warning] = planOf(marks(PULL, PAST), { [PULL]: "alive" }).warnings;
    expect(warning?.text).toContain(`${PULL} on the replica in East US has expired`);
  });

  test("names the removal that frees what stays only because GitHub would not tell", () => {
    const [warning, ...others] = planOf(marks(PULL), { [PULL]: "untold" }).warnings;
    expect(others).toEqual([]);
    expect(warning?.text).toBe(
      `GitHub gave no answer on whether ${PULL} is still alive, so the replica in East US stays: HTTP 403 If it is not alive, ` +
        `free the replica with \`mode: remove\` and \`owner: ${PULL}\`.`,
    );
  });

  test.each<readonly [string, Tags, Readonly<Record<string, OwnerLife["kind"]>>, readonly string[]]>([
    ["beside one that lives", marks(`${PULL},${OTHER}`), { [PULL]: "untold", [OTHER]: "alive" }, [OTHER]],
    [
      "beside one without a time",
      marks(`${PULL},team-a`),
      { [PULL]: "untold", "team-a": "unlisted" },
      ["team-a"],
    ],
    [
      "beside a mark that cannot be read",
      { ...marks(PULL), ...UNREADABLE_MARK },
      { [PULL]: "untold" },
      ["an owner whose mark cannot be read"],
    ],
    [
      "beside another of whom it would not tell either",
      marks(`${PULL},${OTHER}`),
      { [PULL]: "untold", [OTHER]: "untold" },
      [OTHER, PULL],
    ],
  ])(
    "says of whom GitHub would not tell, %s, that its mark stays, and for whom else",
    (_, tags, lives, others) => {
      const texts = planOf(tags, lives)
        .warnings.map(({ text }) => text)
        .filter((text) => text.startsWith("GitHub"));
      expect(texts).toEqual(
        others.map((other) =>
          expect.stringMatching(
            new RegExp(
              `so its mark on the replica in East US stays.*take the mark off.*is then left to ${other}\\.$`,
            ),
          ),
        ),
      );
    },
  );

  test("says nothing of GitHub's silence where the replica would stay all the same", () => {
    const untold = { [PULL]: "untold" } as const;
    const of = (tags: Tags, more: Selectors) => planOf(tags, untold, { ...ORPHANED, ...more }).warnings;
    expect(of(marks(PULL), { protect: EAST })).toEqual([]);
    expect(of(marks(PULL, FUTURE), { onlyExpired: true })).toEqual([]);
  });

  test("counts an owner of whom GitHub would not tell, beside a dead one, as the only one that keeps the replica", () => {
    const [warning] = planOf(marks(`${PULL},${OTHER}`), { [PULL]: "untold", [OTHER]: "ended" }).warnings;
    expect(warning?.text).toContain("so the replica in East US stays");
  });
});

describe("a word in `regions` that is no region", () => {
  test.each<readonly [string, string, Replica[], string]>([
    ["a word", "prod", [], "Correct or remove it."],
    [
      "a replica's name",
      "geo01",
      [replica("eastus", { name: "geo01" })],
      "It is the name of the replica in East US: write eastus.",
    ],
  ])("refuses the plan: %s", (_, word, replicas, advice) => {
    const [refusal] = planWith({ regions: [region(word)] }, replicas).refusals;
    expect(refusal?.fence).toBe("not-a-region");
    expect(refusal?.reason).toContain(advice);
  });

  test.each<readonly [string, Partial<Situation>]>([
    ["the table does not know and Azure offers", { offered: [region("moonbase")] }],
    ["the table does not know and a replica is in", { replicas: [HOME, replica("moonbase")] }],
  ])("is a region where it is one that %s", (_, seen) => {
    const plan = planFor({ request: removeRequest({ regions: [region("moonbase")] }), ...seen });
    expect(plan.refusals).toEqual([]);
  });
});
