import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runAction } from "../../__tests__/acceptance/harness/index.js";
import {
  type Fault,
  REGISTRY,
  RESOURCE_GROUP,
  type Simulator,
  SUBSCRIPTION,
  startSimulator,
} from "../../__tests__/simulator/index.js";
import { type Figure, median } from "./figure.js";
import type { Node } from "./node-versions.js";

const RUNS = 10;
const BARE = join(dirname(fileURLToPath(import.meta.url)), "bare-sequence.js");
const ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/${RESOURCE_GROUP}/providers/Microsoft.ContainerRegistry/registries/${REGISTRY}`;

/** Milliseconds that a runner in Europe waits for a connection, and for the answers of the services. */
const LATENCIES: readonly Fault[] = [
  { effect: { kind: "late-connection", milliseconds: 15 } },
  { host: /\.actions\.githubusercontent\.com$/, effect: { kind: "delay", milliseconds: 120 } },
  { host: "login.microsoftonline.com", effect: { kind: "delay", milliseconds: 180 } },
  { host: "management.azure.com", effect: { kind: "delay", milliseconds: 150 } },
];

/** A run that finds everything as it should be, as against the same requests sent bare, one after the other. */
export async function measureNothingToDo(node: Node): Promise<Figure> {
  const action: number[] = [];
  const bare: number[] = [];
  // In turn, so that a machine that grows slower slows both.
  for (let run = 0; run < RUNS; run += 1) {
    const simulator = await startSimulator({
      registry: { replicas: [{ region: "japaneast" }] },
      faults: LATENCIES,
    });
    const inputs = { registry: ID, regions: "japaneast" };
    const { outputs, milliseconds } = await runAction({
      simulator,
      inputs,
      nodeBinary: node.binary,
      isStrict: false,
    });
    if (outputs.outcome !== "in-sync") throw new Error(`The run ended as ${outputs.outcome}.`);
    action.push(milliseconds);
    bare.push(await sendBare(simulator, node));
    await simulator.close();
  }
  const ratio = median(action) / median(bare);
  const bound = node.major < 22 ? 1.1 : 0.95;
  return {
    subject: `nothing to do, as against the same requests in sequence (median of ${RUNS})`,
    measured: `${ratio.toFixed(2)} × (${Math.round(median(action))} ms ÷ ${Math.round(median(bare))} ms)`,
    bound: `${bound.toFixed(2)} ×`,
    isMet: ratio <= bound,
  };
}

async function sendBare(simulator: Simulator, node: Node): Promise<number> {
  const requests = simulator.requests.map(({ method, host, path, query, body }) => [
    method,
    `https://${host}${path}?${new URLSearchParams(query)}`,
    typeof body === "string" ? body : JSON.stringify(body ?? ""),
  ]);
  const started = performance.now();
  const child = spawn(node.binary, [BARE, JSON.stringify(requests)], {
    env: simulator.environment(),
    stdio: "ignore",
  });
  await once(child, "close");
  return performance.now() - started;
}
