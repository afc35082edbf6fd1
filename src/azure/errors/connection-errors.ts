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

/** A request that got no answer: names the host, and the variable to check. */
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

/** What to check when a host gave no answer, by Node's code and message. */
export function connectionRemedy(code: string, message: string, host: string): Prose {
  if (UNTRUSTED.has(code)) {
    return prose`The certificate from ${host} is not trusted here. If a proxy inspects TLS, set NODE_EXTRA_CA_CERTS to its authority's certificate (a PEM file).`;
  }
  if (code.startsWith("CERT_") || code.startsWith("ERR_TLS_")) {
    return prose`The certificate from ${host} is not valid. Check the runner's clock, and HTTPS_PROXY if something in between inspects TLS.`;
  }
  if (/wrong version number|EPROTO|ERR_SSL/i.test(`${code} ${message}`)) {
    return prose`What answered for ${host} does not speak TLS. Check HTTPS_PROXY: for most proxies its address starts with http://.`;
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return prose`The address of ${host} (or of the proxy) could not be resolved. Check the runner's DNS, HTTPS_PROXY and NO_PROXY.`;
  }
  if (code === BROKEN_OFF) {
    return prose`The answer from ${host} broke off. Check the runner's network, and the proxy in between if there is one.`;
  }
  return prose`No answer came from ${host}. Check the runner's network: a firewall, or HTTPS_PROXY and NO_PROXY if it uses a proxy.`;
}

function hostOf(error: RestError): string {
  const url = error.request?.url;
  return url !== undefined && URL.canParse(url) ? new URL(url).host : "the server";
}
