import { describe, expect, test } from "@jest/globals";
import type { Outcome } from "../../src/outcome/outcome.js";
import { UnansweredWrite } from "../../src/registry/unanswered-write.js";
import type { Issue, Issues } from "../../src/report/issue/drift-issue.js";
import { DRIFT_LABEL, marker } from "../../src/report/issue/drift-issue.js";
import { keepIssue } from "../../src/report/issue/keep-issue.js";
import { outcome } from "../builders/outcome.js";
import { plan } from "../builders/plan.js";
import { region, registry } from "../builders/registry.js";
import { STORIES } from "./stories.js";

const LINK = "https://github.com/contoso/shop/actions/runs/7";

function drifted(change: Partial<Outcome> = {}): Outcome {
  return outcome({
    verdict: "drifted",
    drift: [{ region: region("japaneast"), kind: "missing", want: "a replica", have: "none" }],
    fingerprint: "a".repeat(64),
    ...change,
  });
}

function issueOf(
  about: Outcome,
  number: number,
  state: Issue["state"] = "open",
  change: Partial<Issue> = {},
): Issue {
  return {
    number,
    state,
    isNotPlanned: false,
    isClosedByPerson: null,
    title: "",
    body: `${marker(about)}\n\nbody`,
    labels: [DRIFT_LABEL],
    author: OWN,
    ...change,
  };
}

const OWN = "github-actions[bot]";
const NOT_PLANNED = { isNotPlanned: true };
const UNLABELLED = { labels: [] };

const OPENED = 100;

/**
 * Issues in memory; every write is kept as a word. `beforeSecondList`: what another run opens meanwhile. `lags`: the
 * list lacks what this run has opened.
 */
function repository(issues: readonly Issue[], beforeSecondList: readonly Issue[] = [], lags = false) {
  const writes: string[] = [];
  const present = new Map(issues.map((issue) => [issue.number, issue]));
  let lists = 0;
  const isLate = (number: number) =>
    number === OPENED || beforeSecondList.some((issue) => issue.number === number);
  const shown = () => [...present.values()].filter(({ number }) => !(lags && isLate(number)));
  const port: Issues = {
    listByLabel: async (label) => {
      expect(label).toBe(DRIFT_LABEL);
      lists += 1;
      if (lists === 2) for (const issue of beforeSecondList) present.set(issue.number, issue);
      const listed = shown().filter(({ labels }) => labels.some((one) => one.toLowerCase() === label));
      return listed.toSorted((left, right) => right.number - left.number);
    },
    listOwn: async () => shown().filter(({ author }) => author === OWN),
    read: async (number) => present.get(number) ?? null,
    open: async (title, body, labels) => {
      const issue = issueOf(outcome(), OPENED, "open", { title, body, labels });
      present.set(issue.number, issue);
      writes.push(`open ${issue.number}`);
      return issue;
    },
    rewrite: async (number, edit) => {
      writes.push(`rewrite ${number} ${Object.keys(edit).toSorted().join()} ${edit.state ?? ""}`.trim());
      const issue = present.get(number);
      if (issue !== undefined) present.set(number, { ...issue, ...edit });
    },
    comment: async (number) => {
      writes.push(`comment ${number}`);
    },
  };
  return { port, writes, present, lists: () => lists };
}

const other = outcome({ registry: registry({ id: { ...registry().id, name: "fabrikam" } }) });

const EXTRA = { region: region("eastus"), kind: "extra", want: "none", have: "a replica" } as const;

