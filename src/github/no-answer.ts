/** Thrown where a proxy would not make a tunnel. */
export class ProxyRefused extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`the proxy answered HTTP ${status}`);
    this.name = "ProxyRefused";
    this.status = status;
  }
}

/** Why no answer came. */
export interface NoAnswer {
  /** Node's word, such as `ECONNREFUSED`; `HTTP 407` and the like where the proxy refused the tunnel. */
  readonly code: string;
  readonly message: string;
  /** Whether another try may help. */
  readonly mayPass: boolean;
}

/**
 * Reads what a client threw. Of `fetch` the reason is in the cause of its error, that of a proxy in the cause of this.
 */
export function readNoAnswer(error: unknown): NoAnswer {
  const [thrown, reason = thrown, ...deeper] = causesOf(error);
  const refused = [reason, ...deeper].map(refusedByProxy).find((status) => status !== null);
  if (refused) {
    const isLasting = refused >= 400 && refused < 500;
    return { code: `HTTP ${refused}`, message: `the proxy answered HTTP ${refused}`, mayPass: !isLasting };
  }
  const message = messageOf(reason);
  const code = reason instanceof Error && "code" in reason ? String(reason.code) : NO_CODE;
  // A certificate that is not trusted now will not be in a moment; and what has no code is no matter of the network.
  return { code, message, mayPass: code !== NO_CODE && !/certificate/i.test(message) };
}

function causesOf(error: unknown): readonly unknown[] {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? [error] : [error, ...causesOf(cause)];
}

function refusedByProxy(error: unknown): number | null {
  if (error instanceof ProxyRefused) return error.status;
  const status = PROXY_REFUSAL.exec(messageOf(error))?.[1];
  return status === undefined ? null : Number(status);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const NO_CODE = "no answer";
/** As undici words it. */
const PROXY_REFUSAL = /^Proxy response \((\d+)\)/;
