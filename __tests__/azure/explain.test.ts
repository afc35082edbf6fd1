import { RestError } from "@azure/core-rest-pipeline";
import { describe, expect, test } from "@jest/globals";
import { explain, explained, refusal } from "../../src/azure/errors/explain.js";
import type { Answer } from "../../src/azure/http/answer.js";
import { FenceCrossed } from "../../src/azure/http/host-fence.js";
import { HostClosed } from "../../src/azure/http/host-gate.js";
import { SignInFailed } from "../../src/azure/sign-in/credential.js";
import { type Failure, RequestFailed } from "../../src/registry/failure.js";
import { context, plainFailure } from "./builders/context.js";

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    host: "management.azure.com",
    status,
    text,
    header: (name) => headers[name.toLowerCase()] ?? null,
    json: typeof body === "string" ? undefined : body,
  };
}

function refused(status: number, body: unknown, headers?: Readonly<Record<string, string>>) {
  return plainFailure(refusal(answer(status, body, headers), context()).failure);
}

describe("an error answer", () => {
  test("keeps code, message and correlation ID", () => {
    const body = { error: { code: "SomethingNew", message: "What?" } };
    expect(refused(400, body, { "x-ms-correlation-request-id": "c1" })).toEqual({
      kind: "rejected",
      activity: "create",
      region: "japaneast",
      code: "SomethingNew",
      message: "What?",
      correlationId: "c1",
      remedy: "",
    });
  });

  test.each([
    ["without an envelope", { code: "C", message: "M" }, "C", "M"],
    [
      "with details",
      { error: { code: "C", message: "See details.", details: [{ message: "Inner" }] } },
      "C",
      "See details. Inner",
    ],
    ["of the registry's data plane", { errors: [{ code: "DENIED", message: "no" }] }, "DENIED", "no"],
    ["that is a page", "<html>Bad gateway</html>", "HTTP 400", "<html>Bad gateway</html>"],
    ["that is empty", "", "HTTP 400", null],
    ["with fields of the wrong type", { error: { code: 7, message: [] } }, "7", null],
    ["that is a list", [1, 2], "HTTP 400", "1; 2"],
    ["that is null", null, "HTTP 400", null],
  ])("%s", (_shape, body, code, message) => {
    expect(refused(400, body)).toMatchObject({ code, message });
  });

  test("with a long list keeps all of it", () => {
    const regions = Array.from({ length: 61 }, (_, index) => `region${index}`).join(", ");
    const message = `No provider found for location 'x'. The supported locations are '${regions}'.`;
    expect(refused(400, { error: { code: "SomethingNew", message } }).message).toBe(message);
  });

  test("that names its policies beside the message, which only points to them", () => {
    const message = "Resource 'x' was disallowed by policy. See error details for policy resource IDs.";
    const additionalInfo = [
      { type: "PolicyViolation", info: { policyAssignmentDisplayName: "Allowed locations" } },
      { type: "PolicyViolation", info: { policyAssignmentName: "eu-only" } },
      { type: "SomethingElse", info: { policyAssignmentName: "nobody's" } },
      { type: "PolicyViolation", info: null },
    ];
    const body = { error: { code: "RequestDisallowedByPolicy", message, additionalInfo } };
    expect(refused(403, body).remedy).toContain('Azure Policy forbids this: "Allowed locations", "eu-only".');
  });

  test.each([
    [401, "This is not how management.azure.com answers"],
    [403, "This is not how management.azure.com answers"],
    [404, "This is not how management.azure.com answers"],
    [407, "requires a name and password"],
    [502, "gave up"],
  ])("that is a page (HTTP %i) is some gateway's, and no refusal of Azure's", (status, words) => {
    expect(refused(status, "<html>").remedy).toContain(words);
    expect(refused(status, "<html>").remedy).toContain("HTTPS_PROXY");
  });

  test.each([
    [401, "did not accept the token"],
    [403, "forbids this"],
  ])("that is empty (HTTP %i) is explained by its status", (status, words) => {
    expect(refused(status, "").remedy).toContain(words);
  });

  test("that is an endless page is cut", () => {
    expect(refused(502, "x".repeat(10_000_000)).message).toHaveLength(4096);
  });

  test("that is a long page is given by what it shows", () => {
    const page = `<html><style>${"p { color: red }".repeat(100)}</style><p>Blocked by\n<b>policy 7</b></p></html>`;
    expect(refused(403, page).message).toBe("Blocked by policy 7");
  });

  test("whose status is none of an error tells only what calls itself an error: the rest may be a token", () => {
    expect(refused(200, { refresh_token: "secret", message: "M" })).toMatchObject({ message: "M" });
  });

  test.each<[number, Failure["kind"]]>([
    [401, "denied"],
    [403, "denied"],
    [404, "malformed"],
    [409, "busy"],
    [429, "throttled"],
    [400, "rejected"],
    [500, "server"],
    [503, "server"],
  ])("HTTP %i is %s", (status, kind) => {
    expect(refused(status, {})).toMatchObject({ kind });
  });
});

