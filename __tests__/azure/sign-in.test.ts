import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import type { CloudName } from "../../src/registry/cloud-name.js";
import { type FakeTransport, fakeTransport, type Reply } from "./builders/fake-http.js";
import { CLIENT, failureOf, granted, idTokenOf, jwt, signIn, TENANT } from "./builders/sign-in.js";

function form(transport: FakeTransport, request = 0): URLSearchParams {
  return new URLSearchParams(transport.sent[request]?.body);
}

describe("signing in by OIDC", () => {
  test.each<[CloudName, string, string, string]>([
    [
      "AzureCloud",
      "login.microsoftonline.com",
      "api://AzureADTokenExchange",
      "https://management.azure.com/.default",
    ],
    [
      "AzureUSGovernment",
      "login.microsoftonline.us",
      "api://AzureADTokenExchangeUSGov",
      "https://management.usgovcloudapi.net/.default",
    ],
    [
      "AzureChinaCloud",
      "login.partner.microsoftonline.cn",
      "api://AzureADTokenExchangeChina",
      "https://management.chinacloudapi.cn/.default",
    ],
  ])(
    "costs one request in %s, at its authority and for its audiences",
    async (cloud, host, audience, scope) => {
      const { transport } = await signIn({ cloud });
      expect(transport.sent.map(({ url }) => url.split("?")[0])).toEqual([
        `https://${host}/${TENANT}/oauth2/v2.0/token`,
      ]);
      expect(form(transport).get("scope")).toContain(scope);
      const [, payload = ""] = (form(transport).get("client_assertion") ?? "").split(".");
      expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toMatchObject({ aud: audience });
    },
  );

  test("takes the audience that is asked for", async () => {
    const audiences: string[] = [];
    const idToken = async (audience: string) => {
      audiences.push(audience);
      return idTokenOf(audience);
    };
    await signIn({ idToken, identity: { audience: "api://own" } });
    expect(audiences).toEqual(["api://own"]);
  });

  test("asks for one ID token per exchange, and for a fresh one at the next", async () => {
    let asked = 0;
    const idToken = async (audience: string) => {
      asked++;
      return idTokenOf(audience);
    };
    const { transport, signedIn, stop } = await signIn({ idToken });
    expect(asked).toBe(1);
    await signedIn.tokens.get("https://containerregistry.azure.net/.default", stop);
    expect(asked).toBe(2);
    expect(form(transport, 1).get("client_assertion")).not.toBe(form(transport, 0).get("client_assertion"));
  });

  test("masks the assertion and the token", async () => {
    const { transport } = await signIn({ transport: fakeTransport(() => granted("the token")) });
    expect(transport.masked).toEqual(
      expect.arrayContaining(["the token", form(transport).get("client_assertion")]),
    );
  });

  test("says which way it took", async () => {
    const { said } = await signIn({});
    expect(said).toEqual([expect.stringContaining("ID token (OIDC)")]);
  });

  test("is explained when the job's ID token cannot be had", async () => {
    const failure = await failureOf({ idToken: () => Promise.reject(new Error("Error Code : 403")) });
    expect(failure).toMatchObject({ activity: "sign-in", message: "Error Code : 403" });
  });
});

describe("signing in by other means", () => {
  test("a client secret", async () => {
    const { transport } = await signIn({ idToken: null, environment: { AZURE_CLIENT_SECRET: "s3cret" } });
    expect(form(transport).get("client_secret")).toBe("s3cret");
    expect(transport.masked).toContain("s3cret");
  });

  test("a workload identity's file", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "sign-in-")), "token");
    writeFileSync(file, "file token");
    const { transport } = await signIn({ idToken: null, environment: { AZURE_FEDERATED_TOKEN_FILE: file } });
    expect(form(transport).get("client_assertion")).toBe("file token");
    expect(transport.masked).toContain("file token");
  });

  test("a certificate that cannot be read is explained", async () => {
    const environment = { AZURE_CLIENT_CERTIFICATE_PATH: "/nowhere/client.pem" };
    const failure = await failureOf({ idToken: null, environment });
    expect(failure.message).toContain("/nowhere/client.pem");
    expect(failure.remedy).toContain("PEM");
  });

  test("nothing set up for the named client is explained before any request", async () => {
    const failure = await failureOf({ idToken: null });
    expect(failure).toMatchObject({ kind: "observed", code: "SignInNotSetUp" });
    expect(failure.remedy).toContain("id-token: write");
  });
});

