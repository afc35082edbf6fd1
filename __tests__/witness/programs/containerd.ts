import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Simulator } from "../../simulator/index.js";
import { type Ended, runProgram } from "./run-program.js";

/** containerd, which AKS pulls with. */
export interface Containerd {
  /** Fetches everything of an image, of every platform, into an empty store. A place is `<host>/<repository>@<digest>`. */
  fetch(place: string, refreshToken: string): Promise<Ended>;
  stop(): void;
}

/** Starts containerd in a folder of its own, as root, for its content alone: nothing is unpacked or run. */
export async function startContainerd(simulator: Simulator, folder: string): Promise<Containerd> {
  const socket = join(folder, "containerd.sock");
  const file = join(folder, "config.toml");
  await writeFile(file, configuration(folder, socket));
  const child = spawn("containerd", ["--config", file], { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said += chunk;
  });
  const failed = new Promise<never>((_, reject) => {
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`containerd ended at once:\n${said}`)));
  });
  failed.catch(() => undefined);
  await Promise.race([failed, untilServing(socket)]);
  const environment = { HTTPS_PROXY: simulator.proxyUrl, SSL_CERT_FILE: simulator.authorityFile };
  let fetches = 0;
  return {
    fetch: (place, refreshToken) => {
      // Nothing is shared between namespaces, so each fetch begins with nothing.
      const namespace = `fetch-${++fetches}`;
      const options = ["--all-platforms", "--refresh", refreshToken];
      const args = ["--address", socket, "--namespace", namespace, "content", "fetch", ...options, place];
      return runProgram("ctr", args, { environment });
    },
    stop: () => void child.kill(),
  };
}

function configuration(folder: string, socket: string): string {
  return [
    "version = 2",
    `root = ${JSON.stringify(join(folder, "root"))}`,
    `state = ${JSON.stringify(join(folder, "state"))}`,
    'disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs", "io.containerd.snapshotter.v1.aufs"]',
    "[grpc]",
    `  address = ${JSON.stringify(socket)}`,
    '[plugins."io.containerd.metadata.v1.bolt"]',
    '  content_sharing_policy = "isolated"',
    "",
  ].join("\n");
}

async function untilServing(socket: string): Promise<void> {
  for (;;) {
    const { exitCode } = await runProgram("ctr", ["--address", socket, "namespaces", "list"]);
    if (exitCode === 0) return;
    await pause(200);
  }
}
