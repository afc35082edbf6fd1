/** The page of this run, from the environment that GitHub gives a step; empty where it cannot be known. */
export function runLink(environment: Readonly<Record<string, string | undefined>>): string {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID } = environment;
  if (!GITHUB_SERVER_URL || !GITHUB_REPOSITORY || !GITHUB_RUN_ID) return "";
  const link = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}`;
  return /^https?:\/\/[^\s<>()"'`]+$/.test(link) ? link : "";
}
