/** Whether the owner of a mark still lives. */
export type OwnerLife =
  | { readonly kind: "alive" }
  /** Its pull request is closed, or its workflow run has ended. */
  | { readonly kind: "ended" }
  /** GitHub was asked and would not tell; `reason` is a sentence of ours without text of a server's. */
  | { readonly kind: "untold"; readonly reason: string }
  /** Not a pull request or a workflow run: there is nobody to ask. */
  | { readonly kind: "unlisted" };

/** What an owner's name says that it is on GitHub. */
export interface GitHubOwner {
  readonly kind: "pull-request" | "workflow-run";
  /** The owner of the repository, and the repository. */
  readonly account: string;
  readonly repository: string;
  readonly number: number;
}

const GITHUB_OWNER =
  /^([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))\/([A-Za-z0-9._-]{1,100})\/(pr|run)-([1-9]\d{0,15})$/;

/** Reads `owner/repo/pr-42` and `owner/repo/run-123`; null for every other owner. */
export function parseGitHubOwner(owner: string): GitHubOwner | null {
  const [, account, repository, word, digits] = GITHUB_OWNER.exec(owner) ?? [];
  if (account === undefined || repository === undefined || digits === undefined) return null;
  if (repository === "." || repository === "..") return null;
  const number = Number(digits);
  if (!Number.isSafeInteger(number)) return null;
  return { kind: word === "pr" ? "pull-request" : "workflow-run", account, repository, number };
}
