import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { digestOf, type ImageWorld } from "../simulator/index.js";
import { type Played, type Stage, setStage } from "./harness/index.js";

/** The kinds of connections that a run makes, by their hosts. */
const HOSTS = {
  "ID token": /\.actions\.githubusercontent\.com$/,
  Entra: /^login\.microsoftonline\.com$/,
  ARM: /^management\.azure\.com$/,
  registry: /\.geo\.azurecr\.io$/,
  GitHub: /^api\.github\.com$/,
};
/** One of them. */
export type Kind = keyof typeof HOSTS;
/** All of them. */
export const ALL: readonly Kind[] = ["ID token", "Entra", "ARM", "registry", "GitHub"];
/** None of them. */
export const NONE: readonly Kind[] = [];

/** Which way the connections of a run took. */
export interface Ways {
  /** The kinds of connections of which every one went past the proxy. */
  readonly direct: readonly string[];
  /** Those of which every one went through it. */
  readonly proxied: readonly string[];
  /** What the proxy was told of who asks. */
  readonly authorizations: readonly (string | null)[];
  readonly played: Played;
}

const IMAGE: ImageWorld = { repository: "shop/api", tag: "v1" };

/** A world in which a run makes every kind of connection: a replica is not wanted, so there is an issue to open. */
export function setProxyStage(): Promise<Stage> {
  return setStage({
    registry: { replicas: [{ region: "japaneast" }, { region: "eastus" }], images: [IMAGE] },
  });
}

const INPUTS = {
  regions: "japaneast",
  images: `shop/api@${digestOf(IMAGE)}`,
  "drift-issue": "true",
};

/** Runs with these variables and no others of a proxy's; `PROXY` in them stands for the proxy's host and port. */
export async function waysWith(
  { simulator, play }: Stage,
  variables: Readonly<Record<string, string>>,
): Promise<Ways> {
  const before = simulator.connections.length;
  const { host } = new URL(simulator.proxyUrl);
  const filled = Object.entries(variables).map(([name, value]) => [name, value.replace("PROXY", host)]);
  const preload = join(dirname(fileURLToPath(import.meta.url)), "harness/direct-names.js");
  const played = await play(INPUTS, {
    environment: {
      HTTPS_PROXY: undefined,
      DIRECT_PORT: String(simulator.directPort),
      ...Object.fromEntries(filled),
    },
    nodeOptions: ["--import", pathToFileURL(preload).href],
  });
  const made = simulator.connections.slice(before);
  const kindsBy = (wanted: string) =>
    Object.entries(HOSTS).flatMap(([kind, hosts]) => {
      const ways = made.filter((one) => hosts.test(one.host)).map(({ way }) => way);
      return ways.length > 0 && ways.every((way) => way === wanted) ? [kind] : [];
    });
  const authorizations = made.filter(({ way }) => way === "proxy").map((one) => one.authorization);
  return {
    direct: kindsBy("direct"),
    proxied: kindsBy("proxy"),
    authorizations: [...new Set(authorizations)],
    played,
  };
}
