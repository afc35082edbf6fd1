import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Simulator } from "../../simulator/index.js";
import { type Ended, runProgram } from "./run-program.js";

/** crane, with the credentials that skopeo keeps: both read the form of Docker. */
export interface Crane {
  /** Pushes what an OCI layout holds: its one image, or its index with all that it lists. */
  push(folder: string, place: string, what: "image" | "index"): Promise<Ended>;
}

/** crane as it comes, behind the simulator's proxy. `home`: a folder of its own; `credentials`: Docker's `auths`. */
export async function createCrane(simulator: Simulator, home: string, credentials: string): Promise<Crane> {
  await copyFile(credentials, join(home, "config.json"));
  const environment = {
    HOME: home,
    DOCKER_CONFIG: home,
    HTTPS_PROXY: simulator.proxyUrl,
    SSL_CERT_FILE: simulator.authorityFile,
  };
  return {
    push: (folder, place, what) =>
      runProgram("crane", ["push", ...(what === "index" ? ["--index"] : []), folder, place], { environment }),
  };
}
