import { type Reply, sendToArm } from "./client.js";
import {
  REGISTRY,
  RESOURCE_GROUP,
  type Simulator,
  SUBSCRIPTION,
  startSimulator,
  type World,
} from "./index.js";

/** A world with the times of the recordings, on a clock that only the test moves. */
export interface RecordedWorld {
  readonly simulator: Simulator;
  /** Lets so many seconds pass at once. */
  pass(seconds: number): void;
  /** A request to ARM; a path that does not begin with a slash lies below the registry. */
  arm(method: string, path: string, body?: unknown): Promise<Reply>;
}

/** The registry of the default world. */
export const REGISTRY_PATH = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers/Microsoft.ContainerRegistry/registries/${REGISTRY}`;

/** Seconds from PUT to Succeeded, and from there to Ready, of westus2 in the recording of Sep 2025 (8.7 s, Syncing). */
export const PROVISIONED = 8.7;
/** Seconds of Syncing; the recording ended before Ready, so this number is free. */
export const SYNCING = 20;
/** The home row came 5.2 s after the first PUT in that recording. */
export const HOME_ROW = 5.2;

/** When it begins: the time of a recording's first PUT. */
const BEGINNING = Date.UTC(2026, 8, 10, 6, 44, 50);

/** Starts it. Permissions reach the subscription, so that delete polls may be followed, unless the world says else. */
export async function startRecordedWorld(world: World = {}): Promise<RecordedWorld> {
  let now = BEGINNING;
  const timing = {
    provisioned: PROVISIONED * 1000,
    syncing: SYNCING * 1000,
    homeRow: HOME_ROW * 1000,
    update: 1000,
    delete: 10_000,
  };
  const permissions = { subscription: ["*"] };
  const simulator = await startSimulator({ timing, permissions, ...world }, () => now);
  return {
    simulator,
    pass(seconds) {
      now += seconds * 1000;
    },
    arm(method, path, body) {
      const url = path.startsWith("/") || path.startsWith("https:") ? path : `${REGISTRY_PATH}/${path}`;
      return sendToArm(simulator, url, { method, ...(body === undefined ? {} : { body }) });
    },
  };
}

/** The replication that most cases are about, relative to the registry. */
export const JAPAN = "replications/japaneast";

/** Creates a replication named as its region, and waits until a second after it is Ready. */
export async function createReady(world: RecordedWorld, region = "japaneast"): Promise<void> {
  await world.arm("PUT", `replications/${region}`, { location: region });
  world.pass(PROVISIONED + SYNCING + 1);
}

/** provisioningState and displayStatus of the one in Japan. */
export async function stateOf(world: RecordedWorld): Promise<readonly unknown[]> {
  const { json } = await world.arm("GET", JAPAN);
  return [
    member(json, "properties", "provisioningState"),
    member(json, "properties", "status", "displayStatus"),
  ];
}

/** A member deep in decoded JSON; undefined where the way there ends. */
export function member(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    if (typeof inner !== "object" || inner === null) return undefined;
    return Object.entries(inner).find(([name]) => name === String(key))?.[1];
  }, value);
}

/** A response header as text; empty when absent. */
export function header(reply: Reply, name: string): string {
  const value = reply.headers[name];
  return typeof value === "string" ? value : "";
}

/** The rows of a LIST. */
export function rowsOf(reply: Reply): readonly unknown[] {
  const value = member(reply.json, "value");
  return Array.isArray(value) ? value : [];
}

/** A time so many seconds after the world began, as ARM writes it. */
export function stampOf(seconds: number): string {
  return new Date(BEGINNING + seconds * 1000).toISOString();
}
