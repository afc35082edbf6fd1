import { readFileSync, writeFileSync } from "node:fs";
import { productionPackages } from "./lock.js";
import { noticesOf, readLicence } from "./notices.js";

// Writes the licences of everything that dist/ is made of beside it. The last step of `npm run build`.
const packages = productionPackages(JSON.parse(readFileSync("package-lock.json", "utf8")));
writeFileSync("dist/THIRD-PARTY-NOTICES.txt", noticesOf(packages.map(readLicence)));
