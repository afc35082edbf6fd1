import { mayOnRegistry } from "./access.js";
import { isObject } from "./http.js";
import type { RegistryState, State } from "./state.js";

/** One entry of a registry token's `access` claim. */
export interface RepositoryAccess {
  readonly type: "repository";
  readonly name: string;
  readonly actions: readonly string[];
}

const NAMESPACE = "Microsoft.ContainerRegistry/registries";

/** The right that each action takes: by roles on the registry (AcrPull, AcrPush), or by roles on repositories. */
const RIGHTS: readonly (readonly [action: string, onRegistry: string, onRepository: string])[] = [
  ["pull", `${NAMESPACE}/pull/read`, `${NAMESPACE}/repositories/content/read`],
  ["push", `${NAMESPACE}/push/write`, `${NAMESPACE}/repositories/content/write`],
  ["delete", `${NAMESPACE}/artifacts/delete`, `${NAMESPACE}/repositories/content/delete`],
];

/** What the identity may do of that which scopes such as `repository:shop/api:pull,push` ask for; nothing is refused. */
export function grantedAccess(
  state: State,
  registry: RegistryState,
  scopes: readonly string[],
): readonly RepositoryAccess[] {
  const closed = registry.world.closedRepositories;
  const isClosed = (name: string) => closed?.names.includes(name) === true;
  const access = scopes.flatMap((scope) => {
    const [, name, asked] = /^repository:([^:]+):(.+)$/.exec(scope) ?? [];
    if (name === undefined || asked === undefined || isClosed(name)) return [];
    const actions = RIGHTS.filter(([action]) => asked === "*" || asked.split(",").includes(action))
      .filter(([, right, own]) =>
        mayOnRegistry(state, registry, registry.world.repositoryPermissions ? own : right),
      )
      .map(([action]) => action);
    return actions.length > 0 ? [{ type: "repository" as const, name, actions }] : [];
  });
  return closed?.together === "refused" && access.length < scopes.length ? [] : access;
}

/** Whether a token with these claims may pull from a repository. */
export function mayPull(claims: Readonly<Record<string, unknown>>, repository: string): boolean {
  const access: readonly unknown[] = Array.isArray(claims.access) ? claims.access : [];
  return access.some(
    (entry) =>
      isObject(entry) &&
      entry.name === repository &&
      Array.isArray(entry.actions) &&
      entry.actions.includes("pull"),
  );
}
