import type { IdTokenService } from "./id-token.js";

/** A service of which one token has been asked already. */
export interface EarlyIdToken {
  /** Gives the token that is under way to the first who asks for one of its audience. */
  readonly service: IdTokenService;
  /** Resolves when the request has left the machine, or has failed. Never rejects. */
  readonly sent: Promise<void>;
}

/**
 * Asks for a token at once. What there is to trace is kept until somebody takes the token, so that a log reads as if it
 * had been asked for then.
 */
export function askEarly(service: IdTokenService, audience: string): EarlyIdToken {
  const kept: string[] = [];
  let trace = (line: string): void => void kept.push(line);
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  const token = service(audience, { trace: (line) => trace(line), sent: leave });
  const ended = token.then(
    () => undefined,
    () => undefined,
  );
  let isTaken = false;
  return {
    sent: Promise.race([left, ended]),
    service: (asked, watcher) => {
      if (isTaken || asked !== audience) return service(asked, watcher);
      isTaken = true;
      for (const line of kept) watcher.trace(line);
      trace = watcher.trace;
      return token;
    },
  };
}
