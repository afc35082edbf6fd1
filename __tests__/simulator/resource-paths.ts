/** What an ARM path speaks of. Names are as the caller wrote them. */
export type Target =
  | { readonly kind: "metadata" }
  | { readonly kind: "subscriptions" }
  | { readonly kind: "subscription" | "locations" | "provider" | "resources"; readonly subscription: string }
  | { readonly kind: "group"; readonly subscription: string; readonly group: string }
  | { readonly kind: "registries"; readonly subscription: string; readonly group?: string }
  | {
      readonly kind: "operation-result";
      readonly subscription: string;
      readonly region: string;
      readonly id: string;
    }
  | ({ readonly kind: "registry" } & RegistryPath)
  | ({ readonly kind: "registry-operation"; readonly id: string } & RegistryPath)
  | ({ readonly kind: "authorization"; readonly list: "permissions" | "locks" } & RegistryPath)
  | ({ readonly kind: "replications" } & RegistryPath)
  | ({ readonly kind: "replication" } & ReplicationPath)
  | ({ readonly kind: "operation-status"; readonly id: string } & ReplicationPath);

/** The names in the path of a registry. */
export interface RegistryPath {
  readonly subscription: string;
  readonly group: string;
  readonly registry: string;
}

/** The names in the path of a replication. */
export interface ReplicationPath extends RegistryPath {
  readonly replication: string;
}

const NAME = "([^/]+)";
const PROVIDER = "providers/microsoft\\.containerregistry";
const REGISTRY = `subscriptions/${NAME}/resourcegroups/${NAME}/${PROVIDER}/registries/${NAME}`;

type Maker = (names: readonly string[]) => Target;

const ROUTES: readonly (readonly [RegExp, Maker])[] = [
  route("metadata/endpoints", () => ({ kind: "metadata" })),
  route("subscriptions", () => ({ kind: "subscriptions" })),
  route(`subscriptions/${NAME}`, ([subscription = ""]) => ({ kind: "subscription", subscription })),
  route(`subscriptions/${NAME}/locations`, ([subscription = ""]) => ({ kind: "locations", subscription })),
  route(`subscriptions/${NAME}/${PROVIDER}`, ([subscription = ""]) => ({ kind: "provider", subscription })),
  route(`subscriptions/${NAME}/resources`, ([subscription = ""]) => ({ kind: "resources", subscription })),
  route(`subscriptions/${NAME}/${PROVIDER}/registries`, ([subscription = ""]) => ({
    kind: "registries",
    subscription,
  })),
  route(
    `subscriptions/${NAME}/${PROVIDER}/locations/${NAME}/operationresults/${NAME}`,
    ([subscription = "", region = "", id = ""]) => ({ kind: "operation-result", subscription, region, id }),
  ),
  route(`subscriptions/${NAME}/resourcegroups/${NAME}`, ([subscription = "", group = ""]) => ({
    kind: "group",
    subscription,
    group,
  })),
  route(
    `subscriptions/${NAME}/resourcegroups/${NAME}/${PROVIDER}/registries`,
    ([subscription = "", group = ""]) => ({ kind: "registries", subscription, group }),
  ),
  route(REGISTRY, (names) => ({ kind: "registry", ...registryPath(names) })),
  route(`${REGISTRY}/operationstatuses/${NAME}`, (names) => ({
    kind: "registry-operation",
    ...registryPath(names),
    id: names[3] ?? "",
  })),
  route(`${REGISTRY}/providers/microsoft\\.authorization/(permissions|locks)`, (names) => ({
    kind: "authorization",
    ...registryPath(names),
    list: names[3]?.toLowerCase() === "locks" ? "locks" : "permissions",
  })),
  route(`${REGISTRY}/replications`, (names) => ({ kind: "replications", ...registryPath(names) })),
  route(`${REGISTRY}/replications/${NAME}`, (names) => ({ kind: "replication", ...replicationPath(names) })),
  route(`${REGISTRY}/replications/${NAME}/operationstatuses/${NAME}`, (names) => ({
    kind: "operation-status",
    ...replicationPath(names),
    id: names[4] ?? "",
  })),
];

/** Reads an ARM path, without regard to case; undefined for one that the simulator does not know. */
export function targetOf(path: string): Target | undefined {
  const plain = path.replace(/^\/+|\/+$/g, "");
  for (const [pattern, make] of ROUTES) {
    const match = pattern.exec(plain);
    if (match) return make(match.slice(1).map(decodeURIComponent));
  }
  return undefined;
}

function route(pattern: string, make: Maker): readonly [RegExp, Maker] {
  return [new RegExp(`^${pattern}$`, "i"), make];
}

function registryPath([subscription = "", group = "", registry = ""]: readonly string[]): RegistryPath {
  return { subscription, group, registry };
}

function replicationPath(names: readonly string[]): ReplicationPath {
  return { ...registryPath(names), replication: names[3] ?? "" };
}
