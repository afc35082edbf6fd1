import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { measureColdStart } from "./cold-start.js";
import { measureConvergence } from "./convergence.js";
import { type Figure, printFigures } from "./figure.js";
import { measureImageMemory, measureImages } from "./images.js";
import { measureMemory } from "./memory.js";
import { nodesToMeasure } from "./node-versions.js";
import { measureNothingToDo } from "./nothing-to-do.js";
import { measureOvershoot } from "./overshoot.js";
import { type Contender, comparePeers, FLOOR } from "./peers.js";
import { measureRequests } from "./requests.js";
import { measureScale } from "./scale.js";
import { measureSize, weighPackages } from "./size.js";

/**
 * Measures the committed bundle against the simulator, prints the table and keeps it in docs/benchmarks.md. Ends
 * with 1 when a bound is not met. `ACCEPTANCE_NODE` names a second Node to measure on. With `--quick` only what does not
 * vary from run to run is measured, in less than a minute, and the document stays as it is.
 */

const MOST_PACKAGES = 12;
const isQuick = process.argv.includes("--quick");

const sections: string[] = [];
const all: Figure[] = [];

function add(title: string, figures: readonly Figure[]): void {
  all.push(...figures);
  const section = `## ${title}\n\n${printFigures(figures)}\n`;
  sections.push(section);
  console.log(section);
}

if (isQuick) await measureWhatDoesNotVary();
else await measureAll();

const missed = all.filter(({ isMet }) => !isMet);
console.log(`${all.length - missed.length} of ${all.length} bounds are met.`);
process.exitCode = missed.length === 0 ? 0 : 1;

async function measureWhatDoesNotVary(): Promise<void> {
  add("Requests", await measureRequests());
  add("Requests for images", await measureImages());
  add("Size and overshoot", [...measureSize(), ...(await measureOvershoot())]);
}

async function measureAll(): Promise<void> {
  const nodes = nodesToMeasure();
  for (const node of nodes) {
    const start = [await measureColdStart(node), await measureNothingToDo(node)];
    add(`Start and memory, ${node.name}`, [
      ...start,
      ...(await measureMemory(node)),
      await measureImageMemory(node),
    ]);
  }
  await measureWhatDoesNotVary();
  add("Scale", measureScale());
  for (const node of nodes) add(`Convergence, ${node.name}`, await measureConvergence(node));
  const contenders = comparison(await comparePeers());
  console.log(contenders);
  const introduction = [
    "# Benchmarks",
    "Written by `npm run bench`, which measures the committed bundle against the simulator. Seconds and megabytes are " +
      "this machine's; the ratios are what counts. Times of 1 min pass twice, those of 20 min sixty times as fast as real ones, in the action and " +
      "in the simulator alike, so what they say of the rhythm of the looks is right and of the wire is too dark.",
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${nodes.map(({ name }) => name).join(" and ")}.`,
  ];
  const document = [...introduction, ...sections, contenders, await weights()].join("\n\n");
  writeFileSync("docs/benchmarks.md", `${document.replaceAll(/\n{3,}/g, "\n\n").trimEnd()}\n`);
}

function comparison(contenders: readonly Contender[]): string {
  const title = `## Five regions, Ready after ${FLOOR} s, as against other ways`;
  const rows = contenders.map(
    ({ name, seconds, requests }) => `| ${name} | ${seconds.toFixed(1)} s | ${requests} |`,
  );
  const note = contenders.some(({ name }) => name.startsWith("az "))
    ? ""
    : "The Azure CLI was not measured: `az` is not installed here.";
  return [title, "", "| how | until all are Ready | requests |", "|---|---|---|", ...rows, "", note].join(
    "\n",
  );
}

async function weights(): Promise<string> {
  const all = await weighPackages();
  const [packages, rest] = [all.slice(0, MOST_PACKAGES), all.slice(MOST_PACKAGES)];
  const other = rest.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = [...packages, { name: `${rest.length} others`, bytes: other }];
  const lines = rows.map(({ name, bytes }) => `| ${name} | ${Math.round(bytes / 1000)} KB |`);
  return [
    "## What each package weighs in dist/",
    "",
    "| package | not minified |",
    "|---|---|",
    ...lines,
  ].join("\n");
}
