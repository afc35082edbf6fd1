import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROJECT_ROOT } from "./project-root.js";
import { runProgram } from "./run-program.js";

/** Where the tools lie that are npm packages: what nobody but the witnesses needs is no dependency of the project. */
export const TOOLS = join(PROJECT_ROOT, "node_modules/.witness");
/** Where oav lies. */
export const OAV_FOLDER = join(TOOLS, "oav/node_modules/oav");
const NEWEST_AZURE_CLI_FOLDER = "node_modules/.witness/azure-cli";
/** The newest Azure CLI, from PyPI in a virtual environment, beside Debian's. */
export const NEWEST_AZURE_CLI = join(PROJECT_ROOT, NEWEST_AZURE_CLI_FOLDER, "bin/az");

/** What Debian does not have, in which version; `.ci/run` reads it here. */
const CRANE = "github.com/google/go-containerregistry/cmd/crane@v0.16.1";
const ACT = "github.com/nektos/act@v0.2.89";
const ORAS = "oras.land/oras/cmd/oras@v1.3.6";
const REGCTL = "github.com/regclient/regclient/cmd/regctl@v0.11.7";
const AZURE_CLI = "azure-cli==2.91.0";

/** A program of somebody else. */
export interface Program {
  readonly name: string;
  /** The line that installs it. */
  readonly install: string;
  /** Its version; null when it is not installed. */
  readonly version: () => Promise<string | null>;
  /** The beginnings of the names of the files that ask it. */
  readonly asked: readonly string[];
  /** Only files that a quick run leaves out ask it. */
  readonly isSlow?: true;
}

const AZURE_CLI_FILES = ["ansible", "azure-cli", "pullable", "registry"];
const REGISTRY_FILES = ["pullable", "registry"];

/** All whom `npm run witness` asks. */
export const PROGRAMS: readonly Program[] = [
  fromDebian(
    "Azure CLI",
    "azure-cli",
    ["az", "version", "--query", '"azure-cli"', "-o", "tsv"],
    AZURE_CLI_FILES,
  ),
  fromDebian("Ansible", "ansible", ["ansible-playbook", "--version"], ["ansible"]),
  fromDebian("skopeo", "skopeo", ["skopeo", "--version"], REGISTRY_FILES),
  fromDebian("registry server", "docker-registry", ["docker-registry", "--version"], REGISTRY_FILES),
  fromDebian("containerd", "containerd", ["containerd", "--version"], ["pullable"]),
  { ...fromDebian("jq", "jq", ["jq", "--version"], ["act-examples"]), isSlow: true },
  fromGo("crane", CRANE, ["version"], ["pullable", "registry-tools"]),
  { ...fromGo("oras", ORAS, ["version"], ["registry-tools"]), isSlow: true },
  { ...fromGo("regctl", REGCTL, ["version"], ["registry-tools"]), isSlow: true },
  // Half of it is for Docker, which nothing here has.
  fromGo("act", ACT, ["--version"], ["act-"], "-tags WITHOUT_DOCKER "),
  {
    name: "Azure CLI, the newest",
    install: `python3 -m venv ${NEWEST_AZURE_CLI_FOLDER} && ${NEWEST_AZURE_CLI_FOLDER}/bin/pip install ${AZURE_CLI}`,
    version: () => versionSaidBy(NEWEST_AZURE_CLI, ["version", "--query", '"azure-cli"', "-o", "tsv"]),
    asked: ["azure-cli-newest"],
    isSlow: true,
  },
  { ...fromNpm("@github/local-action", ["local-action"]), isSlow: true },
  fromNpm("oav", ["swagger"]),
  fromNpm("yaml-language-server", ["config-schema"]),
];

function fromDebian(
  name: string,
  debian: string,
  [command = "", ...args]: readonly string[],
  asked: readonly string[],
): Program {
  const install = `apt-get update && apt-get install -y --no-install-recommends ${debian}`;
  return { name, install, version: () => versionSaidBy(command, args), asked };
}

/** From the Go module proxy; Go 1.25 or newer builds all of them. `options`: of the build, such as tags. */
function fromGo(
  name: string,
  module: string,
  args: readonly string[],
  asked: readonly string[],
  options = "",
): Program {
  const install = `GOBIN=/usr/local/bin go install ${options}${module}`;
  return { name, install, version: () => versionSaidBy(name, args), asked };
}

/** A package that has a lock of its own in `.ci/tools`, in a folder named as the package is without its scope. */
function fromNpm(name: string, asked: readonly string[]): Program {
  const folder = `node_modules/.witness/${unscoped(name)}`;
  const lock = `.ci/tools/${unscoped(name)}`;
  return {
    name,
    install: `mkdir -p ${folder} && cp ${lock}/* ${folder} && npm ci --ignore-scripts --prefix ${folder}`,
    version: async () => versionOfPackage(name),
    asked,
  };
}

function unscoped(name: string): string {
  return name.split("/").at(-1) ?? name;
}

async function versionSaidBy(command: string, args: readonly string[]): Promise<string | null> {
  // Some do not even say their version without a home.
  const environment = { HOME: tmpdir() };
  const { exitCode, stdout } = await runProgram(command, args, { environment }).catch(() => NOT_STARTED);
  return exitCode === 0 ? (/\d+(\.\d+)+/.exec(stdout)?.[0] ?? "installed") : null;
}
const NOT_STARTED = { exitCode: null, stdout: "" };

/** Null also for another version than the lock's. */
function versionOfPackage(name: string): string | null {
  const wanted = JSON.parse(
    readFileSync(join(PROJECT_ROOT, ".ci/tools", unscoped(name), "package.json"), "utf8"),
  );
  const file = join(TOOLS, unscoped(name), "node_modules", name, "package.json");
  if (!existsSync(file)) return null;
  const { version }: { version?: string } = JSON.parse(readFileSync(file, "utf8"));
  return version === wanted.dependencies[name] ? (version ?? null) : null;
}
