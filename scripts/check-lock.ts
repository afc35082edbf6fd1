import { readFileSync } from "node:fs";
import { faultsOf, productionPackages, rangesIn } from "./lock.js";

// Holds every dependency to one version, and those that end up in dist/ to what runners offer. Part of `npm run check`.
const packages = productionPackages(JSON.parse(readFileSync("package-lock.json", "utf8")));
const ranges = rangesIn(JSON.parse(readFileSync("package.json", "utf8")));
const faults = [...ranges, ...packages.flatMap(faultsOf)];
for (const fault of faults) console.error(fault);
console.log(`${packages.length} production packages checked, ${faults.length} findings`);
process.exitCode = faults.length === 0 ? 0 : 1;
