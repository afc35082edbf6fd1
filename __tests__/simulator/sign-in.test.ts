import { afterEach, describe, expect, test } from "@jest/globals";
import { type Reply, send, sendToArm } from "./client.js";
import { CLIENT, CLIENT_SECRET, type Simulator, startSimulator, TENANT, type World } from "./index.js";
import { member, REGISTRY_PATH } from "./recorded-world.js";

const ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const ARM = "https://management.azure.com/.default";

let simulator: Simulator;
let now = 1_800_000_000_000;
const start = async (world: World = {}) => {
  simulator = await startSimulator(world, () => now);
};
afterEach(() => simulator.close());

function askToken(
  form: Record<string, string>,
  host = "login.microsoftonline.com",
  tenant = TENANT,
): Promise<Reply> {
  const all = { grant_type: "client_credentials", client_id: CLIENT, scope: ARM, ...form };
  return send(simulator, `https://${host}/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams(all).toString(),
  });
}

const federated = (assertion: string) => ({ client_assertion: assertion, client_assertion_type: ASSERTION });

async function requestIdToken(bearer?: string): Promise<Reply> {
  const environment = simulator.environment("oidc");
  const authorization = `Bearer ${bearer ?? environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN}`;
  const url = `${environment.ACTIONS_ID_TOKEN_REQUEST_URL}&audience=${encodeURIComponent("api://AzureADTokenExchange")}`;
  return send(simulator, url, { headers: { authorization } });
}

describe("signing in", () => {
  test("the job's ID token is exchanged for a token that ARM takes", async () => {
    await start();
    const idToken = String(member((await requestIdToken()).json, "value"));
    const { status, json } = await askToken(federated(idToken));
    expect([status, member(json, "token_type"), member(json, "expires_in")]).toEqual([200, "Bearer", 3599]);
    const authorization = `Bearer ${member(json, "access_token")}`;
    expect((await sendToArm(simulator, REGISTRY_PATH, { headers: { authorization } })).status).toBe(200);
  });

  test("the ID-token service refuses a wrong request token", async () => {
    await start();
    expect((await requestIdToken("wrong")).status).toBe(401);
  });

  test("the older endpoint takes a resource and answers with texts", async () => {
    await start();
    const form = {
      client_id: CLIENT,
      client_secret: CLIENT_SECRET,
      resource: "https://management.core.windows.net/",
    };
    const { status, json } = await send(
      simulator,
      `https://login.microsoftonline.com/${TENANT}/oauth2/token`,
      {
        method: "POST",
        body: new URLSearchParams({ ...form, grant_type: "client_credentials" }).toString(),
      },
    );
    expect([status, member(json, "expires_in")]).toEqual([200, "3599"]);
  });

  test.each<[number, string, World, () => Record<string, string>, number]>([
    [7000215, "a wrong secret", {}, () => ({ client_secret: "wrong" }), 401],
    [
      7000222,
      "an expired secret",
      { applications: [{ clientId: CLIENT, secret: "old", secretExpired: true }] },
      () => ({ client_secret: "old" }),
      401,
    ],
    [700016, "an unknown application", {}, () => ({ client_id: "unknown", client_secret: "x" }), 400],
    [
      700213,
      "another subject",
      { idToken: { subject: "repo:contoso/shop:pull_request" } },
      () => federated(simulator.idToken()),
      401,
    ],
    [
      7002138,
      "a subject in other letters",
      { idToken: { subject: "repo:Contoso/shop:ref:refs/heads/main" } },
      () => federated(simulator.idToken()),
      401,
    ],
    [
      700211,
      "another issuer",
      { idToken: { issuer: "https://evil.example.com" } },
      () => federated(simulator.idToken()),
      401,
    ],
    [700212, "another audience", {}, () => federated(simulator.idToken("api://Other")), 401],
    [
      70025,
      "an application without federated credentials",
      { applications: [{ clientId: CLIENT, secret: "s" }] },
      () => federated(simulator.idToken()),
      401,
    ],
    [
      500011,
      "an unknown resource",
      {},
      () => ({ client_secret: CLIENT_SECRET, scope: "https://x/.default" }),
      400,
    ],
  ])("AADSTS%i answers %s", async (number, _, world, form, status) => {
    await start(world);
    const reply = await askToken(form());
    expect(reply.status).toBe(status);
    expect(member(reply.json, "error_codes")).toEqual([number]);
    expect(member(reply.json, "error_description")).toMatch(
      new RegExp(`^AADSTS${number}: .+ Trace ID: .+ Correlation ID:`),
    );
  });

  test("AADSTS700024 answers an ID token that has run out", async () => {
    await start({ tokens: { id: 300 } });
    const assertion = simulator.idToken();
    now += 300_000;
    expect(member((await askToken(federated(assertion))).json, "error_codes")).toEqual([700024]);
  });

  test("AADSTS90002 answers an unknown tenant, and a tenant of another cloud", async () => {
    await start();
    const secret = { client_secret: CLIENT_SECRET };
    const unknown = await askToken(
      secret,
      "login.microsoftonline.com",
      "00000000-0000-0000-0000-000000000000",
    );
    const elsewhere = await askToken(secret, "login.microsoftonline.us");
    expect([unknown, elsewhere].map(({ json }) => member(json, "error_codes"))).toEqual([[90002], [90002]]);
  });
});

describe("tokens at Azure Resource Manager", () => {
  const ask = (authorization: string) => sendToArm(simulator, REGISTRY_PATH, { headers: { authorization } });

  test.each<[string, () => string]>([
    ["AuthenticationFailed", () => ""],
    ["InvalidAuthenticationToken", () => "Bearer made.up.token"],
    [
      "InvalidAuthenticationTokenAudience",
      () => `Bearer ${simulator.accessToken("https://containerregistry.azure.net")}`,
    ],
  ])("%s", async (code, authorization) => {
    await start();
    const { status, json, headers } = await ask(authorization());
    expect([status, member(json, "error", "code")]).toEqual([401, code]);
    expect(headers["www-authenticate"]).toContain("Bearer authorization_uri=");
  });

  test("ExpiredAuthenticationToken", async () => {
    await start({ tokens: { access: 2 } });
    const authorization = `Bearer ${simulator.accessToken()}`;
    expect((await ask(authorization)).status).toBe(200);
    now += 2000;
    expect(member((await ask(authorization)).json, "error", "code")).toBe("ExpiredAuthenticationToken");
  });

  test("ARM of another cloud takes no token of this one", async () => {
    await start();
    const url = `https://management.usgovcloudapi.net${REGISTRY_PATH}`;
    expect((await sendToArm(simulator, url)).status).toBe(401);
  });
});
