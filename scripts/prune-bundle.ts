import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Removes from dist/ what never runs. Run by `npm run build`.
const DIST = "dist";

// @azure/identity can open a browser for a person to sign in, which none
// of this action's ways does: the package `open` and the program xdg-open that it brings lie in a file of their own, which
// only that would load.
const OPENS_A_BROWSER = /node_modules\/open\/index\.js/;

const chunks = readdirSync(DIST).filter((file) => /^\d+\.index\.js$/.test(file));
const opening = chunks.filter((file) => OPENS_A_BROWSER.test(readFileSync(join(DIST, file), "utf8")));
if (opening.length !== 1)
  throw new Error(`One file of ${DIST} was to hold the package open: ${opening.join() || "none does"}.`);
for (const file of [...opening, "xdg-open"]) rmSync(join(DIST, file));

// undici brings its parser twice: for processors with SIMD, which Node 20 finds on every runner, and for others. It tries
// the first and falls back on the second, which becomes another name of the first.
const PARSER =
  /\/\*{3}\/ (\d+):\n(?:(?!\/\*{3}\/ \d)[\s\S])*?module\.exports = (Buffer\.from\('AGFzb[^']+', 'base64'\))/g;
const TRIED_FIRST = /mod = await WebAssembly\.compile\((__webpack_require__\((\d+)\))\)/;

const undici = chunks.find((file) => readFileSync(join(DIST, file), "utf8").includes("'AGFzb"));
if (undici === undefined) throw new Error(`No file of ${DIST} holds undici.`);
const code = readFileSync(join(DIST, undici), "utf8");
const [, first = "", id] = TRIED_FIRST.exec(code) ?? [];
const [spare, ...others] = [...code.matchAll(PARSER)].filter((parser) => parser[1] !== id);
if (first === "" || spare?.[2] === undefined || others.length > 0)
  throw new Error(`${undici} was to hold two parsers of undici, of which one is tried first.`);
writeFileSync(join(DIST, undici), code.replace(spare[2], first));
