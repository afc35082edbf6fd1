import { describe, expect, test } from "@jest/globals";
import type { ReplicaWorld, World } from "../../simulator/index.js";
import { setStage } from "../harness/index.js";
import { hostileRefusal, pieces } from "./hostile-bodies.js";
import { moreThanText } from "./plain-text.js";

/** The debug log is under test, too. */
const DEBUG = { environment: { RUNNER_DEBUG: "1" } };
const EXTRAS =
  "eastus westus northeurope uksouth francecentral germanywestcentral swedencentral polandcentral italynorth spaincentral norwayeast switzerlandnorth canadacentral centralindia koreacentral australiaeast southafricanorth uaenorth".split(
    " ",
  );
const BROKEN =
  "japaneast brazilsouth eastasia southeastasia centralus eastus2 westus2 westus3 southcentralus northcentralus".split(
    " ",
  );

/** What Azure would let nobody write, but a server may say. */
function hostileReplica(region: string, index: number): ReplicaWorld {
  return {
    region,
    // A slash would end the name.
    name: `n${pieces(index).replaceAll("/", "")}`,
    tags: {
      [`t${pieces(index + 3)}`]: pieces(index + 6),
      "acr-geo-owner": pieces(index + 9),
      "acr-geo-expires": pieces(index + 12),
    },
    provisioningState: pieces(index + 15),
    displayStatus: pieces(index + 18),
    message: pieces(index + 21),
  };
}

describe("hostile words in every field that a server controls: commands, Markdown, HTML, control characters, bidi, emoji", () => {
  test("of replicas: names, tags, owners, expiries and states stay text in log, outputs, summary, issue and page", async () => {
    const world: World = { registry: { replicas: EXTRAS.map(hostileReplica) } };
    const inputs = {
      regions: [...EXTRAS.slice(0, 9), "japaneast"].join(),
      mode: "check",
      "drift-issue": "true",
      "report-html": "true",
      tags: "tier=prod",
    };
    const stage = await setStage(world);
    const { run, json } = await stage.play(inputs, DEBUG);
    expect(run.outputs.outcome).toBe("drifted");
    expect(json("replicas")).toHaveLength(EXTRAS.length + 2);
    expect(stage.simulator.issues).toHaveLength(1);
    expect(await moreThanText(run, stage.simulator)).toEqual([]);
    await stage.close();
  });

  test("of errors: codes, messages, details, states and headers stay text in log, outputs, summary, issue and page", async () => {
    const world: World = {
      registry: { replicas: [{ region: "northeurope" }], images: [{ repository: "shop/api", tag: "v1" }] },
      schedules: Object.fromEntries(
        BROKEN.slice(5).map((region, index) => [
          region,
          {
            ending: "failed",
            displayStatus: pieces(index),
            error: { code: pieces(index + 5), message: pieces(index + 9) },
          },
        ]),
      ),
      faults: [
        ...BROKEN.slice(0, 5).map((region, index) => ({
          method: "PUT",
          path: new RegExp(`/${region}$`),
          effect: hostileRefusal(index),
        })),
        ...["northeurope", "westeurope"].map((region, index) => ({
          host: `contoso.${region}.geo.azurecr.io`,
          effect: hostileRefusal(index, 403),
        })),
      ],
    };
    const inputs = {
      regions: [...BROKEN, "northeurope"].join(),
      images: "shop/api:v1",
      "drift-issue": "true",
      "report-html": "true",
      timeout: "30s",
    };
    const stage = await setStage(world);
    const { run, json } = await stage.play(inputs, DEBUG);
    expect(run.outputs.outcome).toBe("failed");
    expect(json("drift")).toHaveLength(BROKEN.length);
    expect(await moreThanText(run, stage.simulator)).toEqual([]);
    await stage.close();
  });
});
