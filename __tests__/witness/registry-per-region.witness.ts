import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Played } from "../acceptance/harness/index.js";
import { issueRsaCertificate } from "../simulator/certificates.js";
import { send } from "../simulator/client.js";
import { HOME } from "../simulator/index.js";
import { createLeakGuard } from "../simulator/leaks.js";
import { member } from "../simulator/recorded-world.js";
import { createTokenStore } from "../simulator/tokens.js";
import { type ImageOnDisk, writeImage } from "./programs/oci-image.js";
import {
  hostOf,
  ISSUER,
  imageStates,
  REPOSITORY,
  type RegistryPerRegion,
  SERVICE,
  startRegistryPerRegion,
  withHome,
} from "./registry-per-region.js";
import { saw } from "./table/saw.js";

const REGIONS = withHome("japaneast", "brazilsouth");
const LATER = "northeurope";
/** Long enough to start and look once on a busy machine; a run that is to miss something waits all of it. */
const A_LOOK = "8s";
/** Enough for what is to end by itself. */
const PLENTY = "60s";
const WANTED = { mode: "wait", regions: "japaneast, brazilsouth" };

let world: RegistryPerRegion;
beforeAll(async () => {
  world = await startRegistryPerRegion([...REGIONS, LATER], {
    registry: { replicas: [{ region: "japaneast" }, { region: "brazilsouth" }] },
    permissions: { subscription: ["*"] },
    timing: { provisioned: 500, syncing: 500 },
  });
});
afterAll(() => world.close());

/** Writes an image, and pushes it under a tag to the home region. */
async function push(build: string, tag: string, platforms?: readonly string[]): Promise<ImageOnDisk> {
  const image = await writeImage(world.stage.simulator.folder, build, platforms);
  const { exitCode, stderr } = await world.skopeo.push(image.layout, world.place(HOME, `:${tag}`));
  expect([exitCode, stderr]).toEqual([0, ""]);
  return image;
}

/** Does what geo-replication does. */
async function copy(region: string, reference: string): Promise<void> {
  const { stderr } = await world.skopeo.copy(world.place(HOME, reference), world.place(region, reference));
  expect(stderr).toBe("");
}

/** In which regions skopeo can pull, written as the action writes it. */
async function pulledBySkopeo(
  reference: string,
  regions = REGIONS,
): Promise<Readonly<Record<string, string>>> {
  const states = await Promise.all(
    regions.map(async (region) => {
      const { exitCode } = await world.skopeo.pull(world.place(region, reference));
      return [region, exitCode === 0 ? "pullable" : "pending"] as const;
    }),
  );
  return Object.fromEntries(states);
}

describe("The registry server, asked for a manifest", () => {
  const refusals = [
    ["without a token", null],
    ["with a token that somebody else signed", { signer: "other" }],
    ["with a token for another registry", { audience: "fabrikam.azurecr.io" }],
    ["with a token for another repository", { repository: "shop/web" }],
    ["with a token that ended two minutes ago", { lifetime: -120 }],
  ] as const;

  async function ask(token: string | null): Promise<number> {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const url = `https://${hostOf(HOME)}/v2/${REPOSITORY}/manifests/none`;
    return (await send(world.stage.simulator, url, { headers })).status;
  }

  test.each(refusals)("%s says 401", async (_, bent) => {
    expect(await ask(bent && (await token(bent)))).toBe(401);
    saw("401");
  });

  test("with a token that the exchange could have given says that it is not there", async () => {
    expect(await ask(await token({}))).toBe(404);
    saw("404");
  });

  /** A token like those of the exchange, but for what is bent. */
  async function token(bent: {
    signer?: string;
    audience?: string;
    repository?: string;
    lifetime?: number;
  }): Promise<string> {
    const signer = bent.signer === undefined ? world.signer : await issueRsaCertificate("Somebody else");
    const access = [{ type: "repository", name: bent.repository ?? REPOSITORY, actions: ["pull"] }];
    return createTokenStore(createLeakGuard(), Date.now).issue({
      kind: "registry access token",
      audience: bent.audience ?? SERVICE,
      lifetime: bent.lifetime ?? 300,
      claims: { iss: ISSUER, access },
      mayGoTo: () => true,
      signer,
    }).value;
  }
});

