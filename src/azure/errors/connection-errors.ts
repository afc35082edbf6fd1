import type { RestError } from "@azure/core-rest-pipeline";
import type { Failure } from "../../registry/failure.js";
import { type Prose, prose, ServerText } from "../../registry/server-text.js";

/** What Node calls a certificate that it does not trust. */
const UNTRUSTED = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_UNTRUSTED",
]);

/** The pipeline's word for an answer whose body did not come to its end. */
const BROKEN_OFF = "PARSE_ERROR";

/** A request that got no answer: names the host, and the variable to look at. */
export function explainConnection(error: RestError): Pick<Failure, "kind" | "code" | "message" | "remedy"> {
  const code = error.code ?? "NoAnswer";
  const host = hostOf(error);
  return {
    kind: "unreachable",
    code: new ServerText(code),
    message: new ServerText(error.message),
    remedy: connectionRemedy(code, error.message, host),
  };
}

/** What to look at when a host gave no answer, by Node's code and message. */
export function connectionRemedy(code: string, message: string, host: string): Prose {
  if (UNTRUSTED.has(code)) {
    return prose`The certificate that came from ${host} is not trusted here. If a proxy opens TLS, give its authority's certificate in NODE_EXTRA_CA_CERTS (a PEM file).`;
  }
  if (code.startsWith("CERT_") || code.startsWith("ERR_TLS_")) {
    return prose`The certificate that came from ${host} does not hold. Look at the runner's clock, and at HTTPS_PROXY if something in between opens TLS.`;
  }
  if (/wrong version number|EPROTO|ERR_SSL/i.test(`${code} ${message}`)) {
    return prose`What answered for ${host} does not speak TLS. Look at HTTPS_PROXY: its address starts with http:// for most proxies.`;
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return prose`The address of ${host} (or of the proxy) could not be looked up. Look at the runner's DNS, and at HTTPS_PROXY and NO_PROXY.`;
  }
  if (code === BROKEN_OFF) {
    return prose`The answer of ${host} broke off in its middle. Look at the runner's network, and at the proxy in between if there is one.`;
  }
  return prose`No answer came from ${host}. Look at the runner's network: a firewall, or HTTPS_PROXY and NO_PROXY if it goes through a proxy.`;
}

function hostOf(error: RestError): string {
  const url = error.request?.url;
  return url !== undefined && URL.canParse(url) ? new URL(url).host : "the server";
}
