import { connect, createServer, type Socket } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { RunOptions } from "./run-action.js";

/** What makes a process look the proxy up by a name; each lookup ends so, and all later ones well. */
export function throughFlakyName(
  proxyUrl: string,
  lookups: readonly ("ENOTFOUND" | "EAI_AGAIN" | "well")[],
): Pick<RunOptions, "environment" | "nodeOptions"> {
  const preload = join(dirname(fileURLToPath(import.meta.url)), "flaky-names.js");
  return {
    environment: {
      HTTPS_PROXY: proxyUrl.replace("127.0.0.1", "proxy.contoso.example"),
      FLAKY_NAMES: lookups.join(" "),
    },
    nodeOptions: ["--import", pathToFileURL(preload).href],
  };
}

/** A port on which nobody listens at first. */
export interface ClosedPort {
  /** For HTTPS_PROXY. */
  readonly url: string;
  /** From now on the port leads to the proxy. */
  open(): Promise<void>;
  close(): void;
}

/** Finds a free port and leaves it closed. */
export async function findClosedPort(proxyUrl: string): Promise<ClosedPort> {
  const probe = createServer();
  const port = await listen(probe, 0);
  await new Promise((resolve) => probe.close(resolve));
  const sockets = new Set<Socket>();
  const relay = createServer((client) => {
    const proxy = connect(Number(new URL(proxyUrl).port), "127.0.0.1");
    for (const socket of [client, proxy]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
    }
    client.pipe(proxy).pipe(client);
  });
  return {
    url: `http://127.0.0.1:${port}`,
    open: async () => void (await listen(relay, port)),
    close: () => {
      relay.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}
