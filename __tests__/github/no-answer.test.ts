import { describe, expect, test } from "@jest/globals";
import { ProxyRefused, readNoAnswer } from "../../src/github/no-answer.js";

/** As `fetch` throws it: the reason is the cause of an error that says nothing. */
function failed(...reasons: readonly Error[]): Error {
  const [first, ...rest] = reasons;
  if (first === undefined) return new TypeError("fetch failed");
  return new TypeError("fetch failed", {
    cause: rest.length === 0 ? first : Object.assign(first, { cause: rest[0] }),
  });
}
const coded = (code: string, message = code) => Object.assign(new Error(message), { code });

describe("a request that got no answer", () => {
  test.each([
    ["a lost connection", failed(coded("ECONNRESET")), "ECONNRESET", true],
    ["a name that is not found", failed(coded("ENOTFOUND")), "ENOTFOUND", true],
    [
      "an unknown authority",
      failed(coded("SELF_SIGNED_CERT_IN_CHAIN", "self-signed certificate in certificate chain")),
      "SELF_SIGNED_CERT_IN_CHAIN",
      false,
    ],
    [
      "a proxy that wants a password",
      failed(
        new Error("Request was cancelled."),
        new Error("Proxy response (407) !== 200 when HTTP Tunneling"),
      ),
      "HTTP 407",
      false,
    ],
    [
      "a proxy that finds nobody",
      failed(new Error("Proxy response (502) !== 200 when HTTP Tunneling")),
      "HTTP 502",
      true,
    ],
    ["a proxy that refuses a tunnel of Node's own client", new ProxyRefused(407), "HTTP 407", false],
    ["a setting that is wrong", new Error("HTTPS_PROXY does not hold …"), "no answer", false],
    ["what is no error", "text", "no answer", false],
  ])("is told by its reason: %s", (_what, error, code, mayPass) => {
    expect(readNoAnswer(error)).toMatchObject({ code, mayPass });
  });
});
