import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

// Removes from dist/ what no way to sign in runs. @azure/identity can open a browser for a person to sign in, which none
// of this action's ways does: the package `open` and the program xdg-open that it brings lie in a file of their own, which
// only that would load. Run by `npm run build`.
const DIST = "dist";
const OPENS_A_BROWSER = /node_modules\/open\/index\.js/;

const chunks = readdirSync(DIST).filter((file) => /^\d+\.index\.js$/.test(file));
const opening = chunks.filter((file) => OPENS_A_BROWSER.test(readFileSync(join(DIST, file), "utf8")));
if (opening.length !== 1)
  throw new Error(`One file of ${DIST} was to hold the package open: ${opening.join() || "none does"}.`);
for (const file of [...opening, "xdg-open"]) rmSync(join(DIST, file));
