import { describe, expect, test } from "@jest/globals";
import { blobDigestsOf, childDigestsOf, digestOf, type ImageWorld } from "../simulator/index.js";
import {
  arriveAfter,
  blobRequests,
  endpointOf,
  imageStates,
  manifestRequests,
  type Played,
  play,
  setStage,
  statesByRegion,
} from "./harness/index.js";
import { byDigest, holding, IMAGE, playWhile, REGIONS, REPLICAS, told } from "./image-world.js";

describe("the config and the layers", () => {
  const layered: ImageWorld = { ...IMAGE, layers: ["base", "own"] };
  const home = endpointOf("westeurope");

  test.each(["config", "base", "own"])(
    "%s: late in one region keeps the image pending there, and only there",
    async (name) => {
      const late = { ...layered, blobsArrive: { [name]: { japaneast: null } } };
      const played = await playWhile(
        holding(late),
        { regions: REGIONS, images: byDigest(late) },
        (simulator) =>
          simulator.inject({
            host: endpointOf("japaneast"),
            path: /\/blobs\//,
            skip: 5,
            times: 1,
            effect: { kind: "meanwhile", after: () => simulator.push(layered) },
          }),
      );
      expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "in-sync"]);
      expect(told(played, "japaneast", "shop/api")).toEqual([
        expect.stringMatching(/ pending$/),
        expect.stringMatching(/ pending → pullable \d+ s$/),
      ]);
      expect(told(played, "brazilsouth", "shop/api")).toEqual([expect.stringMatching(/ pullable$/)]);
      const inHome = blobRequests(played.simulator).filter(({ host }) => host === home);
      expect(inHome.map(({ path }) => path.split("/").at(-1))).toEqual(blobDigestsOf(layered));
    },
  );

  test("one that never arrives times the run out, and the delete of a healthy replica is withheld", async () => {
    const late = { ...layered, blobsArrive: { own: { japaneast: null } } };
    const world = holding(late);
    const replicas = [...REPLICAS, { region: "eastus" }];
    const played = await play(
      { ...world, registry: { ...world.registry, replicas } },
      { regions: REGIONS, images: byDigest(late), prune: "all", timeout: "20s" },
    );
    expect([played.run.exitCode, played.run.outputs.outcome, played.writes]).toEqual([1, "timed-out", []]);
    expect(statesByRegion(played)).toEqual({
      brazilsouth: "pullable",
      japaneast: "pending",
      westeurope: "pullable",
    });
    expect(played.json("ready-regions")).toEqual(["brazilsouth"]);
    expect(played.json("changes")).toEqual([
      expect.objectContaining({ region: "eastus", action: "delete", done: false }),
    ]);
    // One question a look: what was there is not asked for again, and nothing after the first that is missing.
    const inJapan = blobRequests(played.simulator).filter(({ host }) => host === endpointOf("japaneast"));
    const [config, base, own] = blobDigestsOf(layered);
    const digests = inJapan.map(({ path }) => path.split("/").at(-1));
    expect(digests.slice(0, 2)).toEqual([config, base]);
    expect(new Set(digests.slice(2))).toEqual(new Set([own]));
  });

  test("that another repository holds do not count: a region gives a layer only through a repository that has it", async () => {
    const web = { ...layered, repository: "shop/web", blobsArrive: { base: { japaneast: null } } };
    const images = `${byDigest(layered)}, ${byDigest(web)}`;
    const played = await play(holding(layered, web), { mode: "check", regions: REGIONS, images });
    expect(imageStates(played).map(({ regions }) => regions.japaneast?.state)).toEqual([
      "pullable",
      "pending",
    ]);
  });

  test("that are hosted elsewhere do not count, and those that images share are asked for once in each region", async () => {
    const foreign = { ...layered, foreignLayers: ["by its type", "by its urls"] };
    const other = { ...layered, tag: "v2", build: "2" };
    const played = await play(holding(foreign, other), {
      regions: REGIONS,
      images: `${byDigest(foreign)}, ${byDigest(other)}, shop/api:v2`,
    });
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    const asked = blobRequests(played.simulator).map(({ host, path }) => `${host}${path}`);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked).toHaveLength(3 * (2 + 2));
    expect(
      manifestRequests(played.simulator).filter(({ method }) => method === "GET").length,
    ).toBeLessThanOrEqual(3);
  });
});