describe("a token service in trouble", () => {
  test.each([
    ["500", { status: 500, body: "down" }],
    ["429", { status: 429, headers: { "Retry-After": "5" } }],
    ["a lost connection", { fails: "ECONNRESET" }],
    ["silence", "hangs" as const],
  ])("is asked again after %s", async (_what, trouble: Reply) => {
    let requests = 0;
    const { transport } = await signIn({
      transport: fakeTransport(() => (++requests === 1 ? trouble : granted())),
    });
    expect(transport.sent).toHaveLength(2);
  });

  test("that stays down is told as it is, not in the library's words", async () => {
    expect(
      await failureOf({ transport: fakeTransport(() => ({ status: 503, body: "maintenance" })) }),
    ).toMatchObject({
      kind: "server",
      code: "HTTP 503",
      message: "maintenance",
    });
  });

  test("is asked anew after a failure: the library's memory of it does not count", async () => {
    let requests = 0;
    const { signedIn, stop } = await signIn({
      transport: fakeTransport(() =>
        ++requests === 2 ? { status: 400, body: { error: "invalid_scope" } } : granted(),
      ),
    });
    await expect(signedIn.tokens.get("other", stop)).rejects.toThrow();
    expect(await signedIn.tokens.get("other", stop)).toBe("access");
  });

  test.each([
    ["an answer without a token", { status: 200, body: {} }, "malformed"],
    ["an answer that is no JSON", { status: 200, body: "<html>" }, "malformed"],
    ["a redirect", { status: 302, headers: { Location: "https://elsewhere.example.com/" } }, "rejected"],
  ])("%s is a failure", async (_what, reply: Reply, kind) => {
    expect(await failureOf({ transport: fakeTransport(() => reply) })).toMatchObject({ kind });
  });
});

/** Shapes as documented at learn.microsoft.com/entra/identity-platform/reference-error-codes. */
function refused(number: number, status = 401): Reply {
  return {
    status,
    body: {
      error: "invalid_client",
      error_description: `AADSTS${number}: What Entra says. Trace ID: 1 Correlation ID: 2 Timestamp: 3`,
      error_codes: [number],
      correlation_id: "0f0e0d0c",
    },
  };
}

describe("a refusal of Entra's", () => {
  test.each([
    [700016, "client-id"],
    [90002, "tenant-id"],
    [900023, "tenant-id"],
    [7000215, "secret's value"],
    [7000222, "expired"],
    [7000112, "disabled"],
    [700024, "clock"],
    [700027, "certificate"],
    [500133, "clock"],
    [900382, "belongs to another cloud than AzureCloud"],
    [900432, "belongs to another cloud than AzureCloud"],
    [7000229, `az ad sp create --id ${CLIENT}`],
    [50166, "could not read the keys of"],
    [501661, "could not read the keys of"],
    [90061, "could not read the keys of"],
    [53003, "Conditional Access"],
  ])("AADSTS%i has its own explanation", async (number, word) => {
    const failure = await failureOf({ transport: fakeTransport(() => refused(number)) });
    expect(failure).toMatchObject({
      kind: "denied",
      activity: "sign-in",
      code: `AADSTS${number}`,
      correlationId: "0f0e0d0c",
    });
    expect(failure.remedy).toContain(word);
  });

  test.each([700213, 70021, 7002138, 700211, 700212, 70025])(
    "AADSTS%i prints the claims and the credential to create",
    async (number) => {
      const { remedy } = await failureOf({ transport: fakeTransport(() => refused(number)) });
      expect(remedy).toContain(
        "iss https://issuer, sub repo:contoso/shop:ref:refs/heads/main, aud api://AzureADTokenExchange",
      );
      expect(remedy).toContain(
        `az ad app federated-credential create --id ${CLIENT} --parameters '{"name":"repo-contoso-shop-ref-refs-heads-main","issuer":"https://issuer","subject":"repo:contoso/shop:ref:refs/heads/main","audiences":["api://AzureADTokenExchange"]}'`,
      );
      expect(remedy).toContain("repo:OWNER@ID/REPO@ID");
    },
  );

  test("AADSTS700212 tells that an application has one credential of a subject: its audience can change", async () => {
    const { remedy } = await failureOf({ transport: fakeTransport(() => refused(700212)) });
    expect(remedy).toContain("change its audience, or set the input `audience` to it.");
  });

  test("with an unknown number passes whole, with the address of the cloud's page on it", async () => {
    const transport = fakeTransport(() => refused(999999));
    expect(await failureOf({ transport, cloud: "AzureUSGovernment" })).toMatchObject({
      code: "AADSTS999999",
      message: expect.stringContaining("What Entra says."),
      remedy: expect.stringContaining("https://login.microsoftonline.us/error?code=999999"),
    });
  });
});

