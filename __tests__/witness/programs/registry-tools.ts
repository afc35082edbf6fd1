import { copyFile, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import type { Simulator } from "../../simulator/index.js";
import { type Ended, runProgram } from "./run-program.js";

/** A program that reads images from a registry. A place is `<host>/<repository>:<tag>` or `…@<digest>`. */
export interface RegistryTool {
  readonly name: string;
  /** The digest of what is there; empty when nothing is. */
  digestOf(place: string): Promise<string>;
  /** Reads everything of an image, of every platform: exit code 0 when all of it is there. */
  readAll(place: string): Promise<Ended>;
}

/** crane, oras and regctl as they come, behind the simulator's proxy. `credentials`: Docker's `auths`. */
export async function createRegistryTools(
  simulator: Simulator,
  credentials: string,
): Promise<readonly RegistryTool[]> {
  const home = await mkdtemp(join(simulator.folder, "registry-tools-"));
  await copyFile(credentials, join(home, "config.json"));
  const environment = {
    HOME: home,
    TMPDIR: home,
    DOCKER_CONFIG: home,
    HTTPS_PROXY: simulator.proxyUrl,
    SSL_CERT_FILE: simulator.authorityFile,
  };
  const run = (command: string, ...args: readonly string[]) => runProgram(command, args, { environment });
  const digest = async (command: string, ...args: readonly string[]) => {
    const { stdout } = await run(command, ...args);
    return /sha256:[0-9a-f]{64}/.exec(stdout)?.[0] ?? "";
  };
  const folder = () => mkdtemp(join(home, "read-"));
  return [
    {
      name: "crane",
      digestOf: (place) => digest("crane", "digest", place),
      // Of an index `validate` reads one platform alone, `pull` every one.
      readAll: async (place) => {
        const pulled = await run("crane", "pull", "--format", "oci", place, await folder());
        return pulled.exitCode === 0 ? run("crane", "validate", "--remote", place) : pulled;
      },
    },
    {
      name: "oras",
      digestOf: (place) => digest("oras", "resolve", place),
      readAll: async (place) => run("oras", "copy", "--to-oci-layout", place, `${await folder()}:read`),
    },
    {
      name: "regctl",
      digestOf: (place) => digest("regctl", "image", "digest", place),
      readAll: async (place) => run("regctl", "image", "copy", place, `ocidir://${await folder()}:read`),
    },
  ];
}