function lost(code: string, message = "it failed") {
  const request = { url: "https://management.azure.com/x", method: "GET" };
  const error = Object.assign(new RestError(message, { code }), { request });
  return plainFailure(explain(error, context()).failure);
}

describe("a connection that failed names the host and the variable to check", () => {
  test.each([
    ["an untrusted authority", "SELF_SIGNED_CERT_IN_CHAIN", "NODE_EXTRA_CA_CERTS"],
    ["an unknown issuer", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "NODE_EXTRA_CA_CERTS"],
    ["an expired certificate", "CERT_HAS_EXPIRED", "clock"],
    ["a certificate for another host", "ERR_TLS_CERT_ALTNAME_INVALID", "HTTPS_PROXY"],
    ["a name that is not found", "ENOTFOUND", "DNS"],
    ["a refused connection", "ECONNREFUSED", "HTTPS_PROXY"],
    ["a reset connection", "ECONNRESET", "NO_PROXY"],
    ["a try that took too long", "ETIMEDOUT", "firewall"],
  ])("%s", (_what, code, word) => {
    const failure = lost(code);
    expect(failure).toMatchObject({ kind: "unreachable", code, message: "it failed" });
    expect(failure.remedy).toContain("management.azure.com");
    expect(failure.remedy).toContain(word);
  });

  test("a proxy that does not speak TLS", () => {
    expect(lost("EPROTO", "wrong version number").remedy).toContain("http://");
  });
});

describe("a sign-in through the Azure CLI that failed", () => {
  const ended = "AADSTS700024: Client assertion is not within its valid time range.";

  test.each([
    ["of a session that has ended (documented code)", true, ended, "Let the action itself sign in by OIDC"],
    [
      "where `auth` asks for it",
      true,
      "Please run 'az login'",
      "needs an Azure CLI on the runner, and a step",
    ],
    [
      "where nothing else is set up",
      false,
      "Azure CLI could not be found.",
      "Any one of these is enough. OIDC:",
    ],
  ])("%s", (_where, isNamed, said, words) => {
    const way = { kind: "azure-cli", tenantId: null, isNamed } as const;
    const failed = new SignInFailed(way, null, new Error(said));
    const { code, message, remedy } = plainFailure(explain(failed, context()).failure);
    expect({ code, message }).toEqual({ code: "SignInFailed", message: said });
    expect(remedy).toContain(words);
  });
});

describe("what else can be thrown", () => {
  test("a fence that was crossed says where to, and that no token was sent", () => {
    const { code, remedy } = plainFailure(
      explain(new FenceCrossed("https://evil.example.com", null), context()).failure,
    );
    expect(code).toBe("ForeignHost");
    expect(remedy).toContain("https://evil.example.com");
    expect(remedy).toContain("no token was sent");
  });

  test("a redirect says who pointed where", () => {
    const error = new FenceCrossed("https://evil.example.com", {
      host: "management.azure.com",
      means: "redirect",
    });
    expect(plainFailure(explain(error, context()).failure).remedy).toMatch(
      /^management\.azure\.com redirected/,
    );
  });

  test("a host that stays closed is throttling", () => {
    expect(explain(new HostClosed("management.azure.com"), context()).failure.kind).toBe("throttled");
  });

  test("a failure that is explained stays as it is", () => {
    const known = explain(new Error("x"), context());
    expect(explain(known, context({ activity: "delete" }))).toBe(known);
  });

  test("anything else passes with its message", () => {
    expect(plainFailure(explain(new Error("unheard of"), context()).failure).message).toBe("unheard of");
  });

  test("a stop is no failure", async () => {
    const stop = new DOMException("stopped", "AbortError");
    await expect(explained(context(), () => Promise.reject(stop))).rejects.toBe(stop);
  });

  test("work that fails is explained", async () => {
    await expect(explained(context(), () => Promise.reject(new Error("x")))).rejects.toThrow(RequestFailed);
  });
});
