import { afterEach, expect } from "@jest/globals";
import { type Reply, send } from "../client.js";
import { digestOf, firewalled, roleMissing, type World } from "../index.js";
import { header, member, type RecordedWorld, startRecordedWorld } from "../recorded-world.js";
import { holdToFacts } from "./hold-to-facts.js";

const HOST = "contoso.azurecr.io";
const AUDIENCE = "https://containerregistry.azure.net";
const IMAGE = { repository: "shop/api", tag: "v1" };

let world: RecordedWorld;
afterEach(() => world.simulator.close());

async function start(given: World = {}): Promise<void> {
  world = await startRecordedWorld({ ...given, registry: { images: [IMAGE], ...given.registry } });
}

function post(path: string, values: Record<string, string>): Promise<Reply> {
  const body = new URLSearchParams({ service: HOST, ...values }).toString();
  return send(world.simulator, `https://${HOST}${path}`, { method: "POST", body });
}

function exchange(token = world.simulator.accessToken(AUDIENCE)): Promise<Reply> {
  return post("/oauth2/exchange", { grant_type: "access_token", access_token: token });
}

/** The manifest, by every step that leads to it. */
async function manifest(): Promise<Reply> {
  const token = await post("/oauth2/token", {
    grant_type: "refresh_token",
    scope: `repository:${IMAGE.repository}:pull`,
    refresh_token: String(member((await exchange()).json, "refresh_token")),
  });
  const headers = {
    authorization: `Bearer ${member(token.json, "access_token")}`,
    accept: "application/vnd.oci.image.manifest.v1+json",
  };
  return send(world.simulator, `https://${HOST}/v2/${IMAGE.repository}/manifests/${IMAGE.tag}`, { headers });
}

function errorOf({ json }: Reply) {
  return { code: member(json, "errors", 0, "code"), message: String(member(json, "errors", 0, "message")) };
}

holdToFacts("the registry's own hosts", {
  challenge: async (recorded) => {
    await start();
    const reply = await send(world.simulator, `https://${HOST}/v2/`);
    expect({ status: reply.status, challenge: header(reply, "www-authenticate") }).toEqual(recorded);
  },

  exchange: async ({ status }) => {
    await start();
    expect((await manifest()).status).toBe(status);
  },

  "manifest headers": async ({ remaining }) => {
    await start();
    const reply = await manifest();
    expect(header(reply, "etag")).toBe(`"${digestOf(IMAGE)}"`);
    expect(header(reply, remaining)).toMatch(/^\d/);
  },

  "ARM token": async ({ status }) => {
    await start({ registry: { armTokensAccepted: false } });
    expect((await exchange(world.simulator.accessToken())).status).toBe(status);
  },

  firewall: async ({ path, status, code, message }) => {
    const isExchange = path === "/oauth2/exchange";
    await start(isExchange ? { registry: { firewall: {} } } : { faults: [firewalled(HOST, /^\/v2\//)] });
    const first = await send(world.simulator, `https://${HOST}/v2/`);
    const refused = isExchange ? await exchange() : first;
    if (isExchange) expect(first.status).toBe(401);
    expect([refused.status, errorOf(refused).code]).toEqual([status, code]);
    expect(errorOf(refused).message).toContain(message);
  },

  "no role": async ({ status, ...error }) => {
    await start({ faults: [roleMissing(HOST)] });
    const refused = await exchange();
    expect([refused.status, errorOf(refused)]).toEqual([status, error]);
  },
});
