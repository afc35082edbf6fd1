import { describe, expect, test } from "@jest/globals";
import { setStage } from "../harness/index.js";
import { marks } from "../harness/marks.js";

const OWNER = "contoso/shop/pr-42";
const CHANGES = 20_000;

/** What somebody is changing for the first while. */
const phases = [
  { after: 0, provisioningState: "Updating", displayStatus: "Ready" },
  { after: CHANGES, provisioningState: "Succeeded", displayStatus: "Ready" },
];

describe("a replica that somebody changes for a while (Updating)", () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["is to be deleted", { mode: "remove", regions: "japaneast" }, {}],
    ["is to be deleted by its owner", { mode: "remove", owner: OWNER }, marks(OWNER)],
    ["is to lose a mark", { mode: "remove", owner: OWNER }, marks(`${OWNER},contoso/shop/pr-7`)],
    ["is to be marked", { regions: "japaneast", owner: OWNER }, marks("contoso/shop/pr-7")],
    ["is to have a tag", { regions: "japaneast", tags: "tier=dr" }, {}],
    ["is to be closed", { regions: "- japaneast: { routing: disabled }" }, {}],
  ])("and %s: the write waits until that is over", async (_, inputs, tags) => {
    const stage = await setStage({
      registry: { replicas: [{ region: "japaneast", tags, phases }] },
    });
    const { run, writes } = await stage.play(inputs);
    const [first] = stage.simulator.writes();
    await stage.close();
    expect([run.outputs.outcome, writes.length]).toEqual(["changed", 1]);
    // A route is closed before the wait; Azure refuses that while it is at work, and is asked again.
    expect(first?.at).toBeGreaterThanOrEqual(CHANGES);
  });
});

/** What two runs ask for that do not stand against each other. */
const PAIRS: readonly (readonly [Record<string, string>, Record<string, string>])[] = [
  [
    { regions: "japaneast, brazilsouth", tags: "tier=dr" },
    { regions: "japaneast, brazilsouth", tags: "tier=dr", prune: "all" },
  ],
  [
    { regions: "japaneast, uksouth", owner: OWNER },
    { mode: "remove", regions: "eastus" },
  ],
  [{ regions: "- japaneast: { routing: disabled }" }, { regions: "japaneast, brazilsouth", owner: OWNER }],
];

describe("two runs at once that do not contradict each other, where each change takes a while", () => {
  const cases = PAIRS.flatMap((pair) => [0, 3_000].map((apart) => [apart, ...pair] as const));
  test.each(cases)("%d ms apart: both end well (%j, %j)", async (apart, first, second) => {
    const registry = { replicas: [{ region: "japaneast" }, { region: "eastus" }] };
    const stage = await setStage({ registry, timing: { update: 5_000, provisioned: 8_000, syncing: 3_000 } });
    const later = () => stage.sleep(apart).then(() => stage.play(second));
    const both = await Promise.all([stage.play(first), later()]);
    await stage.close();
    for (const { run } of both) expect(["changed", "in-sync"]).toContain(run.outputs.outcome);
  });
});
