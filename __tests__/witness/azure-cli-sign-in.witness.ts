import { describe, expect, test } from "@jest/globals";
import { type Simulator, SUBSCRIPTION, startSimulator, TENANT, type World } from "../simulator/index.js";
import { member } from "../simulator/recorded-world.js";
import { type AzureCli, azureCli, errorOf, signInWithSecret, signInWithToken } from "./programs/azure-cli.js";
import { saw } from "./table/saw.js";

/** Runs a test with a world and an Azure CLI that has never seen it. */
async function withAzureCli(
  world: World,
  act: (az: AzureCli, simulator: Simulator) => Promise<void>,
): Promise<void> {
  const simulator = await startSimulator(world);
  try {
    await act(await azureCli(simulator), simulator);
    expect(simulator.leaks).toEqual([]);
  } finally {
    await simulator.close();
  }
}

describe("Azure CLI, signing in", () => {
  test.each([
    ["a client secret", (az: AzureCli) => signInWithSecret(az)],
    ["a federated token", (az: AzureCli, token: string) => signInWithToken(az, token)],
  ])("with %s", (_, signIn) =>
    withAzureCli({}, async (az, simulator) => {
      const { exitCode, json } = await signIn(az, simulator.idToken());
      expect(exitCode).toBe(0);
      expect(json).toMatchObject([{ id: SUBSCRIPTION, tenantId: TENANT, state: "Enabled", isDefault: true }]);
      expect(simulator.count("POST", /\/oauth2\/v2\.0\/token$/)).toBe(1);
      saw(`exit 0, subscription ${member(json, 0, "name")}, one token`);
    }),
  );

  test.each<[string, World, (az: AzureCli, token: string) => ReturnType<AzureCli>, string]>([
    ["a wrong secret", {}, (az) => signInWithSecret(az, "wrong"), "AADSTS7000215"],
    [
      "a token of another branch",
      { idToken: { subject: "repo:contoso/shop:ref:refs/heads/other" } },
      signInWithToken,
      "AADSTS700213",
    ],
  ])("with %s", (_, world, signIn, code) =>
    withAzureCli(world, async (az, simulator) => {
      const answer = await signIn(az, simulator.idToken());
      expect(answer.exitCode).toBe(1);
      expect(errorOf(answer)).toContain(code);
      saw(`exit 1, ${code}`);
    }),
  );
});
