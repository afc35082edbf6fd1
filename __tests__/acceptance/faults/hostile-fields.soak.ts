import { describe, expect, test } from "@jest/globals";
import type { World } from "../../simulator/index.js";
import { setStage } from "../harness/index.js";
import { hostileRefusal, withHostileTexts } from "./hostile-bodies.js";
import { moreThanText } from "./plain-text.js";
import {
  AZURE_KINDS,
  DATA_PLANE_KINDS,
  GITHUB_KINDS,
  OPERATION_URL,
  type RequestKind,
  SIGN_IN_KINDS,
} from "./request-kinds.js";
import { WHOLE_JOB, WHOLE_WORLD } from "./whole-job.js";

/** The debug log is under test, too. */
const DEBUG = { environment: { RUNNER_DEBUG: "1" } };
const ASKED = { ...WHOLE_JOB, "report-html": "true", timeout: "30s" };
/** Changed tokens would be tokens that no service gave. */
const WITHOUT_TOKENS = AZURE_KINDS.filter(({ name }) => !/token/i.test(name));

/** Each kind of request has other strings in the same field. */
function startOf(kind: RequestKind): number {
  return 11 * [...AZURE_KINDS, ...GITHUB_KINDS, OPERATION_URL].indexOf(kind);
}

/** Plays it, and looks for what is more than text in what is left; gives the titles of the annotations. */
async function expectNoMoreThanText(
  world: World,
  inputs: Readonly<Record<string, string>>,
): Promise<readonly (string | undefined)[]> {
  const stage = await setStage(world);
  const { run } = await stage.play(inputs, DEBUG);
  expect(await moreThanText(run, stage.simulator)).toEqual([]);
  expect(run.summary).not.toBe("");
  await stage.close();
  return run.annotations.map(({ title }) => title);
}

describe("hostile words at the end of every text that a service answers with", () => {
  test.concurrent.each(WITHOUT_TOKENS)("to $name: they stay text everywhere", async (kind) => {
    const faults = [{ ...kind.match, effect: withHostileTexts(startOf(kind)) }];
    await expectNoMoreThanText({ ...WHOLE_WORLD, faults }, ASKED);
  });
});

describe("hostile words in a refusal: code, message, details and headers", () => {
  test.concurrent.each([...SIGN_IN_KINDS, ...WITHOUT_TOKENS, ...DATA_PLANE_KINDS.filter(isOfToken)])(
    "of $name: they stay text everywhere",
    async (kind) => {
      const faults = [{ ...kind.match, effect: hostileRefusal(startOf(kind)) }];
      await expectNoMoreThanText({ ...WHOLE_WORLD, faults }, ASKED);
    },
  );

  test.concurrent("of the operation URL: they stay text everywhere", async () => {
    const world = {
      schedules: { japaneast: { ending: "failed" as const } },
      faults: [{ ...OPERATION_URL.match, effect: hostileRefusal(startOf(OPERATION_URL)) }],
    };
    await expectNoMoreThanText(world, { regions: "japaneast", "report-html": "true" });
  });

  test.concurrent.each(GITHUB_KINDS)("of $name: they stay text everywhere", async (kind) => {
    const body = "<!-- acr-geo-drift registry=2f027e4124d5d3a0 fingerprint=0 -->";
    const world = {
      github: { issues: [{ title: "Drift", body, labels: ["acr-geo-drift"] }] },
      faults: [{ ...kind.match, effect: hostileRefusal(startOf(kind), 422) }],
    };
    const inputs = { regions: "japaneast", mode: "check", "drift-issue": "true" };
    const titles = await expectNoMoreThanText(world, inputs);
    expect(titles).toContain("The drift issue is not fully up to date");
  });
});

function isOfToken({ name }: RequestKind): boolean {
  return /token/i.test(name);
}
