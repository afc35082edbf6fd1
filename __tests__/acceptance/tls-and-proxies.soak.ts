import { createServer } from "node:http";
import { afterAll, beforeAll, describe, test } from "@jest/globals";
import { listen } from "../simulator/proxy.js";
import { REGISTRY_ID } from "./harness/names.js";
import { expectTold, type FailingRun } from "./harness/told.js";

const ARM = "management.azure.com";
const LOOK = { registry: REGISTRY_ID, mode: "check", regions: "westeurope" };

describe("TLS or a proxy that fails", () => {
  const proxy = createServer().on("connect", (_request, socket) => {
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
  });
  let wantsPassword = "";
  beforeAll(async () => {
    wantsPassword = `http://127.0.0.1:${await listen(proxy)}`;
  });
  afterAll(() => void proxy.close());

  const SIGN_IN = "Signing in to Azure failed";
  const GITHUB = /actions\.githubusercontent\.com$/;
  // Long enough to start on a busy machine, too short for the next but one try.
  const short = { ...LOOK, timeout: "30s" };

  test.concurrent.each<FailingRun>([
    [
      "Entra with a certificate of an unknown authority",
      { faults: [{ host: "login.microsoftonline.com", effect: { kind: "untrusted-certificate" } }] },
      LOOK,
      SIGN_IN,
      "SELF_SIGNED_CERT_IN_CHAIN",
      "The certificate from login.microsoftonline.com is not trusted here.",
      "NODE_EXTRA_CA_CERTS",
    ],
    [
      "GitHub's ID-token service with a certificate of an unknown authority",
      { faults: [{ host: GITHUB, effect: { kind: "untrusted-certificate" } }] },
      LOOK,
      SIGN_IN,
      "actions.githubusercontent.com: self-signed certificate in certificate chain",
      "NODE_EXTRA_CA_CERTS",
    ],
    [
      "ARM that breaks off the handshake",
      { faults: [{ host: ARM, effect: { kind: "handshake-failure" } }] },
      short,
      "Finding the registry failed",
      `No answer came from ${ARM}.`,
      "HTTPS_PROXY and NO_PROXY",
    ],
    [
      "a proxy that finds no such host",
      { faults: [{ host: ARM, effect: { kind: "no-such-host" } }] },
      short,
      "Finding the registry failed",
      "HTTP 502",
      `${ARM} is not available, or a proxy or gateway on the way to it gave up.`,
      "check HTTPS_PROXY",
    ],
  ])("%s: the host is named, and the variable to check", async (...one) => {
    await expectTold(one);
  });

  test.each<["oidc" | "secret", string]>([
    ["oidc", "The proxy on the way to GitHub's ID-token service requires a name and password"],
    ["secret", "The proxy on the way to login.microsoftonline.com requires a name and password"],
  ])(
    "a proxy that requires a password (407), met by %s: the host is named, and the variable to check",
    async (signIn, text) => {
      const environment = { HTTPS_PROXY: wantsPassword };
      await expectTold(["", {}, LOOK, SIGN_IN, text, "put them into HTTPS_PROXY"], { signIn, environment });
    },
  );

  test("a proxy whose address starts with https:// and that does not speak TLS: the variable is named", async () => {
    const environment = { HTTPS_PROXY: wantsPassword.replace("http:", "https:") };
    const texts = [
      "does not speak TLS. Check HTTPS_PROXY: for most proxies its address starts with http://.",
    ];
    await expectTold(["", {}, short, SIGN_IN, ...texts], { signIn: "secret", environment });
  });
});
