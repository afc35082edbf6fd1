import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { send, sendToArm } from "./client.js";
import { CLIENT_SECRET, GITHUB_TOKEN, type Simulator, startSimulator } from "./index.js";
import { REGISTRY_PATH } from "./recorded-world.js";

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.close());

const REGISTRY_AUDIENCE = "https://containerregistry.azure.net";

describe("the leak guard", () => {
  test.each<[string, string, () => string]>([
    ["an ARM token at GitHub", "api.github.com", () => simulator.accessToken()],
    ["a registry token at ARM", "management.azure.com", () => simulator.accessToken(REGISTRY_AUDIENCE)],
    ["an ARM token at ARM of another cloud", "management.chinacloudapi.cn", () => simulator.accessToken()],
    ["an ID token at ARM", "management.azure.com", () => simulator.idToken()],
    ["a client secret at ARM", "management.azure.com", () => CLIENT_SECRET],
    ["a GitHub token at Entra", "login.microsoftonline.com", () => GITHUB_TOKEN],
  ])("finds %s", async (_, host, secret) => {
    await send(simulator, `https://${host}/`, { headers: { authorization: `Bearer ${secret()}` } });
    expect(() => simulator.assertNoLeaks()).toThrow(`was sent to ${host}/`);
  });

  test.each<[string, (secret: string) => Promise<unknown>]>([
    ["the query", (secret) => send(simulator, `https://api.github.com/?a=${encodeURIComponent(secret)}`)],
    [
      "a form",
      (secret) =>
        send(simulator, "https://api.github.com/", {
          method: "POST",
          body: new URLSearchParams({ secret }).toString(),
        }),
    ],
    [
      "Basic authorization",
      (secret) =>
        send(simulator, "https://api.github.com/", {
          headers: { authorization: `Basic ${Buffer.from(`x:${secret}`).toString("base64")}` },
        }),
    ],
  ])("looks into %s", async (_, leak) => {
    await leak(CLIENT_SECRET);
    expect(simulator.leaks).toMatchObject([{ what: "client secret", host: "api.github.com" }]);
  });

  test("has nothing to say of tokens that go where they belong", async () => {
    await sendToArm(simulator, REGISTRY_PATH);
    expect(() => simulator.assertNoLeaks()).not.toThrow();
  });

  test("knows which secrets were sent: a token that its asker did not live to receive was not", async () => {
    simulator.idToken();
    await sendToArm(simulator, REGISTRY_PATH);
    const tokens = simulator.secrets().filter(({ what }) => what.includes(" token for "));
    expect(tokens.map(({ what, wasSent }) => [what.split(" ")[0], wasSent])).toEqual([
      ["ID", false],
      ["Entra", true],
    ]);
  });

  test("counts an unexpected host", async () => {
    await expect(send(simulator, "https://evil.example.com/")).rejects.toThrow("answered 403");
    expect(simulator.unexpectedHosts).toEqual(["evil.example.com:443"]);
    expect(() => simulator.assertNoLeaks()).toThrow("evil.example.com:443 was contacted");
  });
});

describe("the recorder", () => {
  test("keeps the audience of a token and not the token", async () => {
    await sendToArm(simulator, REGISTRY_PATH);
    expect(simulator.requests[0]).toMatchObject({
      host: "management.azure.com",
      method: "GET",
      path: REGISTRY_PATH,
      apiVersion: "2025-11-01",
      audience: "https://management.azure.com",
      headers: { authorization: "Bearer <https://management.azure.com>" },
      status: 200,
      responseBody: { name: "contoso" },
    });
    expect(JSON.stringify(simulator.requests)).not.toContain(simulator.secrets().at(-1)?.value);
  });

  test("tells writes from reads, and counts", async () => {
    await sendToArm(simulator, REGISTRY_PATH);
    await sendToArm(simulator, `${REGISTRY_PATH}/replications/japaneast`, {
      method: "PUT",
      body: { location: "japaneast" },
    });
    expect(simulator.writes().map(({ method, body }) => [method, body])).toEqual([
      ["PUT", { location: "japaneast" }],
    ]);
    expect(simulator.count("GET", /registries\/contoso$/)).toBe(1);
    expect(simulator.matching({ host: "management.azure.com" })).toHaveLength(2);
  });
});