describe("the drift issue", () => {
  const changed = drifted({ fingerprint: "b".repeat(64) });
  test.each<[string, Outcome, readonly Issue[], readonly string[]]>([
    ["is opened when there is drift and no issue", drifted(), [], ["open 100"]],
    ["is opened beside that of another registry", drifted(), [issueOf(other, 5)], ["open 100"]],
    ["is left alone while the drift is the same", drifted(), [issueOf(drifted(), 5)], []],
    [
      "is rewritten and commented on once when the drift changes",
      changed,
      [issueOf(drifted(), 5)],
      ["rewrite 5 body,title", "comment 5"],
    ],
    [
      "is the registry's last closed one, opened again",
      drifted(),
      [issueOf(drifted(), 5, "closed"), issueOf(drifted(), 9, "closed"), issueOf(other, 11, "closed")],
      ["rewrite 9 body,state,title open", "comment 9"],
    ],
    [
      "is closed with a comment when the drift is gone",
      outcome(),
      [issueOf(drifted(), 5)],
      ["rewrite 5 body,state closed", "comment 5"],
    ],
    ["stays closed while all is well", outcome(), [issueOf(drifted(), 5, "closed")], []],
    ["is never opened while all is well", outcome(), [], []],
    ["is left alone by a run that made no plan", outcome({ plan: null }), [issueOf(drifted(), 5)], []],
    [
      "is left alone by a removal, which wants nothing",
      outcome({ plan: plan({ mode: "remove" }) }),
      [issueOf(drifted(), 5)],
      [],
    ],
    [
      "is left alone by a wait, which knows too little of the wish",
      outcome({ plan: plan({ mode: "wait" }) }),
      [issueOf(drifted(), 5)],
      [],
    ],
    ["is left alone by a cancelled run", outcome({ verdict: "cancelled" }), [issueOf(drifted(), 5)], []],
    [
      "is left alone where the registry cannot have replicas",
      outcome({ verdict: "refused", refusals: [{ fence: "not-premium", regions: [], reason: "" }] }),
      [issueOf(drifted(), 5)],
      [],
    ],
    [
      "that says what an older one says is closed",
      drifted(),
      [issueOf(drifted(), 5), issueOf(drifted(), 6)],
      ["rewrite 6 body,state closed"],
    ],
    [
      "is found again although people wrote around the marker",
      drifted(),
      [
        issueOf(drifted(), 5, "open", {
          body: `@jane look:\r\n${marker(other)} ${marker(drifted())}\r\nedited`,
        }),
      ],
      [],
    ],
    [
      "is found again by its author although the label is gone",
      drifted(),
      [issueOf(drifted(), 5, "open", UNLABELLED)],
      [],
    ],
    [
      "is found again by its label although another account has opened it",
      drifted(),
      [issueOf(drifted(), 5, "open", { labels: ["ACR-Geo-Drift"], author: "jane" })],
      [],
    ],
    [
      "is not the one that somebody else has copied",
      drifted(),
      [issueOf(drifted(), 5, "open", { ...UNLABELLED, author: "jane" })],
      ["open 100"],
    ],
    [
      "is the open one without a label, not the closed one with it",
      changed,
      [issueOf(drifted(), 5, "closed"), issueOf(drifted(), 6, "open", UNLABELLED)],
      ["rewrite 6 body,title", "comment 6"],
    ],
    [
      "stays closed where a person has accepted the drift",
      drifted(),
      [issueOf(drifted(), 5, "closed", NOT_PLANNED)],
      [],
    ],
    [
      "stays closed where a part of what was accepted is left",
      drifted(),
      [
        issueOf(
          drifted({ drift: [...drifted().drift, EXTRA], fingerprint: "c".repeat(64) }),
          5,
          "closed",
          NOT_PLANNED,
        ),
      ],
      [],
    ],
    [
      "is opened again where there is more than was accepted",
      drifted({ drift: [...drifted().drift, EXTRA], fingerprint: "c".repeat(64) }),
      [issueOf(drifted(), 5, "closed", NOT_PLANNED)],
      ["rewrite 5 body,state,title open", "comment 5"],
    ],
    [
      "is opened again where a bot has closed it as not planned",
      drifted(),
      [issueOf(drifted(), 5, "closed", { ...NOT_PLANNED, isClosedByPerson: false })],
      ["rewrite 5 body,state,title open", "comment 5"],
    ],
  ])("%s", async (_, about, issues, writes) => {
    const github = repository(issues);
    await keepIssue(github.port, about, LINK);
    expect(github.writes).toEqual(writes);
  });

  test("closes itself when another run has opened an older one at the same moment", async () => {
    const github = repository([], [issueOf(drifted(), 99)]);
    await keepIssue(github.port, drifted(), LINK);
    expect(github.writes).toEqual(["open 100", "rewrite 100 body,state closed"]);
    expect(github.present.get(100)?.body).toBe(
      "Duplicate of #99: two runs found the same drift at the same time.",
    );
  });

  test.each<[string, Outcome, Partial<Issue>, RegExp]>([
    ["back", outcome({ fingerprint: "" }), {}, /drift is back/],
    ["still there", drifted(), {}, /still there/],
    ["another", drifted({ drift: [EXTRA], fingerprint: "c".repeat(64) }), {}, /other drift/],
    [
      "more than was accepted",
      drifted({ drift: [EXTRA], fingerprint: "c".repeat(64) }),
      NOT_PLANNED,
      /more drift than was accepted/,
    ],
  ])("says truly why it is reopened: the drift is %s", async (_what, told, change, words) => {
    const github = repository([issueOf(told, 5, "closed", change)]);
    const said = await keepIssue(github.port, drifted(), LINK);
    expect(said).toEqual([{ kind: "line", text: expect.stringMatching(words) }]);
  });

  test("warns where GitHub drops the label", async () => {
    const github = repository([]);
    const open: Issues["open"] = async (title, body) =>
      issueOf(drifted(), OPENED, "open", { title, body, labels: [] });
    const said = await keepIssue({ ...github.port, open }, drifted(), LINK);
    expect(said).toMatchObject([
      { kind: "line" },
      { kind: "warning", text: expect.stringContaining("dropped the label") },
    ]);
  });

  describe("that GitHub gave no answer about", () => {
    const unanswered = (github: ReturnType<typeof repository>, isOpened: boolean): Issues => ({
      ...github.port,
      open: async (...given) => {
        if (isOpened) await github.port.open(...given);
        throw new UnansweredWrite(new Error("no answer in time"));
      },
    });

    test("is the one that is there all the same", async () => {
      const github = repository([]);
      const said = await keepIssue(unanswered(github, true), drifted(), LINK);
      expect(said).toEqual([{ kind: "line", text: "Issue #100 is opened for the drift" }]);
    });

    test("gives way to an older one of another run", async () => {
      const github = repository([], [issueOf(drifted(), 99)]);
      await keepIssue(unanswered(github, true), drifted(), LINK);
      expect(github.writes).toEqual(["open 100", "rewrite 100 body,state closed"]);
    });

    test("is said not to be there where it is not", async () => {
      const kept = keepIssue(unanswered(repository([issueOf(other, 5)]), false), drifted(), LINK);
      await expect(kept).rejects.toThrow("no answer in time");
    });
  });

  test("tells none when it is closed, and what people wrote in it stays", async () => {
    const github = repository([issueOf(drifted(), 5, "open", { body: `ours\n${marker(drifted())}\nto do` })]);
    await keepIssue(github.port, outcome(), LINK);
    expect(github.present.get(5)?.body).toMatch(
      /^ours\n<!-- acr-geo-drift registry=[0-9a-f]{16} fingerprint= -->\nto do$/,
    );
  });

  test("closes itself, too, while the list shows neither", async () => {
    const github = repository([], [issueOf(drifted(), 99)], true);
    await keepIssue(github.port, drifted(), LINK);
    expect(github.writes).toEqual(["open 100", "rewrite 100 body,state closed"]);
  });

  test("stays open when the other run's is younger, and the younger one is closed", async () => {
    const github = repository([], [issueOf(drifted(), 101)]);
    await keepIssue(github.port, drifted(), LINK);
    expect(github.present.get(100)?.state).toBe("open");
    expect(github.present.get(101)?.state).toBe("closed");
  });

  test("a closed duplicate is never opened again", async () => {
    const github = repository([issueOf(drifted(), 5), issueOf(drifted(), 6)]);
    await keepIssue(github.port, drifted(), LINK);
    await keepIssue(github.port, outcome(), LINK);
    await keepIssue(github.port, drifted(), LINK);
    expect(github.present.get(5)?.state).toBe("open");
    expect(github.present.get(6)?.state).toBe("closed");
  });

  test("the list is read once where nothing is opened", async () => {
    const github = repository([issueOf(drifted(), 5)]);
    await keepIssue(github.port, drifted(), LINK);
    expect(github.lists()).toBe(1);
  });

  test("names no subscription, not even as a hash of it alone", async () => {
    const github = repository([]);
    await keepIssue(github.port, STORIES.drifted ?? drifted(), LINK);
    const text = JSON.stringify([...github.present.values()]);
    expect(text).not.toContain(registry().id.subscriptionId);
  });

  test("the marker is the same however the registry's ID is written", () => {
    const id = { ...registry().id, name: "CONTOSO", resourceGroup: "IMAGES" };
    expect(marker(outcome({ registry: registry({ id }) }))).toBe(marker(outcome()));
  });
});
