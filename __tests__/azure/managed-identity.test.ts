import { describe, expect, test } from "@jest/globals";
import { fakeTransport, type Reply } from "./builders/fake-http.js";
import { failureOf, signIn } from "./builders/sign-in.js";

// The library reads the endpoint from the process, and keeps its first managed identity and that one's tokens for
// as long as the process lives. So this file has one wire for all tests, and its order matters.
const ENDPOINT = { IDENTITY_ENDPOINT: "http://127.0.0.1:4711/token", IDENTITY_HEADER: "header" };
Object.assign(process.env, ENDPOINT, { HTTPS_PROXY: "http://127.0.0.1:1" });

let reply: Reply = "hangs";
const transport = fakeTransport(() => reply);
const setting = {
  transport,
  environment: ENDPOINT,
  identity: { way: "managed-identity", clientId: null },
} as const;

describe("a managed identity", () => {
  test.each<[string, Reply]>([
    ["nobody answers", { fails: "EHOSTUNREACH" }],
    [
      "there is no such identity",
      { status: 400, body: { error: "invalid_request", error_description: "Identity not found" } },
    ],
    ["the answer holds no token", { status: 200, body: {} }],
  ])("that does not exist is explained: %s", async (_what, answer) => {
    reply = answer;
    expect((await failureOf(setting)).remedy).toContain("Only runners in Azure");
  });

  test("is asked for at the machine's own endpoint, and never through a proxy", async () => {
    reply = {
      status: 200,
      body: { access_token: "the token", expires_on: "4102444800", resource: "r", token_type: "Bearer" },
    };
    const before = transport.sent.length;
    const { signedIn, stop } = await signIn(setting);
    expect(await signedIn.tokens.get("https://management.azure.com/.default", stop)).toBe("the token");
    expect(transport.sent.slice(before).map(({ url }) => new URL(url).host)).toEqual(["127.0.0.1:4711"]);
    expect(transport.agents.every((agent) => agent === undefined)).toBe(true);
    expect(transport.masked).toContain("the token");
  });
});
