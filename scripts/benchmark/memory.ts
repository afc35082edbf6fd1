import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startAction } from "../../__tests__/acceptance/harness/index.js";
import { startSimulator } from "../../__tests__/simulator/index.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import type { Figure } from "./figure.js";
import type { Node } from "./node-versions.js";

export const MEBIBYTE = 1024 * 1024;

/** Peak memory of a run that looks after as many replicas as there are names for, and proves 20 images in each. */
export async function measureMemory(node: Node): Promise<readonly Figure[]> {
  const regions = Array.from({ length: 100 }, (_, index) => REGION_TABLE[index]?.name ?? `region${index}`);
  const images = Array.from({ length: 20 }, (_, index) => ({
    repository: `shop/service${index}`,
    tag: "v1",
  }));
  const home = "westeurope";
  const simulator = await startSimulator({
    registry: {
      home,
      replicas: regions.filter((region) => region !== home).map((region) => ({ region })),
      images,
    },
  });
  const inputs = {
    registry: "contoso",
    regions: regions.join(","),
    images: images.map(({ repository, tag }) => `${repository}:${tag}`).join(","),
  };
  const { process: child, finished } = await startAction({ simulator, inputs, nodeBinary: node.binary });
  const peak = await followPeak(child.pid ?? 0, finished);
  const run = await finished;
  await simulator.close();
  if (run.outputs["images-ready"] !== "true") throw new Error(`The images were not proven:\n${run.stdout}`);
  return [
    {
      subject: "peak memory with 100 replicas and 20 images",
      measured: `${Math.round(peak / MEBIBYTE)} MB`,
      bound: "150 MB",
      isMet: peak < 150 * MEBIBYTE,
    },
  ];
}

/** Bytes: the kernel keeps the peak of a process while it lives; the last reading before the end is it. */
export async function followPeak(pid: number, finished: Promise<unknown>): Promise<number> {
  let peak = 0;
  let isRunning = true;
  void finished.finally(() => {
    isRunning = false;
  });
  while (isRunning) {
    const status = await readFile(join("/proc", String(pid), "status"), "utf8").catch(() => "");
    const kilobytes = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0);
    peak = Math.max(peak, kilobytes * 1024);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return peak;
}
