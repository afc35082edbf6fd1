import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { JQ_LINES, jqLines } from "./jq-lines.js";

const report = (change: object) => ({
  ...JSON.parse(readFileSync("__tests__/report/golden/changed.report.json", "utf8")),
  ...change,
});
const REPLICA = report({}).replicas[0];

const SLOW = { ...REPLICA, region: "brazilsouth", seconds: 90 };
const FAILED = {
  ...REPLICA,
  region: "eastus",
  ready: false,
  status: null,
  provisioningState: "Failed",
  seconds: 12,
};
const ABSENT = {
  ...REPLICA,
  region: "uksouth",
  ready: false,
  status: null,
  provisioningState: null,
  seconds: null,
};
const LENT = {
  ...REPLICA,
  region: "japaneast",
  owners: ["contoso/shop/pr-7", "me"],
  expires: "2026-09-02T00:00:00Z",
};
/** Its only mark cannot be read: nobody knows whose it is, and it never goes. */
const LENT_TO_NOBODY_KNOWN = { ...REPLICA, region: "uksouth", owners: [], expires: "never" };
const IMAGES = [
  {
    image: "shop/api:v1",
    digest: null,
    regions: { eastus: { state: "pending", seconds: 31 }, uksouth: { state: "unknown", seconds: null } },
  },
];

describe("the jq lines of docs/report-json.md", () => {
  test.each([
    [
      "Wanted regions that are not ready, each with its state",
      { replicas: [SLOW, FAILED, ABSENT, { ...FAILED, wanted: false }] },
      ["eastus: Failed", "uksouth: no replica"],
    ],
    [
      "The region that was waited for longest, and how many seconds",
      { replicas: [FAILED, SLOW, ABSENT] },
      ["brazilsouth 90"],
    ],
    ["The region that was waited for longest, and how many seconds", { replicas: [ABSENT] }, ["none 0"]],
    [
      "How far each image lags behind, region by region: its state, and the seconds until it was pullable",
      { "image-states": IMAGES },
      ["shop/api:v1 eastus pending 31", "shop/api:v1 uksouth unknown -"],
    ],
    [
      "Replicas on loan, to whom and until when",
      { replicas: [SLOW, LENT, LENT_TO_NOBODY_KNOWN] },
      ["japaneast contoso/shop/pr-7 me until 2026-09-02T00:00:00Z", "uksouth  until never"],
    ],
    [
      "How long each region was in each state",
      {
        timeline: [
          {
            region: "eastus",
            ready: 9,
            imagesPullable: null,
            spans: [{ kind: "state", label: "Syncing", from: 1.2, to: 9 }],
          },
        ],
      },
      ["eastus Syncing 8 s"],
    ],
    [
      "What must be opened in networks for the regions that a plan creates, as a list for those who open it",
      { network: [{ region: "eastus", text: ["one", "two"] }] },
      ["one", "two"],
    ],
    [
      "What somebody is paged for, with the correlation IDs that Azure's support asks for",
      {
        failures: [
          { region: null, during: "sign-in", code: "AADSTS700213", message: null, correlationId: null },
        ],
      },
      ["registry sign-in AADSTS700213 -"],
    ],
  ])("%s", (about, change, lines) => {
    expect(jqLines(about, JSON.stringify(report(change)))).toEqual(lines);
  });

  test("are all tried here", () => {
    expect(JQ_LINES.size).toBe(7);
  });
});
