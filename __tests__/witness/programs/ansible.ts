import { mkdtemp, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CLIENT,
  CLIENT_SECRET,
  REGISTRY,
  RESOURCE_GROUP,
  type Simulator,
  SUBSCRIPTION,
  TENANT,
} from "../../simulator/index.js";
import { member } from "../../simulator/recorded-world.js";
import { PROJECT_ROOT } from "./project-root.js";
import { runProgram } from "./run-program.js";

/** One task: a module and its arguments. */
export type Task = Readonly<Record<string, object>>;

const MODULE = "azure.azcollection.azure_rm_containerregistryreplication";

/** A task that wants a replica, named as its region, to be there. */
export function presence(region: string): Task {
  return { [MODULE]: { ...replica(region), location: region } };
}

/** A task that wants it gone. */
export function absence(region: string): Task {
  return { [MODULE]: { ...replica(region), state: "absent" } };
}

/** A task that reads it. */
export function facts(region: string): Task {
  return { [`${MODULE}_info`]: replica(region) };
}

function replica(name: string) {
  return { resource_group: RESOURCE_GROUP, registry_name: REGISTRY, replication_name: name };
}

/** Plays tasks one after another and gives the result of each. Throws when one fails. */
export async function playTasks(simulator: Simulator, tasks: readonly Task[]): Promise<readonly unknown[]> {
  const home = await mkdtemp(join(simulator.folder, "ansible-"));
  const play = join(home, "play.yml");
  const vars = { ansible_python_interpreter: "/usr/bin/python3" };
  // JSON is YAML.
  await writeFile(
    play,
    JSON.stringify([{ hosts: "localhost", connection: "local", gather_facts: false, vars, tasks }]),
  );
  const { exitCode, stdout, stderr } = await runProgram("ansible-playbook", ["-i", "localhost,", play], {
    environment: environmentOf(simulator, home),
  });
  if (exitCode !== 0) throw new Error(`ansible-playbook ended with ${exitCode}:\n${stdout}\n${stderr}`);
  const played = member(JSON.parse(stdout), "plays", 0, "tasks");
  return (Array.isArray(played) ? played : []).map((task) => member(task, "hosts", "localhost"));
}

function environmentOf(simulator: Simulator, home: string): Record<string, string> {
  return {
    HOME: home,
    ANSIBLE_LOCAL_TEMP: join(home, "local"),
    ANSIBLE_REMOTE_TEMP: join(home, "remote"),
    ANSIBLE_STDOUT_CALLBACK: "json",
    AZURE_CLIENT_ID: CLIENT,
    AZURE_SECRET: CLIENT_SECRET,
    AZURE_TENANT: TENANT,
    AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
    HTTPS_PROXY: simulator.proxyUrl,
    REQUESTS_CA_BUNDLE: simulator.authorityFile,
    PYTHONDONTWRITEBYTECODE: "1",
    PYTHONPATH: join(PROJECT_ROOT, "__tests__/witness/ansible"),
    LANG: "C.UTF-8",
  };
}
