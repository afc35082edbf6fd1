import type { Transport } from "../http/pipeline.js";

/** The job's ID tokens for one audience. */
export interface IdTokenSource {
  /** A fresh token; the same one for a few seconds, since the library asks twice for each exchange. */
  next(): Promise<string>;
  /** Why the latest could not be had; null when it was. */
  problem(): unknown;
}

/** An ID token lives about five minutes: it is made anew for each exchange. */
const SAME_EXCHANGE = 10_000;

/** Asks `idToken` of the runner. */
export function createIdTokenSource(
  idToken: (audience: string) => Promise<string>,
  audience: string,
  { clock, mask }: Pick<Transport, "clock" | "mask">,
): IdTokenSource {
  let latest: { readonly token: Promise<string>; readonly at: number } | null = null;
  let problem: unknown = null;

  const ask = async (): Promise<string> => {
    problem = null;
    try {
      const token = await idToken(audience);
      mask(token);
      return token;
    } catch (error) {
      problem = error;
      latest = null;
      throw error;
    }
  };

  return {
    next: () => {
      if (latest === null || clock.now() - latest.at > SAME_EXCHANGE) {
        latest = { token: ask(), at: clock.now() };
      }
      return latest.token;
    },
    problem: () => problem,
  };
}
