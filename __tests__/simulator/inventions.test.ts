import { expect, test } from "@jest/globals";
import { send, sendToArm } from "./client.js";
import { startSimulator } from "./index.js";
import { inventionsOf } from "./inventions.js";
import { REGISTRY_PATH } from "./recorded-world.js";

test("states that a world made up are found wherever they stand, and Azure's own are not among them", () => {
  const world = {
    registry: {
      replicas: [
        { region: "japaneast", provisioningState: "succeeded", inList: { provisioningState: "Failed" } },
      ],
      challenge: { realm: "http://contoso.azurecr.io/oauth2/token" },
    },
    schedules: { uksouth: { phases: [{ after: 0, provisioningState: "Warming" }] } },
  };
  const { states, challenges } = inventionsOf(world);
  expect([...states]).toEqual(["succeeded", "Warming"]);
  expect([...challenges]).toEqual(["http://contoso.azurecr.io/oauth2/token"]);
});

test("an answer that says one of them is recorded as such, and no other", async () => {
  const replicas = [{ region: "japaneast", provisioningState: "Warming" }, { region: "uksouth" }];
  const simulator = await startSimulator({ registry: { replicas } });
  for (const region of ["japaneast", "uksouth"])
    await sendToArm(simulator, `${REGISTRY_PATH}/replications/${region}`);
  await simulator.close();
  expect(simulator.requests.map(({ isInvented }) => isInvented)).toEqual([true, undefined]);
});

test("so is a challenge of its own", async () => {
  const simulator = await startSimulator({ registry: { challenge: { realm: "http://evil.example/token" } } });
  await send(simulator, "https://contoso.azurecr.io/v2/");
  await simulator.close();
  expect(simulator.requests.map(({ status, isInvented }) => [status, isInvented])).toEqual([[401, true]]);
});

test("so is what a GET of a replica is answered in place of the truth", async () => {
  const hidden = { region: "japaneast", inGet: { answer: { status: 503, body: "" } } };
  const simulator = await startSimulator({ registry: { replicas: [hidden, { region: "uksouth" }] } });
  for (const region of ["japaneast", "uksouth", "eastus"])
    await sendToArm(simulator, `${REGISTRY_PATH}/replications/${region}`);
  await simulator.close();
  expect(simulator.requests.map(({ status, isInvented }) => [status, isInvented])).toEqual([
    [503, true],
    [200, undefined],
    [404, undefined],
  ]);
});

test("so is a 409 without a word", async () => {
  const simulator = await startSimulator({ oneCreateAtATime: null });
  for (const region of ["japaneast", "uksouth"])
    await sendToArm(simulator, `${REGISTRY_PATH}/replications/${region}`, {
      method: "PUT",
      body: { location: region },
    });
  await simulator.close();
  expect(simulator.requests.map(({ status, isInvented }) => [status, isInvented])).toEqual([
    [201, undefined],
    [409, true],
  ]);
});
