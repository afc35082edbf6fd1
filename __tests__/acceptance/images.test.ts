import { describe, expect, test } from "@jest/globals";
import { blobDigestsOf, childDigestsOf, digestOf } from "../simulator/index.js";
import {
  arriveAfter,
  blobRequests,
  endpointOf,
  imageStates,
  manifestRequests,
  play,
  statesByRegion,
} from "./harness/index.js";
import { byDigest, holding, IMAGE, playWhile, REGIONS, told } from "./image-world.js";

describe("an image named by its digest", () => {
  test("is pullable when every wanted region has it, home included, each asked at its own endpoint", async () => {
    const played = await play(holding(IMAGE), { regions: REGIONS, images: byDigest(IMAGE) });
    const { run, json, simulator, writes } = played;
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([0, "in-sync", []]);
    expect(imageStates(played)).toEqual([
      {
        image: byDigest(IMAGE),
        digest: digestOf(IMAGE),
        regions: {
          brazilsouth: { state: "pullable", seconds: 0 },
          japaneast: { state: "pullable", seconds: 0 },
          westeurope: { state: "pullable", seconds: 0 },
        },
      },
    ]);
    expect(run.outputs["images-ready"]).toBe("true");
    expect(json("ready-regions")).toEqual(["brazilsouth", "japaneast"]);
    const asked = manifestRequests(simulator).map(({ method, host, path }) => `${method} ${host}${path}`);
    // Whoever is asked first gives the manifest whole.
    expect(asked.map((line) => line.replace(/^GET/, "HEAD")).toSorted()).toEqual(
      ["brazilsouth", "japaneast", "westeurope"].map(
        (region) => `HEAD ${endpointOf(region)}/v2/shop/api/manifests/${digestOf(IMAGE)}`,
      ),
    );
    expect(asked.filter((line) => line.startsWith("GET"))).toHaveLength(1);
    const blobs = blobRequests(simulator).map(({ method, host, path }) => `${method} ${host}${path}`);
    expect(blobs.toSorted()).toEqual(
      ["brazilsouth", "japaneast", "westeurope"]
        .flatMap((region) =>
          blobDigestsOf(IMAGE).map((digest) => `HEAD ${endpointOf(region)}/v2/shop/api/blobs/${digest}`),
        )
        .toSorted(),
    );
  });

  test("stands in a grid of images and regions in the summary, with seconds, as pullable and never as replicated", async () => {
    const late = { ...IMAGE, arrives: { japaneast: null } };
    const inputs = { regions: REGIONS, images: `${byDigest(late)}\nshop/api:v1` };
    const { run } = await playWhile(holding(late), inputs, (simulator) =>
      arriveAfter(simulator, late, { japaneast: 6 }),
    );
    const short = `${byDigest(late).slice(0, "shop/api@sha256:".length + 12)}…`;
    expect(run.summary).toContain(`| Region | \`${short}\` | \`shop/api:v1\` |`);
    expect(run.summary).toMatch(/\| Japan East \| ✓ pullable [2-9] s \| ✓ pullable [2-9] s \|/);
    expect(run.summary).toMatch(/\| West Europe \| ✓ pullable [01] s \| ✓ pullable [01] s \|/);
    expect(run.outputs.headline).toContain("2 images are pullable in each");
    expect(`${run.summary}${run.log.join("\n")}${run.outputs.headline}`).not.toMatch(/replicated/i);
  });

  test("is waited for region by region when it arrives late", async () => {
    const late = { ...IMAGE, arrives: { japaneast: null, brazilsouth: null } };
    const played = await playWhile(holding(late), { regions: REGIONS, images: byDigest(late) }, (simulator) =>
      arriveAfter(simulator, late, { japaneast: 3, brazilsouth: 6 }),
    );
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(statesByRegion(played)).toEqual({
      brazilsouth: "pullable",
      japaneast: "pullable",
      westeurope: "pullable",
    });
    const regions = imageStates(played)[0]?.regions ?? {};
    expect(regions.westeurope?.seconds).toBe(0);
    expect(regions.japaneast?.seconds).toBeGreaterThanOrEqual(2);
    expect(regions.brazilsouth?.seconds).toBeGreaterThan(
      regions.japaneast?.seconds ?? Number.POSITIVE_INFINITY,
    );
    expect(told(played, "brazilsouth", "shop/api")).toEqual([
      expect.stringMatching(/ pending$/),
      expect.stringMatching(/ pending → pullable \d+ s$/),
    ]);
    // A region that has it is not asked again.
    expect(
      manifestRequests(played.simulator).filter(({ host }) => host === endpointOf("westeurope")),
    ).toHaveLength(1);
  });

  test("is pending where it has not arrived at the deadline, and the others are ready", async () => {
    const late = { ...IMAGE, arrives: { japaneast: null } };
    const played = await play(holding(late), { regions: REGIONS, images: byDigest(late), timeout: "20s" });
    const { run, json } = played;
    expect([run.exitCode, run.outputs.outcome, run.outputs["all-ready"]]).toEqual([1, "timed-out", "true"]);
    expect(statesByRegion(played)).toEqual({
      brazilsouth: "pullable",
      japaneast: "pending",
      westeurope: "pullable",
    });
    expect(imageStates(played)[0]?.regions.japaneast?.seconds).toBeGreaterThan(1);
    expect(run.outputs["images-ready"]).toBe("false");
    expect(json("ready-regions")).toEqual(["brazilsouth"]);
    expect(run.outputs.headline).toContain("not every image is pullable in Japan East");
    expect(run.summary).toMatch(/\| Japan East \| … pending \d+ s \|/);
  });

  test.each([
    ["an OCI index", {}],
    ["a Docker manifest list", { docker: true }],
    ["an index in an index", { nested: true }],
  ])("%s counts with its children: one that is late keeps it pending", async (_, form) => {
    const late = { ...IMAGE, ...form, platforms: 2, childrenArrive: [undefined, { japaneast: null }] };
    const played = await playWhile(holding(late), { regions: REGIONS, images: byDigest(late) }, (simulator) =>
      arriveAfter(simulator, late, { japaneast: 7 }),
    );
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(told(played, "japaneast", "shop/api")).toEqual([
      expect.stringMatching(/ pending$/),
      expect.stringMatching(/ pending → pullable \d+ s$/),
    ]);
    const asked = manifestRequests(played.simulator).filter(({ host }) => host === endpointOf("westeurope"));
    // One that is read where it is late yet is read here as well.
    const digests = new Set(asked.map(({ path }) => path.split("/").at(-1)));
    expect([...digests].toSorted()).toEqual([digestOf(late), ...childDigestsOf(late)].toSorted());
  });

  test("a child that never arrives times the run out", async () => {
    const broken = {
      ...IMAGE,
      platforms: 2,
      nested: true,
      childrenArrive: [undefined, { brazilsouth: null }],
    };
    const played = await play(holding(broken), {
      regions: REGIONS,
      images: byDigest(broken),
      timeout: "20s",
    });
    expect(played.run.outputs.outcome).toBe("timed-out");
    expect(statesByRegion(played)).toMatchObject({ brazilsouth: "pending", japaneast: "pullable" });
  });
});
