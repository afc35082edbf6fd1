/** Which repositories have a pull token together, so that tokens grow with hosts and not with images. */
export interface TokenSharing {
  /** The repositories that share a host's token with one, itself among them. */
  of(host: string, repository: string): readonly string[];
  /** From now on the repository has a token of its own there: one that may not be pulled from must not close others. */
  end(host: string, repository: string): void;
}

/**
 * As many as Microsoft's own acr-cli asks for at once (`ABAC_BATCH_SIZE`). A token names each of its repositories, and
 * hosts take headers of 8 kB: ten of the longest names make half of that.
 */
const MOST_TOGETHER = 10;

/** Lets the repositories that are known share; any other has a token of its own. */
export function shareTokens(repositories: readonly string[]): TokenSharing {
  const groups = groupsOf([...new Set(repositories)]);
  const apart = new Set<string>();
  return {
    of: (host, repository) => {
      const group = groups.find((one) => one.includes(repository));
      return group === undefined || apart.has(`${host} ${repository}`) ? [repository] : group;
    },
    end: (host, repository) => apart.add(`${host} ${repository}`),
  };
}

function groupsOf(repositories: readonly string[]): readonly (readonly string[])[] {
  return repositories.flatMap((_, at) =>
    at % MOST_TOGETHER === 0 ? [repositories.slice(at, at + MOST_TOGETHER)] : [],
  );
}
