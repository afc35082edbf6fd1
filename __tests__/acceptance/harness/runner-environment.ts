import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { GHES_HOST, GITHUB_TOKEN, REPOSITORY } from "../../simulator/index.js";
import { readInputDefaults } from "./action-metadata.js";

/** The directories and command files that a runner gives to one step. */
export interface StepFolder {
  readonly workspace: string;
  readonly temp: string;
  readonly output: string;
  readonly summary: string;
  readonly state: string;
  readonly environment: string;
  readonly path: string;
}

/** Makes them below a directory, the command files empty, and puts the given files into the workspace. */
export async function makeStepFolder(
  parent: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<StepFolder> {
  const home = await mkdtemp(join(parent, "step-"));
  const folder: StepFolder = {
    workspace: join(home, "workspace"),
    temp: join(home, "temp"),
    output: join(home, "temp", "set_output"),
    summary: join(home, "temp", "step_summary"),
    state: join(home, "temp", "save_state"),
    environment: join(home, "temp", "set_env"),
    path: join(home, "temp", "add_path"),
  };
  await Promise.all([mkdir(folder.workspace), mkdir(folder.temp)]);
  const commandFiles = [folder.output, folder.summary, folder.state, folder.environment, folder.path];
  await Promise.all(commandFiles.map((file) => writeFile(file, "")));
  await Promise.all(
    Object.entries(files).map(async ([name, text]) => {
      const file = join(folder.workspace, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }),
  );
  return folder;
}

/** `INPUT_*` as the runner sets them: every declared input, blanks as underscores, hyphens kept, upper case. */
export async function inputEnvironment(
  metadata: string,
  inputs: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const defaults = await readInputDefaults(metadata, { "github.token": GITHUB_TOKEN });
  const unknown = Object.keys(inputs).filter((name) => !(name in defaults));
  // The runner only warns; in a test it is a slip of the pen.
  if (unknown.length > 0) throw new Error(`action.yml declares no input ${unknown.join(", ")}.`);
  return Object.fromEntries(
    Object.entries({ ...defaults, ...inputs }).map(([name, value]) => [
      `INPUT_${name.replaceAll(" ", "_").toUpperCase()}`,
      value.trim(),
    ]),
  );
}

/** What a runner sets beside the inputs, on github.com or on a GitHub Enterprise Server. */
export function runnerEnvironment(folder: StepFolder, server: "github.com" | "ghes"): Record<string, string> {
  const isGithub = server === "github.com";
  const base = isGithub ? "https://github.com" : `https://${GHES_HOST}`;
  const api = isGithub ? "https://api.github.com" : `https://${GHES_HOST}/api/v3`;
  return {
    CI: "true",
    HOME: folder.temp,
    PATH: process.env.PATH ?? "",
    // Without it, Node on Windows can open no connection.
    ...(process.env.SystemRoot === undefined ? {} : { SystemRoot: process.env.SystemRoot }),
    GITHUB_ACTIONS: "true",
    GITHUB_ACTION: "__contoso_acr-geo-replication",
    GITHUB_ACTOR: "octocat",
    GITHUB_API_URL: api,
    GITHUB_GRAPHQL_URL: isGithub ? "https://api.github.com/graphql" : `https://${GHES_HOST}/api/graphql`,
    GITHUB_SERVER_URL: base,
    GITHUB_BASE_REF: "",
    GITHUB_HEAD_REF: "",
    GITHUB_EVENT_NAME: "push",
    GITHUB_EVENT_PATH: join(folder.temp, "event.json"),
    GITHUB_JOB: "replicate",
    GITHUB_REF: "refs/heads/main",
    GITHUB_REF_NAME: "main",
    GITHUB_REF_TYPE: "branch",
    GITHUB_REPOSITORY: REPOSITORY,
    GITHUB_REPOSITORY_OWNER: REPOSITORY.split("/")[0] ?? "",
    GITHUB_RUN_ATTEMPT: "1",
    GITHUB_RUN_ID: "9876543210",
    GITHUB_RUN_NUMBER: "42",
    GITHUB_SHA: "0123456789abcdef0123456789abcdef01234567",
    GITHUB_WORKFLOW: "replicate",
    GITHUB_WORKSPACE: folder.workspace,
    GITHUB_OUTPUT: folder.output,
    GITHUB_STEP_SUMMARY: folder.summary,
    GITHUB_STATE: folder.state,
    GITHUB_ENV: folder.environment,
    GITHUB_PATH: folder.path,
    RUNNER_ARCH: "X64",
    // With debug logging, so that all that a run may say is looked through for secrets.
    RUNNER_DEBUG: "1",
    RUNNER_NAME: "GitHub Actions 1",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: folder.temp,
    RUNNER_TOOL_CACHE: join(folder.temp, "tools"),
  };
}