describe("an image that is not proven by the deadline", () => {
  test("is named in an annotation with the regions that are late, and how late they are", async () => {
    const late = { ...IMAGE, layers: ["base"], blobsArrive: { base: { japaneast: null } } };
    const { errors } = await play(holding(late), { regions: REGIONS, images: "shop/api:v1", timeout: "20s" });
    expect(errors).toMatch(
      /ImageLate – shop\/api:v1 was not in Japan East \d+ s after the first region had it/,
    );
    expect(errors).not.toContain("Brazil South");
  });

  test("is said to be an image ID where a blob goes by its digest, at once and in the end", async () => {
    const [config = ""] = blobDigestsOf(IMAGE);
    const images = `shop/api@${config}`;
    const { run, errors } = await play(holding(IMAGE), { regions: REGIONS, images, timeout: "20s" });
    const [warning] = run.annotations.filter(({ level }) => level === "warning");
    expect(warning?.message).toContain("it looks like an image ID");
    expect(run.outputs.outcome).toBe("timed-out");
    expect(errors).toContain("ImageIdNotDigest");
    expect(errors).not.toContain("was pushed");
  });
});

describe("a digest alone", () => {
  test.each([digestOf(IMAGE), `contoso.azurecr.io/${digestOf(IMAGE)}`])(
    "is an input error before anything is asked: %s",
    async (images) => {
      const { run, errors, simulator } = await play(holding(IMAGE), { regions: REGIONS, images });
      expect([run.exitCode, run.outputs.outcome, run.outputs["images-ready"]]).toEqual([
        1,
        "failed",
        "false",
      ]);
      expect(errors).toContain("A digest alone names no repository");
      expect(simulator.requests).toEqual([]);
    },
  );

  test("is one in the config file, too", async () => {
    const files = { "acr.yml": `regions: japaneast\nimages: [sha512:${"ab".repeat(64)}]\n` };
    const { errors, simulator } = await play(holding(IMAGE), { regions: "", config: "acr.yml" }, { files });
    expect(errors).toContain("such as `shop/api@sha512:…`");
    expect(simulator.requests).toEqual([]);
  });

  test("behind a tag counts: the tag may move", async () => {
    const moved = { ...IMAGE, build: "2" };
    const images = `shop/api:v1@${digestOf(IMAGE)}`;
    const played = await play(holding(IMAGE, moved), { regions: REGIONS, images });
    expect(played.run.outputs["images-ready"]).toBe("true");
    expect(imageStates(played)[0]).toMatchObject({ image: images, digest: digestOf(IMAGE) });
  });
});

test("each other way to write an image that none of the forms allows is told what to write instead, all in one go", async () => {
  const advice = {
    "oci://contoso.azurecr.io/charts/api:1.0.0": "write `contoso.azurecr.io/charts/api:1.0.0`",
    "https://contoso.azurecr.io/shop/api:v1": "write `contoso.azurecr.io/shop/api:v1`",
    "docker://contoso.azurecr.io/shop/api:v1":
      "begins with `docker://`, which is how other programs name an image",
    "shop/api:feature/login": "docker/metadata-action makes `feature-login` of it",
    "charts/api:1.0.0+build5": "Helm makes `1.0.0_build5` of it",
    [`shop/api:${digestOf(IMAGE)}`]: "write `shop/api@sha256:…`",
    "shop/api@": "There is nothing after `@`",
  };
  const images = Object.keys(advice).join("\n");
  const { run, errors, simulator } = await play(holding(IMAGE), { regions: REGIONS, images });
  expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
  for (const words of Object.values(advice)) expect(errors).toContain(words);
});

