/** What a registry host asks of those who come without a token. */
interface Challenge {
  /** Where tokens are given out. */
  readonly realm: URL;
  readonly service: string;
}

/**
 * Reads a `Www-Authenticate: Bearer realm="…",service="…"` header, also where another way to sign in stands beside
 * it; null for anything else.
 */
export function parseChallenge(header: string | null): Challenge | null {
  const [, bearer] = /(?:^|,)\s*bearer(\s.*)$/i.exec(header ?? "") ?? [];
  if (bearer === undefined) return null;
  const realm = parameter(bearer, "realm");
  const service = parameter(bearer, "service");
  if (realm === null || service === null || !URL.canParse(realm)) return null;
  return { realm: new URL(realm), service };
}

function parameter(header: string, name: string): string | null {
  return new RegExp(`[\\s,]${name}\\s*=\\s*"([^"]*)"`, "i").exec(header)?.[1] ?? null;
}
