import type { Transport } from "../http/pipeline.js";

/** The job's ID tokens for one audience. An ID token lives about five minutes, so each exchange gets its own. */
export interface IdTokenSource {
  /** Begins an exchange: the next token is a fresh one. */
  begin(): void;
  /** The token of this exchange; the library asks for it twice. */
  next(): Promise<string>;
  /** Why the latest could not be had; null when it was. */
  problem(): unknown;
}

/** Asks `idToken` of the runner. */
export function createIdTokenSource(
  idToken: (audience: string) => Promise<string>,
  audience: string,
  { mask }: Pick<Transport, "mask">,
): IdTokenSource {
  let latest: Promise<string> | null = null;
  let problem: unknown = null;

  const ask = async (): Promise<string> => {
    try {
      const token = await idToken(audience);
      mask(token);
      return token;
    } catch (error) {
      problem = error;
      throw error;
    }
  };

  return {
    begin: () => {
      latest = null;
      problem = null;
    },
    next: () => {
      latest ??= ask();
      return latest;
    },
    problem: () => problem,
  };
}
