import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { type Contender, compareWithAzureCli } from "./azure-cli.js";
import { measureColdStart } from "./cold-start.js";
import { measureConvergence } from "./convergence.js";
import { type Figure, printFigures } from "./figure.js";
import { measureImages } from "./images.js";
import { measureMemory } from "./memory.js";
import { nodesToMeasure } from "./node-versions.js";
import { measureRequests } from "./requests.js";
import { measureScale } from "./scale.js";
import { measureSize, weighPackages } from "./size.js";

/**
 * Measures the committed bundle against the simulator, prints the table and keeps it in docs/benchmarks.md. Ends
 * with 1 when a bound is not met. `ACCEPTANCE_NODE` names a second Node to measure on.
 */

const MOST_PACKAGES = 12;

const sections: string[] = [];
const all: Figure[] = [];

function add(title: string, figures: readonly Figure[]): void {
  all.push(...figures);
  const section = `## ${title}\n\n${printFigures(figures)}\n`;
  sections.push(section);
  console.log(section);
}

const nodes = nodesToMeasure();
for (const node of nodes) {
  add(`Cold start and memory, ${node.name}`, [
    ...(await measureColdStart(node)),
    ...(await measureMemory(node)),
  ]);
}
add("Requests", await measureRequests());
add("Requests for images", await measureImages());
add("Scale and size", [...measureScale(), ...measureSize()]);
for (const node of nodes) add(`Convergence, ${node.name}`, await measureConvergence(node));
const contenders = await compareWithAzureCli();

const document = [
  "# Benchmarks",
  "Written by `npm run bench`, which measures the committed bundle against the simulator. Seconds and megabytes are " +
    "this machine's; the ratios are what counts. Times of 1 min pass twice, those of 20 min sixty times as fast as real ones, in the action and " +
    "in the simulator alike, so what they say of the rhythm of the looks is right and of the wire is too dark.",
  `${new Date().toISOString().slice(0, 10)}, ${cpus().length} × ${cpus()[0]?.model ?? "unknown processor"}, ${nodes.map(({ name }) => name).join(" and ")}.`,
  ...sections,
  comparison(contenders),
  weights(),
].join("\n\n");
writeFileSync("docs/benchmarks.md", `${document.replaceAll(/\n{3,}/g, "\n\n").trimEnd()}\n`);
console.log(comparison(contenders));

const missed = all.filter(({ isMet }) => !isMet);
console.log(`${all.length - missed.length} of ${all.length} bounds are met.`);
process.exitCode = missed.length === 0 ? 0 : 1;

function comparison(found: readonly Contender[] | null): string {
  const title = "## Five regions, Ready after 20 s, as against the Azure CLI";
  if (found === null) return `${title}\n\nNot measured: \`az\` is not installed here.`;
  const rows = found.map(
    ({ name, seconds, requests }) => `| ${name} | ${seconds.toFixed(1)} s | ${requests} |`,
  );
  return [title, "", "| how | until all are Ready | requests |", "|---|---|---|", ...rows].join("\n");
}

function weights(): string {
  const [rest, packages] = [weighPackages().slice(MOST_PACKAGES), weighPackages().slice(0, MOST_PACKAGES)];
  const other = rest.reduce((sum, { bytes }) => sum + bytes, 0);
  const rows = [...packages, { name: `${rest.length} others`, bytes: other }];
  const lines = rows.map(({ name, bytes }) => `| ${name} | ${Math.round(bytes / 1000)} KB |`);
  return [
    "## What each package weighs in dist/index.js",
    "",
    "| package | not minified |",
    "|---|---|",
    ...lines,
  ].join("\n");
}
