import { type Prose, prose } from "../../registry/server-text.js";

/** Remedies that go by the status alone, whoever answered for the host: a proxy, a gateway, a throttling front. */
export function explainStatus(status: number, host: string): Prose {
  switch (status) {
    case 407:
      return prose`The proxy on the way to ${host} wants a name and password: put them into HTTPS_PROXY (http://name:password@host:port).`;
    case 429:
      return prose`${host} asked to wait for longer than this run may last, or went on throttling until its end. Run again later, or raise \`timeout\`; other automation may be using up the limit.`;
    case 500:
      return prose`${host} failed, and went on failing. Run again later: the run picks up what it finds.`;
    case 502:
    case 503:
    case 504:
      return prose`${host} is not available, or a proxy or gateway on the way to it gave up. If the runner goes through a proxy, look at HTTPS_PROXY and whether the proxy may reach the host; else run again later: the run picks up what it finds.`;
    default:
      return [];
  }
}

/** For answers that are no JSON: every service that the action asks writes its errors as JSON. */
export function explainPage(status: number, host: string): Prose {
  const remedy = explainStatus(status, host);
  return remedy.length > 0
    ? remedy
    : prose`This is not how ${host} answers: a proxy, a gateway or a firewall on the way there seems to have written it. Look at HTTPS_PROXY and NO_PROXY, and whether the runner may reach the host.`;
}
