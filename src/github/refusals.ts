/** Why GitHub's API refuses a request, as far as its words, its status and its headers tell. */
export type RefusalKind =
  /** Too many requests in an hour (`rate-limit`), or too many at once (`secondary-rate-limit`). Both pass. */
  | "rate-limit"
  | "secondary-rate-limit"
  /** The token is none, or has expired. */
  | "bad-token"
  /** The token is good and may not do this. */
  | "permission"
  | "single-sign-on"
  | "ip-allow-list"
  | "archived"
  | "locked"
  | "deleted"
  /** Issues are disabled in the repository. */
  | "turned-off"
  | "not-found"
  | "too-long"
  /** GitHub itself fails (5xx), which passes. Unlike with a limit the request may have been taken. */
  | "trouble"
  | "other";

/** An answer that refuses. Header names are in lower case. */
export interface RefusingAnswer {
  readonly status: number;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** GitHub has one status for many reasons, so its words count first. Sources: docs.github.com/rest, and answers seen. */
const BY_WORDS: readonly (readonly [RegExp, RefusalKind])[] = [
  [/secondary rate limit|abuse detection|submitted too quickly/i, "secondary-rate-limit"],
  [/rate limit exceeded/i, "rate-limit"],
  [/resource not accessible by/i, "permission"],
  [/SAML/, "single-sign-on"],
  [/IP allow list/i, "ip-allow-list"],
  [/archived/i, "archived"],
  [/\blocked\b/i, "locked"],
  [/\bdeleted\b/i, "deleted"],
  [/issues (?:are|has been|have been) disabled/i, "turned-off"],
  [/too long/i, "too-long"],
];

const BY_STATUS: ReadonlyMap<number, RefusalKind> = new Map([
  [401, "bad-token"],
  [404, "not-found"],
  [410, "deleted"],
  [429, "secondary-rate-limit"],
]);

/** The kind of a refusal, for whoever was refused: issue, comment, pull request or run. */
export function classifyRefusal({ status, message, headers }: RefusingAnswer): RefusalKind {
  // A token that is none can read no other reason.
  if (status === 401) return "bad-token";
  const said = BY_WORDS.find(([words]) => words.test(message))?.[1];
  if (said !== undefined) return said;
  if (status === 403 && headers["x-ratelimit-remaining"] === "0") return "rate-limit";
  if (status === 403 && headers["retry-after"] !== undefined) return "secondary-rate-limit";
  return BY_STATUS.get(status) ?? (status >= 500 ? "trouble" : "other");
}

/** Whether a refusal passes by itself, so that the same request may be sent again: it was certainly not taken. */
export function isRateLimit(kind: RefusalKind): boolean {
  return kind === "rate-limit" || kind === "secondary-rate-limit";
}

/** What a request needs of the token, such as `issues: write`. */
export type Permission = `${string}: ${"read" | "write"}`;

/**
 * What to do about a refusal; null where nothing is known. `needed`: what the refused request needs. `isReadOnly`: the
 * run has a token that may only read, whatever the workflow asks for.
 */
export function refusalRemedy(
  kind: RefusalKind,
  needed: Permission,
  isReadOnly: boolean = false,
): string | null {
  switch (kind) {
    case "rate-limit":
      return "The token has used up its requests for this hour. The next run continues.";
    case "secondary-rate-limit":
      return "GitHub is throttling requests for longer than this run waits. The next run continues.";
    case "bad-token":
      return "The token of `github-token` is not valid. Leave the input out, or set it to one that is.";
    case "permission":
      if (isReadOnly) return READ_ONLY;
      return `The job needs \`permissions: ${needed}\`, or \`github-token\` a token that may do this.`;
    case "single-sign-on":
      return "The organization enforces SAML single sign-on: authorize the token of `github-token` for it, or leave the input out.";
    case "ip-allow-list":
      return "The organization has an IP allow list, and the runner's address is not on it. Use a runner whose address is, or have it added.";
    case "archived":
      return "The repository is archived, so nothing in it can be written.";
    case "locked":
      return "The conversation is locked: unlock it, so that it can be commented on.";
    case "deleted":
      return "It was deleted in the meantime. The next run creates a new one if one is needed.";
    case "turned-off":
      return "Issues are disabled in this repository: enable them in its settings, or leave `drift-issue` out.";
    case "not-found":
      return "Check whether the token of `github-token` reaches this repository.";
    case "trouble":
      return "GitHub itself has a problem: check its status page. The next run continues.";
    case "too-long":
    case "other":
      return null;
  }
}

const READ_ONLY =
  "A fork or Dependabot started this run, and GitHub gives such runs a read-only token, whatever `permissions` says. The summary of the run has the same report.";
