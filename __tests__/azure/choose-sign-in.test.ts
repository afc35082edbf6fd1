import { describe, expect, test } from "@jest/globals";
import { chooseSignIn } from "../../src/azure/sign-in/choose-sign-in.js";
import type { IdentityRequest, SignInWay } from "../../src/registry/request.js";

const BOTH = { tenantId: "tenant", clientId: "client" };
const NOBODY = { tenantId: null, clientId: null };

function choose(
  way: SignInWay,
  who: Pick<IdentityRequest, "tenantId" | "clientId">,
  environment: Readonly<Record<string, string>> = {},
  canAskForIdToken = false,
) {
  return chooseSignIn({ way, audience: null, ...who }, environment, canAskForIdToken);
}

const SECRET = { AZURE_CLIENT_SECRET: "secret" };
const CERTIFICATE = { AZURE_CLIENT_CERTIFICATE_PATH: "/client.pem" };
const TOKEN_FILE = { AZURE_FEDERATED_TOKEN_FILE: "/token" };

describe("auto takes the first way that is set up", () => {
  test.each([
    ["OIDC before all others", BOTH, { ...SECRET, ...TOKEN_FILE }, true, "oidc"],
    [
      "a secret where the job may not ask for an ID token",
      BOTH,
      { ...SECRET, ...TOKEN_FILE },
      false,
      "client-secret",
    ],
    ["a secret before a certificate", BOTH, { ...SECRET, ...CERTIFICATE }, false, "client-secret"],
    ["a certificate", BOTH, CERTIFICATE, false, "client-certificate"],
    [
      "a certificate before a token file",
      BOTH,
      { ...CERTIFICATE, ...TOKEN_FILE },
      false,
      "client-certificate",
    ],
    ["a token file", BOTH, TOKEN_FILE, false, "workload-identity"],
    ["the Azure CLI where no client is named", NOBODY, {}, false, "azure-cli"],
    ["the Azure CLI although the job may ask for an ID token", NOBODY, {}, true, "azure-cli"],
    [
      "the Azure CLI where only the tenant is named",
      { ...NOBODY, tenantId: "tenant" },
      {},
      true,
      "azure-cli",
    ],
  ])("%s", (_fact, who, environment, canAsk, kind) => {
    expect(choose("auto", who, environment, canAsk).way?.kind).toBe(kind);
  });

  test("never a managed identity, whatever the machine offers", () => {
    const environment = { IDENTITY_ENDPOINT: "http://127.0.0.1/", IDENTITY_HEADER: "header" };
    expect(choose("auto", NOBODY, environment).way?.kind).toBe("azure-cli");
  });

  test("an empty variable is not set", () => {
    const choice = choose("auto", BOTH, { AZURE_CLIENT_SECRET: "", AZURE_FEDERATED_TOKEN_FILE: "" });
    expect(choice.way).toBeNull();
  });
});

describe("a named client never turns into whoever is signed in to the CLI", () => {
  test.each([
    ["the tenant", { tenantId: null, clientId: "client" }, true, /`tenant-id`/],
    ["the right to ask for an ID token", BOTH, false, /id-token: write.*fork or Dependabot/],
    ["a secret instead", BOTH, false, /AZURE_CLIENT_SECRET/],
  ])("but is told that it lacks %s", (_what, who, canAsk, lack) => {
    const choice = choose("auto", who, {}, canAsk);
    expect(choice).toMatchObject({ way: null });
    expect(choice.way === null ? choice.lacks.join(" ") : "").toMatch(lack);
  });
});

describe("a way that is asked for", () => {
  test.each<
    [SignInWay, Pick<IdentityRequest, "tenantId" | "clientId">, Readonly<Record<string, string>>, RegExp]
  >([
    ["oidc", BOTH, SECRET, /id-token: write/],
    ["oidc", NOBODY, {}, /`client-id`.*`tenant-id`/],
    ["secret", BOTH, TOKEN_FILE, /AZURE_CLIENT_SECRET/],
    ["secret", NOBODY, SECRET, /`client-id`/],
    ["workload-identity", BOTH, SECRET, /AZURE_FEDERATED_TOKEN_FILE/],
  ])("%s is not replaced by another, but says what it lacks", (way, who, environment, lack) => {
    const choice = choose(way, who, environment);
    expect(choice.way === null ? choice.lacks.join(" ") : "chosen").toMatch(lack);
  });

  test("managed-identity is the system's own, or the client's that is named", () => {
    expect(choose("managed-identity", NOBODY).way).toEqual({ kind: "managed-identity", clientId: null });
    expect(choose("managed-identity", BOTH).way).toEqual({ kind: "managed-identity", clientId: "client" });
  });

  test("managed-identity in AKS is the token file that AKS mounts", () => {
    const environment = { ...TOKEN_FILE, AZURE_TENANT_ID: "tenant" };
    expect(choose("managed-identity", BOTH, environment).way?.kind).toBe("workload-identity");
  });

  test("azure-cli is taken although a client is named", () => {
    expect(choose("azure-cli", BOTH).way).toEqual({ kind: "azure-cli", tenantId: "tenant", isNamed: true });
  });
});

describe("the story", () => {
  test.each([
    [
      "OIDC",
      BOTH,
      {},
      true,
      "Signing in with the job's own ID token (OIDC) as client client of tenant tenant: client and tenant are known, and the job may request an ID token.",
    ],
    [
      "the CLI",
      NOBODY,
      {},
      false,
      "Signing in as whoever is signed in to the Azure CLI: nothing else is set up.",
    ],
  ])("of %s says which way and why, and no secret", (_way, who, environment, canAsk, story) => {
    expect(choose("auto", who, environment, canAsk)).toMatchObject({ story });
  });

  test("of a secret does not hold it", () => {
    expect(JSON.stringify({ ...choose("auto", BOTH, SECRET), way: null })).not.toContain('"secret"');
  });
});
