// Opens the reports in Chromium and asserts what only a browser can tell. Run by `npm run test:browser`, which
// installs the tools beside the project: they are many times its size. CHROMIUM names the browser's program.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import MarkdownIt from "markdown-it";
import { pageStories, SUMMARY_STORIES } from "../../build/__tests__/browser/stories.js";
import { loadWorldMap } from "../../build/src/report/page/world-map.js";
import { renderPage } from "../../build/src/report/page.js";
import { summary } from "../../build/src/report/summary.js";

const TOOLS = join(process.cwd(), "build", "browser-tools", "package.json");
const SCREENSHOTS = join(process.cwd(), "docs", "screenshots");
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];
/** Share of the map's width and height at which each city lies, by the Natural Earth projection. */
const CITIES = {
  japaneast: [0.865, 0.297],
  eastus: [0.301, 0.289],
  westeurope: [0.511, 0.169],
  brazilsouth: [0.374, 0.752],
  australiaeast: [0.886, 0.838],
};

/** About as GitHub shows a summary. */
const SUMMARY_STYLE = `body { font: 14px/1.5 system-ui, sans-serif; margin: 24px; }
table { border-collapse: collapse; } th, td { border: 1px solid #d1d9e0; padding: 6px 13px; text-align: left; }
code { background: #eff1f3; padding: 2px 5px; border-radius: 6px; }`;

const require = createRequire(TOOLS);
const { default: puppeteer } = await import(require.resolve("puppeteer-core"));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const mermaid = readFileSync(require.resolve("mermaid/dist/mermaid.min.js"), "utf8");

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
try {
  await checkPages();
  await checkSummaries();
} finally {
  await browser.close();
}

async function checkPages() {
  const world = await loadWorldMap();
  for (const [name, outcome] of Object.entries(pageStories())) {
    const text = renderPage(outcome, world);
    for (const scheme of SCHEMES) {
      for (const width of WIDTHS) await checkPage(`${name}, ${scheme}, ${width} px`, text, scheme, width);
    }
  }
}

async function checkPage(what, text, scheme, width) {
  const tab = await browser.newPage();
  const trouble = [];
  tab.on("request", (request) => trouble.push(`request to ${request.url().slice(0, 80)}`));
  tab.on("console", (message) => trouble.push(`console: ${message.text()}`));
  tab.on("dialog", (dialog) => trouble.push(`dialog: ${dialog.message()}`));
  await tab.setViewport({ width, height: 900 });
  await showIn(tab, scheme);
  await tab.setContent(text, { waitUntil: "load" });
  const beyond = await tab.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  assert.ok(beyond <= 0, `${what}: ${beyond} px too wide`);
  await checkMap(tab, what);
  await checkPaper(tab, what, width);
  // Leaving paper lets go of the scheme.
  await showIn(tab, scheme);
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => window.axe.run());
  assert.deepEqual(
    violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`),
    [],
    what,
  );
  assert.deepEqual(trouble, [], what);
  if (what.startsWith("trouble") && width === 1280) await keepScreenshot(tab, `page-${scheme}.png`);
  await tab.close();
  console.log(`ok  page: ${what}`);
}

/** Shows the page light or dark, and makes sure that it is: a test of the wrong one would pass unseen. */
async function showIn(tab, scheme) {
  await tab.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  const isShown = await tab.evaluate((name) => matchMedia(`(prefers-color-scheme: ${name})`).matches, scheme);
  assert.ok(isShown, `the page is not ${scheme}`);
}

/** On paper nothing may lie beyond the edge: there it cannot be scrolled to. */
async function checkPaper(tab, what, width) {
  await tab.emulateMediaType("print");
  await tab.setViewport({ width: 718, height: 1000 });
  const cut = await tab.evaluate(() =>
    [...document.querySelectorAll("table, .map")]
      .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
      .map((one) => one.closest("section").querySelector("h2").textContent),
  );
  assert.deepEqual(cut, [], `${what}: cut off on paper`);
  await tab.emulateMediaType("screen");
  await tab.setViewport({ width, height: 900 });
}

async function checkMap(tab, what) {
  const found = await tab.evaluate(() => {
    const map = document.querySelector(".map")?.getBoundingClientRect();
    const marks = [...document.querySelectorAll(".map a")].map((mark) => {
      const region = mark.id.slice("mark-".length);
      const { left, top, width, height } = mark.querySelector(".halo").getBoundingClientRect();
      // In a crowd a mark lies beside its place, and a line leads from there to it.
      const lead = document.querySelector(`.lead[data-region="${region}"]`);
      const scale = map.width / document.querySelector(".map").viewBox.baseVal.width;
      const place = lead?.getPointAtLength(0);
      const [x, y] = place
        ? [place.x * scale, place.y * scale]
        : [left + width / 2 - map.left, top + height / 2 - map.top];
      return [region, [x / map.width, y / map.height]];
    });
    return Object.fromEntries(marks);
  });
  for (const [region, [across, down]] of Object.entries(CITIES)) {
    if (found[region] === undefined) continue;
    const off = Math.hypot(found[region][0] - across, found[region][1] - down);
    assert.ok(off < 0.02, `${what}: ${region} lies at ${found[region]}`);
  }
  if (Object.keys(found).length === 0) return;
  assert.deepEqual(await tab.evaluate(covered), [], `${what}: marks or names lie over one another`);
  await checkFacts(tab, what);
}

/** Names that lie over a mark or another name, and marks whose middle lies under another one. Runs in the page. */
function covered() {
  const marks = [...document.querySelectorAll(".map a .mark")].map((mark) => mark.getBoundingClientRect());
  const names = [...document.querySelectorAll(".map .name")].map((name) => name.getBoundingClientRect());
  const narrower = ({ left, right, top, bottom }, by) => {
    const [x, y] = [((right - left) * by) / 2, ((bottom - top) * by) / 2];
    return { left: left + x, right: right - x, top: top + y, bottom: bottom - y };
  };
  const overlap = (one, other) =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  // A phone's map shows larger marks in less room, and no names.
  const cores = marks.map((mark) => narrower(mark, innerWidth < 600 ? 0.7 : 0.35));
  const letters = names.filter(({ width }) => width > 0).map((name) => narrower(name, 0.2));
  const pairs = (things, others, what) =>
    things.flatMap((one, index) =>
      others.flatMap((other, at) =>
        (things !== others || index < at) && overlap(one, other) ? [`${what} ${index}, ${at}`] : [],
      ),
    );
  return [
    ...pairs(cores, cores, "marks"),
    ...pairs(letters, letters, "names"),
    ...pairs(letters, cores, "name and mark"),
  ];
}

async function checkFacts(tab, what) {
  await tab.keyboard.press("Tab");
  const focused = await tab.evaluate(() => document.activeElement.id.slice("mark-".length));
  assert.ok(await showsFacts(tab, focused), `${what}: the facts of ${focused} are not shown on focus`);
  await tab.evaluate(() => document.activeElement.blur());
  // The last mark lies above all others.
  const hovered = await tab.evaluate(() =>
    [...document.querySelectorAll(".map a")].at(-1).id.slice("mark-".length),
  );
  await tab.hover(`#mark-${hovered} .halo`);
  assert.ok(await showsFacts(tab, hovered), `${what}: the facts of ${hovered} are not shown on hover`);
  await tab.mouse.move(0, 0);
  assert.ok(!(await showsFacts(tab, hovered)), `${what}: the facts of ${hovered} stay`);
}

