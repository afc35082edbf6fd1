import { describe, expect, test } from "@jest/globals";
import { decideIssue, type Issue, issuesOf } from "../../src/report/issue/drift-issue.js";
import { driftMap } from "../../src/report/issue/drift-map.js";
import { issueBody, issueTitle } from "../../src/report/issue/issue-text.js";
import { largeOutcome } from "../builders/large.js";
import { outcome, row } from "../builders/outcome.js";
import { region } from "../builders/registry.js";
import { replicaIn } from "../builders/replica.js";
import { STORIES } from "./stories.js";

const LINK = "https://github.com/contoso/shop/actions/runs/7";
const story = STORIES.drifted ?? outcome();

describe("the text of a drift issue", () => {
  test("has the title with registry and count", () => {
    expect(issueTitle(story)).toBe("Geo-replication drift of contoso: 3 findings");
  });

  test("says what is good to know of the regions that have drifted, and of no other", () => {
    const [japan, uk] = [region("japaneast"), region("uksouth")];
    const body = issueBody(
      outcome({
        drift: [{ region: japan, kind: "failed", want: "Succeeded, Ready", have: "Failed" }],
        leftOut: [
          { region: japan, reason: "failed, but protected" },
          { region: uk, reason: "needed by others" },
        ],
        warnings: [
          { region: japan, text: "It will not become ready by itself." },
          { region: uk, text: "Routing is disabled." },
          { region: null, text: "The registry has private endpoints." },
        ],
      }),
      LINK,
    );
    expect(/#### Good to know\n\n([\s\S]*?)\n\n/.exec(body)?.[1]?.split("\n")).toEqual([
      "- It will not become ready by itself.",
      "- Japan East: failed, but protected",
    ]);
  });

  test("speaks of the latest run where the run's page is not known", () => {
    expect(issueBody(story, "")).toContain("in the latest run.");
  });

  test("stays below what GitHub takes when hundreds of regions fail with long messages", () => {
    const failed = largeOutcome(300, "`|".repeat(2000));
    expect(Buffer.byteLength(issueBody(failed, LINK))).toBeLessThan(65_536);
  });

  test("stays below what GitHub takes with 300 findings of long texts", () => {
    const drift = Array.from({ length: 300 }, (_, index) => ({
      region: region(`region${index}`),
      kind: "tags" as const,
      want: "w".repeat(500),
      have: "ü".repeat(500),
    }));
    const replicas = drift.map((one) => row(one.region));
    expect(Buffer.byteLength(issueBody(outcome({ drift, replicas }), LINK))).toBeLessThan(65_536);
  });
});

describe("a drift with more findings than a text has room for", () => {
  const many = (count: number, first = 0) =>
    outcome({
      verdict: "drifted",
      fingerprint: `${count}${first}`.padEnd(64, "0"),
      drift: Array.from({ length: count }, (_, index) => ({
        region: region("japaneast"),
        kind: "image" as const,
        want: `sha256:${first + index}`,
        have: "pending",
      })),
    });
  const closed = (body: string, change: Partial<Issue> = {}): Issue => ({
    number: 1,
    state: "closed",
    isNotPlanned: false,
    isClosedByPerson: true,
    title: "",
    body,
    labels: [],
    author: "",
    ...change,
  });

  test("is found again all the same, and the text fits", () => {
    const body = issueBody(many(7_000), LINK);
    expect(Buffer.byteLength(body)).toBeLessThan(65_536);
    expect(issuesOf(many(3), [closed(body)])).toHaveLength(1);
  });

  test("is accepted as a whole, and only so", () => {
    const accepted = closed(issueBody(many(7_000), LINK), { isNotPlanned: true });
    expect(decideIssue(many(7_000), [accepted])).toEqual({ kind: "accepted", number: 1 });
    expect(decideIssue(many(6_999), [accepted])).toMatchObject({ because: "beyond-accepted" });
  });

  test("is still there when most of it is", () => {
    const issue = closed(issueBody(many(7_000), LINK));
    expect(decideIssue(many(6_999), [issue])).toMatchObject({ kind: "reopen", because: "still-there" });
  });
});

describe("the map of a drift issue", () => {
  const rows = [
    row("westeurope", { isHome: true }),
    row("japaneast"),
    row("brazilsouth", replicaStates("Creating")),
    row("uksouth", replicaStates("Failed")),
    row("northeurope", { provisioningState: null, displayStatus: null, isReady: false }),
    row("francecentral", { isWanted: false }),
    row("marscentral"),
  ];
  const drift = [
    { region: region("francecentral"), kind: "extra", want: "none", have: "a replica" },
  ] as const;
  const map = driftMap(outcome({ replicas: rows, drift }));
  const collection = JSON.parse(map.geojson);

  test("is a FeatureCollection of points as RFC 7946 has them, longitude first", () => {
    expect(collection.type).toBe("FeatureCollection");
    for (const feature of collection.features) {
      expect(Object.keys(feature)).toEqual(["type", "geometry", "properties"]);
      expect(feature.type).toBe("Feature");
      expect(feature.geometry.type).toBe("Point");
      const [longitude, latitude] = feature.geometry.coordinates;
      expect(Math.abs(longitude)).toBeLessThanOrEqual(180);
      expect(Math.abs(latitude)).toBeLessThanOrEqual(90);
    }
    expect(collection.features[1].geometry.coordinates).toEqual([139.77, 35.68]);
  });

  test.each([
    [0, "star", "#1a7f37", "home, ready"],
    [1, "circle", "#1a7f37", "ready"],
    [2, "triangle", "#bf8700", "not ready"],
    [3, "triangle", "#cf222e", "failed"],
    [4, "cross", "#cf222e", "missing"],
    [5, "square", "#6e7781", "not wanted"],
  ])("draws region %i as a %s of colour %s: %s", (index, symbol, color, words) => {
    expect(collection.features[index].properties).toMatchObject({
      "marker-symbol": symbol,
      "marker-color": color,
      description: words,
    });
  });

  test("lists the regions whose place is not known", () => {
    expect(map.unplaced).toEqual(["marscentral"]);
    expect(collection.features).toHaveLength(6);
  });
});

function replicaStates(state: string) {
  const { provisioningState, displayStatus } = replicaIn("japaneast", state);
  return { provisioningState, displayStatus, isReady: false };
}
