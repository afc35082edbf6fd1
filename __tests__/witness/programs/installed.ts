import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT_ROOT } from "./project-root.js";
import { runProgram } from "./run-program.js";

/** Where oav lies: 64 MB that nobody but the witnesses needs are no dependency of the project. */
export const OAV_FOLDER = join(PROJECT_ROOT, "node_modules/.witness/node_modules/oav");
const OAV_VERSION: string = JSON.parse(readFileSync(join(PROJECT_ROOT, ".ci/tools/oav/package.json"), "utf8"))
  .dependencies.oav;
const NEWEST_AZURE_CLI_FOLDER = join(PROJECT_ROOT, "node_modules/.witness-azure-cli");
/** The newest Azure CLI, from PyPI in a virtual environment, beside Debian's. */
export const NEWEST_AZURE_CLI = join(NEWEST_AZURE_CLI_FOLDER, "bin/az");
export const NEWEST_AZURE_CLI_VERSION = "2.91.0";
/** The newest that Debian's own Go builds. */
const CRANE_VERSION = "v0.16.1";

/** A program of somebody else. */
export interface Program {
  readonly name: string;
  /** The line that installs it. */
  readonly install: string;
  /** Its version; null when it is not installed. */
  readonly version: () => Promise<string | null>;
}

/** All whom `npm run witness` asks. */
export const PROGRAMS: readonly Program[] = [
  fromDebian("Azure CLI", "azure-cli", ["az", "version", "--query", '"azure-cli"', "-o", "tsv"]),
  fromDebian("Ansible", "ansible", ["ansible-playbook", "--version"]),
  fromDebian("skopeo", "skopeo", ["skopeo", "--version"]),
  fromDebian("registry server", "docker-registry", ["docker-registry", "--version"]),
  fromDebian("containerd", "containerd", ["containerd", "--version"]),
  {
    name: "crane",
    install: `GOBIN=/usr/local/bin go install github.com/google/go-containerregistry/cmd/crane@${CRANE_VERSION}`,
    version: () => runProgram("crane", ["version"]).then(firstVersion, () => null),
  },
  {
    name: "oav",
    install:
      "mkdir -p node_modules/.witness && cp .ci/tools/oav/* node_modules/.witness && npm ci --prefix node_modules/.witness",
    version: async () => versionOfPackage(OAV_FOLDER),
  },
];

function fromDebian(name: string, debian: string, [command = "", ...args]: readonly string[]): Program {
  const install = `apt-get update && apt-get install -y --no-install-recommends ${debian}`;
  return { name, install, version: () => runProgram(command, args).then(firstVersion, () => null) };
}

function firstVersion({ exitCode, stdout }: { exitCode: number | null; stdout: string }): string | null {
  return exitCode === 0 ? (/\d+(\.\d+)+/.exec(stdout)?.[0] ?? "installed") : null;
}

function versionOfPackage(folder: string): string | null {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return null;
  const { version }: { version?: string } = JSON.parse(readFileSync(file, "utf8"));
  return version === OAV_VERSION ? version : null;
}
