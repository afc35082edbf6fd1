import { spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { runAction } from "../../__tests__/acceptance/harness/index.js";
import { startSimulator } from "../../__tests__/simulator/index.js";
import { type Figure, median } from "./figure.js";
import type { Node } from "./node-versions.js";

const RUNS = 20;
const BARE = join(dirname(fileURLToPath(import.meta.url)), "bare-request.js");

/** From the start of the process to its first request on the wire. */
export async function measureColdStart(node: Node): Promise<Figure> {
  const bare: number[] = [];
  const action: number[] = [];
  // In turn, so that a machine that grows slower slows both.
  for (let run = 0; run < RUNS; run += 1) {
    bare.push(await untilFirstRequest((environment) => sendBareRequest(node, environment)));
    action.push(await untilFirstRequest((_, simulator) => startAction(node, simulator)));
  }
  const ratio = median(action) / median(bare);
  const bound = node.major < 22 ? 1.75 : 1.4;
  return {
    subject: `first request on the wire, as against a bare HTTPS request (median of ${RUNS})`,
    measured: `${ratio.toFixed(2)} × (${Math.round(median(action))} ms ÷ ${Math.round(median(bare))} ms)`,
    bound: `${bound.toFixed(2)} ×`,
    isMet: ratio <= bound,
  };
}

async function startAction(node: Node, simulator: Simulator): Promise<number> {
  const inputs = { registry: "contoso", regions: "japaneast" };
  const run = await runAction({ simulator, inputs, nodeBinary: node.binary, isStrict: false });
  return performance.now() - run.milliseconds;
}

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** `start` runs a process to its end and gives the moment of its start. */
async function untilFirstRequest(
  start: (environment: Readonly<Record<string, string>>, simulator: Simulator) => Promise<number>,
): Promise<number> {
  let arrived = Number.NaN;
  const note = () => {
    if (Number.isNaN(arrived)) arrived = performance.now();
  };
  const simulator = await startSimulator({
    registry: { replicas: [{ region: "japaneast" }] },
    faults: [{ effect: { kind: "meanwhile", before: note } }],
  });
  const started = await start(simulator.environment(), simulator);
  await simulator.close();
  return arrived - started;
}

async function sendBareRequest(node: Node, environment: Readonly<Record<string, string>>): Promise<number> {
  const url = environment.ACTIONS_ID_TOKEN_REQUEST_URL ?? "";
  const started = performance.now();
  const child = spawn(node.binary, [BARE, url], { env: environment, stdio: "ignore" });
  await once(child, "close");
  return started;
}
