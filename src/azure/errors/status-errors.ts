import { type Prose, prose } from "../../registry/server-text.js";

/** Remedies that go by the status alone, whoever answered: a proxy, a gateway, a throttling front. */
export function explainStatus(status: number): Prose {
  return REMEDIES.get(status) ?? [];
}

const GATEWAY = prose`A gateway on the way to the server gave up. If the runner goes through a proxy, look at HTTPS_PROXY and whether the proxy may reach the host; else run again later.`;

const REMEDIES: ReadonlyMap<number, Prose> = new Map([
  [
    407,
    prose`The proxy wants a name and password: put them into HTTPS_PROXY (http://name:password@host:port).`,
  ],
  [
    429,
    prose`Throttling went on until this run had to end. Run again later; other automation may be using up the limit.`,
  ],
  [500, prose`The server failed, and went on failing. Run again later: the run picks up what it finds.`],
  [502, GATEWAY],
  [503, prose`The server is not available. Run again later: the run picks up what it finds.`],
  [504, GATEWAY],
]);
