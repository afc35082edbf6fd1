import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Simulator } from "../../simulator/index.js";
import { type Ended, runProgram } from "./run-program.js";

/** skopeo, with a credential store of its own. A place is `<host>/<repository>:<tag>` or `…@<digest>`. */
export interface Skopeo {
  /** The file of its credentials, in the form of Docker. */
  readonly store: string;
  /** Signs in to a host with a registry refresh token. */
  signIn(host: string, refreshToken: string): Promise<Ended>;
  /** Pushes an image, an index with all that it lists, from an OCI layout such as `/tmp/image:v1`. */
  push(layout: string, place: string): Promise<Ended>;
  copy(from: string, to: string): Promise<Ended>;
  /** Takes a manifest away. */
  remove(place: string): Promise<Ended>;
  /** Pulls everything of an image, an index with all that it lists. */
  pull(place: string): Promise<Ended>;
  /** The digest that a tag points to; empty when the tag is not there. */
  digestOf(place: string): Promise<string>;
}

/** What `docker login` takes beside a token of Azure Container Registry. */
const USER = "00000000-0000-0000-0000-000000000000";

/** skopeo as it comes, behind the simulator's proxy. */
export async function createSkopeo(simulator: Simulator): Promise<Skopeo> {
  const home = await mkdtemp(join(simulator.folder, "skopeo-"));
  const store = join(home, "auth.json");
  const environment = {
    HOME: home,
    TMPDIR: home,
    REGISTRY_AUTH_FILE: store,
    HTTPS_PROXY: simulator.proxyUrl,
    SSL_CERT_FILE: simulator.authorityFile,
  };
  const skopeo = (args: readonly string[], input?: string) =>
    runProgram("skopeo", ["--insecure-policy", ...args], {
      environment,
      ...(input === undefined ? {} : { input }),
    });
  const copy = (from: string, to: string) => skopeo(["copy", "--all", "--preserve-digests", from, to]);
  return {
    store,
    signIn: (host, token) => skopeo(["login", "-u", USER, "--password-stdin", host], token),
    push: (layout, place) => copy(`oci:${layout}`, `docker://${place}`),
    copy: (from, to) => copy(`docker://${from}`, `docker://${to}`),
    remove: (place) => skopeo(["delete", `docker://${place}`]),
    pull: async (place) => copy(`docker://${place}`, `dir:${await mkdtemp(join(home, "pulled-"))}`),
    digestOf: async (place) => {
      const { stdout } = await skopeo([
        "inspect",
        "--no-tags",
        "--format",
        "{{.Digest}}",
        `docker://${place}`,
      ]);
      return stdout.trim();
    },
  };
}