function showsFacts(tab, region) {
  return tab.evaluate(
    (name) => getComputedStyle(document.getElementById(`facts-${name}`)).display === "block",
    region,
  );
}

async function checkSummaries() {
  const renderer = new MarkdownIt({ html: true, linkify: true });
  for (const [name, outcome] of Object.entries(SUMMARY_STORIES)) {
    const rendered = renderer
      .render(summary(outcome))
      .replace(
        /<pre><code class="language-mermaid">([\s\S]*?)<\/code><\/pre>/g,
        '<pre class="mermaid">$1</pre>',
      );
    const tab = await browser.newPage();
    await tab.setViewport({ width: 1000, height: 800 });
    await tab.setContent(`<!doctype html><style>${SUMMARY_STYLE}</style>${rendered}`);
    await tab.evaluate(mermaid);
    const drawn = await tab.evaluate(async () => {
      window.mermaid.initialize({ startOnLoad: false });
      await window.mermaid.run();
      return [...document.querySelectorAll("svg .sectionTitle")].map((title) => title.textContent);
    });
    assert.ok(drawn.length > 0, `${name}: mermaid drew nothing`);
    assert.deepEqual(await tab.evaluate(titlesInBars), [], `${name}: a title runs into the bars`);
    if (name === "changed") await keepScreenshot(tab, "summary.png");
    await tab.close();
    console.log(`ok  summary: ${name}, timeline of ${drawn.join(", ")}`);
  }
}

/** Titles of sections that reach farther than the left edge of the first bar. Runs in the page. */
function titlesInBars() {
  const bars = [...document.querySelectorAll("svg rect.task")].map((bar) => bar.getBoundingClientRect().left);
  return [...document.querySelectorAll("svg .sectionTitle")]
    .filter((title) => title.getBoundingClientRect().right > Math.min(...bars))
    .map((title) => title.textContent);
}

async function keepScreenshot(tab, name) {
  if (process.env.UPDATE_SCREENSHOTS !== "1") return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await tab.screenshot({ path: join(SCREENSHOTS, name), fullPage: true });
}
