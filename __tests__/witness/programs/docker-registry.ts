import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A registry server that runs. */
export interface RegistryServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  stop(): void;
}

/** What one region's server is told. */
export interface RegistrySettings {
  /** Where its configuration and its content lie; unlike any other server's. */
  readonly folder: string;
  /** The host that clients know it by, which gives out its tokens too. */
  readonly host: string;
  readonly service: string;
  readonly issuer: string;
  /** PEM file of the certificate whose key signs the tokens that it takes. */
  readonly certificateFile: string;
}

/** Starts a registry server on a free port of loopback. It verifies tokens by itself, and lets nobody in without one. */
export async function startRegistryServer(settings: RegistrySettings): Promise<RegistryServer> {
  const file = join(settings.folder, "config.yml");
  await writeFile(file, JSON.stringify(configuration(settings)));
  const child = spawn("docker-registry", ["serve", file], {
    env: { PATH: process.env.PATH ?? "" },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const address = await new Promise<string>((resolve, reject) => {
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      said += chunk;
      const [, found] = /listening on (127\.0\.0\.1:\d+)/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`docker-registry ended at once:\n${said}`)));
  });
  return { url: `http://${address}`, stop: () => void child.kill() };
}

function configuration({ folder, host, service, issuer, certificateFile }: RegistrySettings): object {
  return {
    version: "0.1",
    storage: { filesystem: { rootdirectory: join(folder, "content") }, delete: { enabled: true } },
    // Manifests may name layers that are hosted elsewhere.
    validation: { manifests: { urls: { allow: ["^https?://"] } } },
    http: { addr: "127.0.0.1:0", relativeurls: true },
    auth: {
      token: { realm: `https://${host}/oauth2/token`, service, issuer, rootcertbundle: certificateFile },
    },
  };
}
