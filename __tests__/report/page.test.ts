import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { loadWorldMap } from "../../src/report/page/world-map.js";
import { page, renderPage } from "../../src/report/page.js";
import { draws } from "../builders/draws.js";
import { outcome, row } from "../builders/outcome.js";
import { region } from "../builders/registry.js";
import { replicaIn } from "../builders/replica.js";
import { hostileOutcome } from "./hostile-outcome.js";
import { hostileText } from "./hostile-text.js";
import { STORIES } from "./stories.js";

const SEED = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);

describe("the page", () => {
  test("asks for nothing and runs nothing", async () => {
    const text = await page(STORIES.trouble ?? outcome());
    expect(text).not.toMatch(/<script|<link|<img|<iframe|@import|url\(|src=|https?:/);
    expect(text).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
  });

  test("lists the regions that have no place on the map below it", async () => {
    const text = await page(outcome({ replicas: [row("marscentral"), row("westeurope", { isHome: true })] }));
    expect(text).toContain('<li><a href="#region-marscentral">marscentral</a>: ready</li>');
  });

  test("has no map where nothing is known", async () => {
    expect(await page(outcome({ replicas: [], plan: null, registry: null }))).not.toContain("<svg");
  });

  test("leads from every mark to the first row of its region", async () => {
    const twice = [row("japaneast"), row("japaneast", { name: "geo02" })];
    const text = await page(outcome({ replicas: twice }));
    expect(text.match(/id="region-japaneast"/g)).toHaveLength(1);
    expect(text).toContain('href="#region-japaneast"');
  });

  test.each([
    ["home", { isHome: true }, "home, ready"],
    ["ready", {}, "ready"],
    ["coming", { ...stateOf("Succeeded, Syncing"), isReady: false }, "syncing, or in progress"],
    ["failed", { ...stateOf("Failed"), isReady: false }, "failed"],
    ["missing", { provisioningState: null, displayStatus: null, isReady: false }, "missing"],
  ])("marks a region that is %s as such, in shape, colour and words", async (mark, change, words) => {
    const text = await page(outcome({ replicas: [row("japaneast", change)] }));
    expect(text).toContain(`aria-label="Japan East: ${words}"`);
    expect(text).toMatch(new RegExp(`r="12"/><g class="mark ${mark}">`));
  });

  test.each([
    ["ready", {}, '<span class="good">Ready</span>'],
    ["on its way", { ...stateOf("Creating"), isReady: false }, '<span class="warn">Creating</span>'],
    ["failed", { ...stateOf("Failed"), isReady: false }, '<span class="bad">Failed</span>'],
    [
      "deleted by the run, which is neither good nor bad",
      { provisioningState: null, displayStatus: null, isReady: false, change: "deleted" },
      '<span class="">deleted</span>',
    ],
  ] as const)("tells in the table, too, of a replica that is %s", async (_what, change, cell) => {
    expect(await page(outcome({ replicas: [row("japaneast", change)] }))).toContain(cell);
  });

  test("says among the trouble what a run waited for in vain", async () => {
    const late = row("japaneast", { ...stateOf("Creating"), isReady: false, seconds: 90 });
    const text = await page(
      outcome({ verdict: "timed-out", replicas: [late], underway: [region("japaneast")] }),
    );
    expect(text).toContain(
      "<b>Japan East is not ready</b>: Creating after 1 min 30 s; Azure is still working on it",
    );
  });

  test("leads from a place in a crowd to its mark, and only there", async () => {
    const crowd = ["westeurope", "belgiumcentral", "japaneast"];
    const text = await page(
      outcome({ replicas: crowd.map((name) => row(name, { isHome: name === "westeurope" })) }),
    );
    const leads = [...text.matchAll(/class="lead" data-region="(\w+)"/g)].map(([, name]) => name);
    expect(leads).toEqual(["belgiumcentral"]);
  });

  test("shows the regions of the public cloud that could be taken", async () => {
    expect(await page(outcome())).toContain("<title>Japan East: available</title>");
  });

  test(`has no markup of a server's in it, seed ${SEED}`, async () => {
    const world = await loadWorldMap();
    const render = (text: string) => skeleton(renderPage(hostileOutcome(texts(text)), world));
    const harmless = render("word");
    fc.assert(
      fc.property(hostileText, (text) => expect(render(text)).toBe(harmless)),
      { seed: SEED, numRuns: draws({ quick: 50, whole: 500 }) },
    );
  });
});

describe("the world map", () => {
  // Places from an atlas, to the next whole degree; Azure's own coordinates differ a little.
  test.each([
    ["japaneast", "Tokyo", 36, 140],
    ["eastus", "Virginia", 37, -79],
    ["westeurope", "Amsterdam", 52, 5],
    ["brazilsouth", "São Paulo", -24, -47],
    ["australiaeast", "Sydney", -34, 151],
  ])("has %s at %s", async (name, _, latitude, longitude) => {
    const world = await loadWorldMap();
    const expected = naturalEarth(latitude, longitude, world.width);
    const equator = naturalEarth(78, 0, world.width).y;
    const place = world.place(region(name));
    expect(Math.abs((place?.x ?? 0) - expected.x)).toBeLessThan(4);
    expect(Math.abs((place?.y ?? 0) - (expected.y - equator))).toBeLessThan(4);
  });

  test("has no place for a region that is not in the table", async () => {
    expect((await loadWorldMap()).place(region("marscentral"))).toBeNull();
  });
});

function stateOf(state: string) {
  const { provisioningState, displayStatus } = replicaIn("japaneast", state);
  return { provisioningState, displayStatus };
}

function texts(text: string) {
  return {
    state: text,
    status: text,
    name: text,
    owner: text,
    tag: text,
    code: text,
    message: text,
    quote: text,
  };
}

/** The page's elements with the names of their attributes. */
function skeleton(text: string): string {
  const tags = text.match(/<[^>]*>/g) ?? [];
  return tags.map((tag) => tag.replace(/="[^"]*"/g, "")).join("");
}

/** Šavrič, Jenny, Patterson, Petrovič, Hurni 2011: the polynomial of the Natural Earth projection. */
function naturalEarth(latitude: number, longitude: number, width: number) {
  const phi = (latitude * Math.PI) / 180;
  const squared = phi ** 2;
  const fourth = squared ** 2;
  const x =
    ((longitude * Math.PI) / 180) *
    (0.8707 - 0.131979 * squared + fourth * (-0.013791 + fourth * (0.003971 * squared - 0.001529 * fourth)));
  const y =
    phi * (1.007226 + squared * (0.015085 + fourth * (-0.044475 + 0.028874 * squared - 0.005916 * fourth)));
  const scale = width / (2 * Math.PI * 0.8707);
  return { x: width / 2 + x * scale, y: -y * scale };
}
