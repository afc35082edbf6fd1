import { describe, expect, test } from "@jest/globals";
import { throttled } from "../simulator/common-faults.js";
import { digestOf, type Effect, type ImageWorld, type Simulator, type World } from "../simulator/index.js";
import {
  blobRequests,
  dataPlaneRequests,
  endpointOf,
  imageStates,
  manifestRequests,
  play,
  setStage,
} from "./harness/index.js";

const JAPAN = endpointOf("japaneast");
const TWELVE = [
  "australiaeast",
  "brazilsouth",
  "canadacentral",
  "centralindia",
  "eastus",
  "francecentral",
  "japaneast",
  "koreacentral",
  "southafricanorth",
  "uaenorth",
  "westeurope",
  "westus3",
];

/** Seconds of the world's time between the first and the last of some requests. */
function secondsBetween(requests: readonly { readonly at: number }[]): number {
  const times = requests.map(({ at }) => at);
  return (Math.max(...times) - Math.min(...times)) / 1_000;
}

/** Notes the most requests to the registry's hosts that wait for their answer at once. */
function watchInFlight(simulator: Pick<Simulator, "requests">): { most(): number; end(): void } {
  let most = 0;
  const timer = setInterval(() => {
    const open = dataPlaneRequests(simulator).filter(({ status }) => status === undefined).length;
    most = Math.max(most, open);
  }, 2);
  return { most: () => most, end: () => clearInterval(timer) };
}

describe("ten images in twelve regions", () => {
  const PLATFORMS = 3;
  const images = Array.from({ length: 10 }, (_, position): ImageWorld => {
    const lateIn = TWELVE[position] ?? "eastus";
    return {
      repository: `shop/part${position}`,
      tag: "v1",
      arrives: { [lateIn]: 4_000 * (position + 1) },
      ...(position % 2 === 0 ? { platforms: PLATFORMS } : {}),
    };
  });
  const asked = images.map((image, position) =>
    position < 5 ? `${image.repository}:v1` : `${image.repository}@${digestOf(image)}`,
  );
  const replicas = TWELVE.filter((region) => region !== "westeurope").map((region) => ({ region }));

  test("cost no more than images × regions × looks, the children and the tokens; looks ≤ 10 + waited / 15 s", async () => {
    const { run, simulator } = await play(
      { registry: { replicas, images } },
      { regions: TWELVE.join(", "), images: asked.join("\n"), mode: "wait" },
    );
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([0, "true"]);
    const requests = manifestRequests(simulator);
    const looks = 10 + secondsBetween(requests) / 15;
    const children =
      images.filter(({ platforms }) => platforms !== undefined).length * PLATFORMS * TWELVE.length;
    const tokens = dataPlaneRequests(simulator).length - requests.length - blobRequests(simulator).length;
    expect(requests.length).toBeLessThanOrEqual(images.length * TWELVE.length * looks + children);
    // Per host a challenge, an exchange, and a token for all ten repositories.
    expect(tokens).toBe(TWELVE.length * 3);
    // No image is asked for more often than that in any one region.
    const counts = new Map<string, number>();
    for (const { host, path } of requests)
      counts.set(`${host}${path}`, (counts.get(`${host}${path}`) ?? 0) + 1);
    expect(Math.max(...counts.values())).toBeLessThanOrEqual(looks);
  });

  test("keep at most sixteen requests under way at once", async () => {
    const slow: Effect = { kind: "delay", milliseconds: 40 };
    const everywhere = images.map((image) => ({ ...image, arrives: {} }));
    const stage = await setStage({
      registry: { replicas, images: everywhere },
      faults: [{ host: /\.geo\.azurecr\.io$/, effect: slow }],
    });
    const inFlight = watchInFlight(stage.simulator);
    const { run } = await stage.play({ regions: TWELVE.join(", "), images: asked.join("\n"), mode: "wait" });
    inFlight.end();
    await stage.close();
    expect(run.outputs["images-ready"]).toBe("true");
    expect(inFlight.most()).toBeLessThanOrEqual(16);
    expect(inFlight.most()).toBeGreaterThan(8);
  });
});

describe("a host that throttles", () => {
  const IMAGE: ImageWorld = { repository: "shop/api", tag: "v1" };
  const REPLICAS = [{ region: "japaneast" }, { region: "brazilsouth" }];
  const inputs = { regions: "japaneast, brazilsouth", images: "shop/api:v1" };
  const throttling = (path: RegExp, effect: Effect, times = 1): World => ({
    registry: { replicas: REPLICAS, images: [IMAGE] },
    faults: [{ host: JAPAN, path, times, effect }],
  });

  /** The shortest time of the world from a 429 or 503 to the next request to the same host, in seconds. */
  const pauseAfter = (simulator: Pick<Simulator, "requests">): number => {
    const toJapan = dataPlaneRequests(simulator).filter(({ host }) => host === JAPAN);
    const busy = toJapan.findIndex(({ status }) => status === 429 || status === 503);
    return secondsBetween(toJapan.slice(busy, busy + 2));
  };

  const inSixSeconds = new Date(0);
  test.each<[string, RegExp, Effect, number]>([
    ["names seconds at a manifest", /\/manifests\//, throttled(6), 6],
    ["names seconds at the challenge", /^\/v2\/$/, throttled(6), 6],
    ["names seconds at the exchange", /\/oauth2\/exchange/, throttled(6), 6],
    ["names seconds at the token", /\/oauth2\/token/, throttled(6), 6],
    ["names no time", /\/manifests\//, throttled(), 5],
    [
      "is down for so many seconds",
      /\/manifests\//,
      { kind: "answer", status: 503, headers: { "Retry-After": "6" } },
      6,
    ],
    [
      "names a time of day",
      /\/manifests\//,
      {
        kind: "answer",
        status: 429,
        headers: {
          Date: inSixSeconds.toUTCString(),
          "Retry-After": new Date(inSixSeconds.getTime() + 6_000).toUTCString(),
        },
      },
      6,
    ],
  ])("and %s is left alone for so long, and then asked again", async (_, path, effect, seconds) => {
    const played = await play(throttling(path, effect), inputs);
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(pauseAfter(played.simulator)).toBeGreaterThanOrEqual(seconds);
    expect(played.run.annotations).toEqual([]);
  });

  test("does not hold the other hosts", async () => {
    const played = await play(throttling(/\/manifests\//, throttled(3_600), 99), {
      ...inputs,
      images: `shop/api@${digestOf(IMAGE)}\nshop/api:v1`,
      timeout: "20s",
    });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "timed-out"]);
    for (const { regions } of imageStates(played)) {
      expect(regions).toMatchObject({
        brazilsouth: { state: "pullable", seconds: 0 },
        japaneast: { state: "pending" },
        westeurope: { state: "pullable", seconds: 0 },
      });
    }
    expect(played.json("ready-regions")).toEqual(["brazilsouth"]);
    expect(played.errors).toContain(`${JAPAN} is throttling requests`);
    // One request per image may have been on its way when the first was refused.
    const asked = manifestRequests(played.simulator).filter(({ host }) => host === JAPAN);
    expect(asked.length).toBeLessThanOrEqual(2);
  });
});
