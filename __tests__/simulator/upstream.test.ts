import { createPublicKey, verify, X509Certificate } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { issueRsaCertificate } from "./certificates.js";
import { send } from "./client.js";
import { type Simulator, startSimulator } from "./index.js";
import { closeServer, listen } from "./proxy.js";
import { member } from "./recorded-world.js";

const HOST = "contoso.japaneast.geo.azurecr.io";
const BLOB = Buffer.from([0x1f, 0x8b, 0xff, 0x00, 0xc3]);

/** Stands in for a registry server: keeps what it gets, and answers bytes that are no text. */
interface StandIn {
  readonly server: Server;
  readonly got: { method: string; url: string; headers: IncomingHttpHeaders; body: Buffer }[];
}

function standIn(): StandIn {
  const got: StandIn["got"] = [];
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const { method = "", url = "", headers } = message;
    got.push({ method, url, headers, body: Buffer.concat(chunks) });
    response.writeHead(202, { "Content-Length": BLOB.length, "Docker-Content-Digest": "sha256:0" });
    response.end(method === "HEAD" ? undefined : BLOB);
  });
  return { server, got };
}

describe("a real registry behind a region's host", () => {
  let registry: StandIn;
  let simulator: Simulator;
  let signer: string;
  beforeEach(async () => {
    registry = standIn();
    signer = await issueRsaCertificate("Registry tokens");
    const regions = { japaneast: `http://127.0.0.1:${await listen(registry.server)}` };
    simulator = await startSimulator({
      registry: {
        replicas: [{ region: "japaneast" }, { region: "uksouth" }],
        upstreams: { regions, signer },
      },
      permissions: { registry: ["Microsoft.ContainerRegistry/registries/p*"] },
    });
  });
  afterEach(async () => {
    await simulator.close();
    await closeServer(registry.server, []);
  });

  test("gets the request as it is, with its token, query and body", async () => {
    const headers = { authorization: "Bearer anything", "content-type": "application/octet-stream" };
    await send(simulator, `https://${HOST}/v2/a/blobs/uploads/1?digest=sha256%3A0`, {
      method: "PUT",
      headers,
      body: "text",
    });
    expect(registry.got).toEqual([
      {
        method: "PUT",
        url: "/v2/a/blobs/uploads/1?digest=sha256%3A0",
        headers: expect.objectContaining({ ...headers, host: HOST, "content-length": "4" }),
        body: Buffer.from("text"),
      },
    ]);
  });

  test.each(["GET", "HEAD"])("answers %s as it likes", async (method) => {
    const { status, headers, text } = await send(simulator, `https://${HOST}/v2/`, { method });
    expect([status, headers["content-length"], headers["docker-content-digest"]]).toEqual([
      202,
      "5",
      "sha256:0",
    ]);
    expect(text).toBe(method === "HEAD" ? "" : BLOB.toString("utf8"));
  });

  test("does not stand behind another region", async () => {
    const { status } = await send(simulator, "https://contoso.uksouth.geo.azurecr.io/v2/");
    expect([status, registry.got]).toEqual([401, []]);
  });

  test("gets tokens that say what of the wish is granted, and that it can verify", async () => {
    const form = (fields: Record<string, string>) => ({
      method: "POST",
      body: new URLSearchParams({ service: "contoso.azurecr.io", ...fields }).toString(),
    });
    const exchange = form({ grant_type: "access_token", access_token: simulator.accessToken() });
    const { json: exchanged } = await send(simulator, `https://${HOST}/oauth2/exchange`, exchange);
    const refreshToken = String(member(exchanged, "refresh_token"));
    const wish = form({
      grant_type: "refresh_token",
      scope: "repository:shop/api:*",
      refresh_token: refreshToken,
    });
    const { json: given } = await send(simulator, `https://${HOST}/oauth2/token`, wish);
    const [header = "", claims = "", signature = ""] = String(member(given, "access_token")).split(".");
    const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    const certificate = new X509Certificate(signer);
    expect(member(read(header), "x5c")).toEqual([certificate.raw.toString("base64")]);
    const key = createPublicKey(certificate.toString());
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify("RSA-SHA256", signed, key, Buffer.from(signature, "base64url"))).toBe(true);
    expect(read(claims)).toMatchObject({
      aud: "contoso.azurecr.io",
      access: [{ type: "repository", name: "shop/api", actions: ["pull", "push"] }],
    });
    expect(Number.isInteger(member(read(claims), "exp"))).toBe(true);
  });
});