describe("skopeo, and the action's proof of images", () => {
  test("skopeo signs in to every region with the token that Azure CLI was given", async () => {
    await world.signIn(REGIONS);
    saw(`az acr login --expose-token, skopeo login at ${REGIONS.length} hosts`);
  });

  test("an image that only home has is pullable there, pending elsewhere", async () => {
    const { digest } = await push("one", "v1");
    const played = await world.play({ ...WANTED, images: `${REPOSITORY}@${digest}`, timeout: A_LOOK });
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([1, "timed-out"]);
    const pulled = await pulledBySkopeo(`@${digest}`);
    expect(imageStates(played)).toEqual(pulled);
    expect(pulled).toEqual({ westeurope: "pullable", japaneast: "pending", brazilsouth: "pending" });
    saw(inWords(pulled));
  });

  test("copies that arrive while the action waits are proven one by one", async () => {
    const { digest } = await push("two", "v2");
    const running = world.play({ ...WANTED, images: `${REPOSITORY}@${digest}`, timeout: PLENTY });
    await missed("japaneast", digest, 1);
    await copy("japaneast", `@${digest}`);
    await missed("brazilsouth", digest, 3);
    await copy("brazilsouth", `@${digest}`);
    const played = await running;
    expect([played.run.exitCode, played.run.outputs["images-ready"]]).toEqual([0, "true"]);
    const pulled = await pulledBySkopeo(`@${digest}`);
    expect(imageStates(played)).toEqual(pulled);
    const waited = REGIONS.map((region) => secondsIn(played, region));
    expect(waited).toEqual(waited.toSorted((one, other) => one - other));
    saw(`all pullable, after ${waited.join(", ")} s`);
  });

  test("an index is not pullable while one of its manifests is late", async () => {
    const { digest, children } = await push("three", "v3", ["amd64", "arm64"]);
    for (const region of ["japaneast", "brazilsouth"]) await copy(region, `@${digest}`);
    const late = children[1] ?? "";
    await world.skopeo.remove(world.place("brazilsouth", `@${late}`));
    const inputs = { ...WANTED, images: `${REPOSITORY}@${digest}`, timeout: A_LOOK };
    const before = await world.play(inputs);
    const pulledBefore = await pulledBySkopeo(`@${digest}`);
    expect(imageStates(before)).toEqual(pulledBefore);
    expect(pulledBefore).toMatchObject({ japaneast: "pullable", brazilsouth: "pending" });
    await copy("brazilsouth", `@${late}`);
    const after = await world.play({ ...inputs, timeout: PLENTY });
    const pulledAfter = await pulledBySkopeo(`@${digest}`);
    expect(imageStates(after)).toEqual(pulledAfter);
    expect([after.run.exitCode, pulledAfter.brazilsouth]).toEqual([0, "pullable"]);
    saw(`${inWords(pulledBefore)}; then ${inWords(pulledAfter)}`);
  });

  test("a tag that one region still gives another digest for is a mismatch there", async () => {
    await push("four", "latest");
    for (const region of ["japaneast", "brazilsouth"]) await copy(region, ":latest");
    const { digest } = await push("five", "latest");
    await copy("japaneast", ":latest");
    const inputs = { ...WANTED, images: `${REPOSITORY}:latest`, timeout: A_LOOK };
    const stale = await world.play(inputs);
    expect(imageStates(stale)).toEqual(await comparedBySkopeo("latest", digest));
    expect(imageStates(stale).brazilsouth).toBe("mismatch");
    await copy("brazilsouth", ":latest");
    const fresh = await world.play({ ...inputs, timeout: PLENTY });
    expect(imageStates(fresh)).toEqual(await comparedBySkopeo("latest", digest));
    expect(fresh.run.outputs["images-ready"]).toBe("true");
    saw(`${inWords(imageStates(stale))}; then the same digest everywhere`);
  });

  test("a region that the action creates gets the image later, and is ready only then", async () => {
    const { digest } = await push("six", "v6");
    const running = world.play({ regions: LATER, images: `${REPOSITORY}@${digest}`, timeout: PLENTY });
    await missed(LATER, digest, 1);
    await world.signIn([LATER]);
    const had = await pulledBySkopeo(`@${digest}`, [LATER]);
    await copy(LATER, `@${digest}`);
    const played = await running;
    expect([had[LATER], played.run.outputs.outcome]).toEqual(["pending", "changed"]);
    expect(played.json("ready-regions")).toEqual([LATER]);
    expect(imageStates(played)).toEqual(await pulledBySkopeo(`@${digest}`, withHome(LATER)));
    saw(`${LATER} created, pending until skopeo copied, then in ready-regions`);
  });
});

describe("An identity without AcrPull", () => {
  test("is refused a token to pull with: skopeo fails, and the action says denied", async () => {
    const rights = [
      "Microsoft.ContainerRegistry/registries/read",
      "Microsoft.ContainerRegistry/registries/replications/read",
    ];
    const narrow = await startRegistryPerRegion(withHome(), { permissions: { registry: rights } });
    await narrow.signIn([HOME]);
    const pulled = await narrow.skopeo.pull(narrow.place(HOME, ":v1"));
    const played = await narrow.play({
      mode: "wait",
      regions: HOME,
      images: `${REPOSITORY}:v1`,
      timeout: A_LOOK,
    });
    await narrow.close();
    expect([pulled.exitCode, imageStates(played)]).toEqual([1, { [HOME]: "denied" }]);
    expect(pulled.stderr).toContain("authentication required");
    expect(played.errors).toContain("AcrPull");
    saw("skopeo: authentication required; the action: denied, give it AcrPull");
  });
});

/** The action's looks at a manifest in one region. */
function looks(region: string, digest: string) {
  return world.stage.simulator
    .matching({ host: hostOf(region), method: "HEAD" })
    .filter(({ path, headers }) => path.endsWith(digest) && headers["user-agent"]?.startsWith("acr-geo"));
}

/** Waits until the action has looked there so many times and not found it. */
async function missed(region: string, digest: string, times: number): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (looks(region, digest).filter(({ status }) => status === 404).length < times) {
    if (Date.now() > deadline) throw new Error(`The action did not look into ${region}.`);
    await pause(50);
  }
}

function secondsIn(played: Played, region: string): number {
  return Number(member(played.json("image-states"), 0, "regions", region, "seconds"));
}

/** The regions' digests of a tag, in the action's words. */
async function comparedBySkopeo(tag: string, common: string): Promise<Readonly<Record<string, string>>> {
  const states = await Promise.all(
    REGIONS.map(async (region) => {
      const digest = await world.skopeo.digestOf(world.place(region, `:${tag}`));
      return [region, digest === common ? "pullable" : "mismatch"] as const;
    }),
  );
  return Object.fromEntries(states);
}

function inWords(states: Readonly<Record<string, string>>): string {
  return Object.entries(states)
    .map(([region, state]) => `${region} ${state}`)
    .join(", ");
}