describe("a workload identity's file", () => {
  test("that cannot be read is explained", async () => {
    const environment = { AZURE_FEDERATED_TOKEN_FILE: "/nowhere/token" };
    const failure = await failureOf({ idToken: null, environment });
    expect(failure.message).toContain("/nowhere/token");
    expect(failure.remedy).toContain("must be the path of a readable file");
  });

  test("that matches no federated credential is told by its own claims", async () => {
    const file = join(mkdtempSync(join(tmpdir(), "sign-in-")), "token");
    writeFileSync(file, jwt({ iss: "https://cluster", sub: "system:serviceaccount:a:b", aud: "api://x" }));
    const environment = { AZURE_FEDERATED_TOKEN_FILE: file };
    const { remedy } = await failureOf({
      idToken: null,
      environment,
      transport: fakeTransport(() => refused(700213)),
    });
    expect(remedy).toContain("iss https://cluster, sub system:serviceaccount:a:b, aud api://x");
  });
});

describe("a proxy's address", () => {
  test.each(["proxy:8080", "proxy", "socks5://proxy:1080", "http://"])(
    "%s is refused before anything is sent",
    async (address) => {
      const failure = await failureOf({ environment: { HTTPS_PROXY: address } });
      expect(failure).toMatchObject({ activity: "sign-in", code: "ProxyAddressInvalid" });
      expect(failure.remedy).toContain("HTTPS_PROXY");
    },
  );

  test.each(["ALL_PROXY", "http_proxy"])(
    "counts in %s, which the library falls back to, where HTTPS_PROXY is not set",
    async (name) => {
      const failure = await failureOf({ environment: { [name]: "socks5://proxy:1080" } });
      expect(failure).toMatchObject({ activity: "sign-in", code: "ProxyAddressInvalid" });
      expect(failure.remedy).toContain(`${name} is not the address of an HTTP proxy`);
      expect(failure.remedy).toContain("Where HTTPS_PROXY is set, that one is used instead.");
      const environment = { [name]: "socks5://proxy:1080", HTTPS_PROXY: "http://proxy:8080" };
      await expect(signIn({ environment })).resolves.toBeDefined();
    },
  );

  test.each(["", "http://proxy:8080", "http://name:password@proxy:8080", "https://proxy"])(
    "%j is taken",
    async (address) => {
      await expect(signIn({ environment: { https_proxy: address } })).resolves.toBeDefined();
    },
  );
});

describe("a quote in a branch's name", () => {
  test("does not end the quoted JSON in the line to copy", async () => {
    const idToken = async () => jwt({ iss: "i", sub: "repo:a/b:ref:refs/heads/it's", aud: "x" });
    const { remedy } = await failureOf({ idToken, transport: fakeTransport(() => refused(700213)) });
    expect(remedy).toContain("it'\\''s");
  });
});
