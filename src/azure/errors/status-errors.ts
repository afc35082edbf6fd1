import { type Prose, prose } from "../../registry/server-text.js";

/** Remedies that go by the status alone, whoever answered for the host: a proxy, a gateway, a throttling front. */
export function explainStatus(status: number, host: string): Prose {
  switch (status) {
    case 407:
      return prose`The proxy on the way to ${host} requires a name and password: put them into HTTPS_PROXY (http://name:password@host:port).`;
    case 429:
      return prose`${host} asked to wait for longer than this run may take, or kept throttling until its end. Run again later, or raise \`timeout\`; other automation may be using up the limit.`;
    case 500:
      return prose`${host} kept failing. Run again later: the run continues from what it finds.`;
    case 502:
    case 503:
    case 504:
      return prose`${host} is not available, or a proxy or gateway on the way to it gave up. If the runner uses a proxy, check HTTPS_PROXY and whether the proxy can reach the host; otherwise run again later: the run continues from what it finds.`;
    default:
      return [];
  }
}

/** For answers that are no JSON: every service that the action asks writes its errors as JSON. */
export function explainPage(status: number, host: string): Prose {
  const remedy = explainStatus(status, host);
  return remedy.length > 0
    ? remedy
    : prose`This is not how ${host} answers: a proxy, a gateway or a firewall in between seems to have written it. Check HTTPS_PROXY and NO_PROXY, and whether the runner can reach the host.`;
}
