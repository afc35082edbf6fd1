/** What a registry host asks of those who come without a token. */
export interface Challenge {
  /** Where tokens are given out. */
  readonly realm: URL;
  readonly service: string;
}

/** Reads a `Www-Authenticate: Bearer realm="…",service="…"` header; null for anything else. */
export function parseChallenge(header: string | null): Challenge | null {
  if (header === null || !/^\s*bearer\s/i.test(header)) return null;
  const realm = parameter(header, "realm");
  const service = parameter(header, "service");
  if (realm === null || service === null || !URL.canParse(realm)) return null;
  return { realm: new URL(realm), service };
}

function parameter(header: string, name: string): string | null {
  return new RegExp(`[\\s,]${name}\\s*=\\s*"([^"]*)"`, "i").exec(header)?.[1] ?? null;
}