describe("an image named by a tag", () => {
  const next = { ...IMAGE, build: "2" };

  test("is pullable when every region gives the same digest, which is put out; the log says that only a digest proves which one", async () => {
    const played = await play(holding(IMAGE), { regions: REGIONS, images: "contoso.azurecr.io/shop/api:v1" });
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(imageStates(played)).toEqual([
      expect.objectContaining({ image: "shop/api:v1", digest: digestOf(IMAGE) }),
    ]);
    expect(played.run.log.join("\n")).toContain("a digest proves which one");
  });

  test("is a mismatch where a stale region still gives the old digest, until that has the new one", async () => {
    const world = holding(IMAGE, { ...next, arrives: { japaneast: null } });
    const played = await playWhile(world, { regions: REGIONS, images: "shop/api:v1" }, (simulator) =>
      arriveAfter(simulator, next, { japaneast: 3 }),
    );
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(imageStates(played)[0]?.digest).toBe(digestOf(next));
    const short = (image: ImageWorld) => `${digestOf(image).slice(0, "sha256:".length + 12)}…`;
    expect(told(played, "japaneast", "shop/api:v1")).toEqual([
      expect.stringContaining(`mismatch ${short(IMAGE)}`),
      expect.stringContaining(`pullable ${short(next)}`),
    ]);
  });

  test("that stays stale in one region times out as a mismatch there, and the tag has no one digest", async () => {
    const world = holding(IMAGE, { ...next, arrives: { japaneast: null } });
    const played = await play(world, { regions: REGIONS, images: "shop/api:v1", timeout: "20s" });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "timed-out"]);
    expect(statesByRegion(played)).toEqual({
      brazilsouth: "pullable",
      japaneast: "mismatch",
      westeurope: "pullable",
    });
    expect(imageStates(played)[0]?.digest).toBeNull();
    expect(played.json("ready-regions")).toEqual(["brazilsouth"]);
    expect(played.run.summary).toMatch(/\| Japan East \| ≠ mismatch \d+ s \|/);
  });

  test("that moves in mid wait is proven where it moved to, in all regions at one look", async () => {
    const first = { ...IMAGE, arrives: { brazilsouth: null } };
    const played = await playWhile(holding(first), { regions: REGIONS, images: "shop/api:v1" }, (simulator) =>
      arriveAfter(simulator, next, { westeurope: 2, japaneast: 3, brazilsouth: 4 }),
    );
    expect(played.run.outputs["images-ready"]).toBe("true");
    expect(imageStates(played)[0]?.digest).toBe(digestOf(next));
    const last = manifestRequests(played.simulator).slice(-3);
    expect(new Set(last.map(({ host }) => host)).size).toBe(3);
    expect(last.map(({ responseHeaders }) => responseHeaders?.["Docker-Content-Digest"])).toEqual(
      Array.from({ length: 3 }, () => digestOf(next)),
    );
  });

  test("whose digest is everywhere but whose child is late is pending there", async () => {
    const late = { ...IMAGE, platforms: 2, childrenArrive: [{ brazilsouth: null }] };
    const played = await playWhile(holding(late), { regions: REGIONS, images: "shop/api:v1" }, (simulator) =>
      arriveAfter(simulator, late, { brazilsouth: 5 }),
    );
    expect(played.run.outputs["images-ready"]).toBe("true");
    expect(told(played, "brazilsouth", "shop/api:v1")[0]).toContain("pending");
  });

  test("that no region has is pending everywhere", async () => {
    const played = await play(holding(), { regions: REGIONS, images: "shop/api:v1", timeout: "20s" });
    expect(played.run.outputs.outcome).toBe("timed-out");
    expect(new Set(Object.values(statesByRegion(played)))).toEqual(new Set(["pending"]));
  });
});

describe("an image that is asked for in two ways", () => {
  test("has a row for each, and its children are asked for once", async () => {
    const index = { ...IMAGE, platforms: 2 };
    const images = `${byDigest(index)}, shop/api:v1, contoso.azurecr.io/shop/api:v1`;
    const played = await play(holding(index), { regions: REGIONS, images });
    const children = manifestRequests(played.simulator).filter(({ path }) =>
      childDigestsOf(index).some((child) => path.endsWith(child)),
    );
    expect(new Set(children.map(({ host, path }) => `${host}${path}`)).size).toBe(children.length);
    expect(children).toHaveLength(3 * 2);
    expect(imageStates(played).map(({ image, digest }) => [image, digest])).toEqual([
      [byDigest(index), digestOf(index)],
      ["shop/api:v1", digestOf(index)],
    ]);
    expect(played.run.outputs["images-ready"]).toBe("true");
  });
});

describe("the regional endpoints", () => {
  test("are read with the preview API only when images are asked for", async () => {
    const stage = await setStage(holding(IMAGE));
    const without = await stage.play({ regions: REGIONS });
    const before = stage.simulator.requests.length;
    const withImages = await stage.play({ regions: REGIONS, images: "shop/api:v1" });
    await stage.close();
    const previews = (from: number, to?: number) =>
      stage.simulator.requests.slice(from, to).filter(({ apiVersion }) => apiVersion?.endsWith("-preview"));
    expect(previews(0, before)).toEqual([]);
    expect(previews(before).map(({ method, path }) => `${method} ${path.split("/").at(-1)}`)).toEqual([
      "GET contoso",
    ]);
    const endpoints = (played: Played) =>
      (played.json("replicas") as { endpoint: string | null }[]).map(({ endpoint }) => endpoint);
    expect(endpoints(without)).toEqual([null, null, null]);
    expect(endpoints(withImages)).toEqual(["brazilsouth", "japaneast", "westeurope"].map(endpointOf));
    expect(without.run.outputs).toMatchObject({ "image-states": "[]", "images-ready": "" });
  });

  test("of a registry with a label in its login server begin with that label", async () => {
    const registry = { label: "contoso-a1b2c3", replicas: REPLICAS, images: [IMAGE] };
    const played = await play(
      { registry },
      { regions: REGIONS, images: "contoso-a1b2c3.azurecr.io/shop/api:v1" },
    );
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    expect(played.run.outputs["login-server"]).toBe("contoso-a1b2c3.azurecr.io");
    expect(new Set(manifestRequests(played.simulator).map(({ host }) => host))).toEqual(
      new Set(
        ["brazilsouth", "japaneast", "westeurope"].map((region) => `contoso-a1b2c3.${region}.geo.azurecr.io`),
      ),
    );
  });
});
