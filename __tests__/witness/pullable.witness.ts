import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { HOME } from "../simulator/index.js";
import { member } from "../simulator/recorded-world.js";
import { type Containerd, startContainerd } from "./programs/containerd.js";
import { createCrane } from "./programs/crane.js";
import { HOSTED_ELSEWHERE, type Kind, type Part, writeKinds } from "./programs/manifest-kinds.js";
import { hostOf, type RegistryPerRegion, startRegistryPerRegion, withHome } from "./registry-per-region.js";
import { saw } from "./table/saw.js";

const LOSING = "japaneast";
const REGIONS = withHome(LOSING, "brazilsouth");

/** What is lost of an image, in one region. */
interface Loss {
  readonly kind: Kind;
  readonly repository: string;
  readonly name: string;
  readonly part: Part | null;
}

let elsewhere: Server;
let world: RegistryPerRegion;
let containerd: Containerd;
let token: string;
/** A repository for each loss, so that one says nothing of another; and one for each kind that stays whole. */
let losses: readonly Loss[];

beforeAll(async () => {
  elsewhere = createServer((_request, response) => void response.end(HOSTED_ELSEWHERE)).listen(
    0,
    "127.0.0.1",
  );
  await new Promise((resolve) => elsewhere.once("listening", resolve));
  const url = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/layer`;
  world = await startRegistryPerRegion(REGIONS, {
    registry: { replicas: [{ region: LOSING }, { region: "brazilsouth" }, { region: "eastus" }] },
    permissions: { subscription: ["*"] },
  });
  token = await world.signIn(REGIONS);
  const { folder } = world.stage.simulator;
  containerd = await startContainerd(world.stage.simulator, await mkdtemp(join(folder, "containerd-")));
  losses = lossesOf(await writeKinds(folder, url));
  await pushAll();
});
afterAll(async () => {
  containerd?.stop();
  elsewhere?.close();
  await world?.close();
});

function lossesOf(kinds: readonly Kind[]): readonly Loss[] {
  return kinds.flatMap((kind, at) => {
    const whole: Loss = { kind, repository: `kinds/k${at}/whole`, name: "nothing", part: null };
    const lost = Object.entries(kind.losses).map(([name, part], nth) => ({
      kind,
      repository: `kinds/k${at}/l${nth}`,
      name,
      part,
    }));
    return [whole, ...lost];
  });
}

/** Every image to the home region, and from there to the others as geo-replication does it. */
async function pushAll(): Promise<void> {
  const { simulator } = world.stage;
  const crane = await createCrane(
    simulator,
    await mkdtemp(join(simulator.folder, "crane-")),
    world.skopeo.store,
  );
  await inTurns(losses, async ({ kind, repository }) => {
    const place = `${hostOf(HOME)}/${repository}:image`;
    const { exitCode, stderr } =
      kind.pushedBy === "crane"
        ? await crane.push(kind.folder, place, kind.what)
        : await world.skopeo.push(`${kind.folder}:image`, place);
    if (exitCode !== 0) throw new Error(`${kind.name} was not pushed: ${stderr}`);
  });
  for (const region of REGIONS.filter((one) => one !== HOME)) {
    await cp(world.contentOf(HOME), world.contentOf(region), { recursive: true });
  }
}

/** The rows of the table: an image, and which regions give it whole. */
type Table = Readonly<Record<string, Readonly<Record<string, string>>>>;

function placeOf({ kind, repository }: Loss): string {
  return `${repository}@${kind.digest}`;
}

async function seenByContainerd(rows: readonly Loss[], regions: readonly string[]): Promise<Table> {
  const cells = rows.flatMap((loss) => regions.map((region) => ({ loss, region })));
  const table: Record<string, Record<string, string>> = {};
  await inTurns(cells, async ({ loss, region }) => {
    const { exitCode } = await containerd.fetch(`${hostOf(region)}/${placeOf(loss)}`, token);
    const row = table[placeOf(loss)] ?? {};
    row[region] = exitCode === 0 ? "pullable" : "pending";
    table[placeOf(loss)] = row;
  });
  return table;
}

async function seenByTheAction(asked: readonly Loss[], regions: readonly string[]): Promise<Table> {
  const images = asked.map(placeOf).join("\n");
  const played = await world.play({ mode: "check", regions: `${LOSING}, brazilsouth, eastus`, images });
  const rows = played.json("image-states") as readonly { image: string; regions: object }[];
  return Object.fromEntries(
    rows.map(({ image, regions: cells }) => [
      image,
      Object.fromEntries(regions.map((region) => [region, String(member(cells, region, "state"))])),
    ]),
  );
}

/** A few at a time: each of them is a program of its own. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async () => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: 6 }, worker));
}

/** Takes one part of an image away in one region, as an incomplete copy lacks it: its link in the repository. */
async function lose({ repository, part }: Loss): Promise<void> {
  if (part === null) return;
  const where = part.kind === "blob" ? "_layers" : "_manifests/revisions";
  const link = `docker/registry/v2/repositories/${repository}/${where}/${part.digest.replace(":", "/")}/link`;
  await rm(join(world.contentOf(LOSING), link));
}

describe("containerd, and the action's proof of images", () => {
  test("agree on every kind of manifest that is whole", async () => {
    expect(new Set(losses.map(({ kind }) => kind.name)).size).toBeGreaterThanOrEqual(16);
    const whole = losses.filter(({ part }) => part === null);
    const [theirs, ours] = [await seenByContainerd(whole, REGIONS), await seenByTheAction(whole, REGIONS)];
    expect(ours).toEqual(theirs);
    expect(new Set(Object.values(theirs).flatMap((row) => Object.values(row)))).toEqual(
      new Set(["pullable"]),
    );
    saw(`${whole.length} kinds in ${REGIONS.length} regions, all pullable`);
  });

  test("agree in every cell when one region has lost a manifest, a config or a layer of each", async () => {
    for (const loss of losses) await lose(loss);
    const regions = [HOME, LOSING];
    const [theirs, ours] = [await seenByContainerd(losses, regions), await seenByTheAction(losses, regions)];
    expect(ours).toEqual(theirs);
    for (const loss of losses) {
      const lost = loss.part === null ? "pullable" : "pending";
      expect([loss.kind.name, loss.name, theirs[placeOf(loss)]]).toEqual([
        loss.kind.name,
        loss.name,
        { [HOME]: "pullable", [LOSING]: lost },
      ]);
    }
    saw(
      `${losses.length * regions.length} cells, ${losses.filter(({ part }) => part !== null).length} pending`,
    );
  });

  test("so that the delete of a healthy replica is withheld where one layer is missing", async () => {
    const loss = losses.find(({ name }) => name === "layer");
    if (loss === undefined) throw new Error("No kind can lose a layer.");
    const images = placeOf(loss);
    const inputs = { regions: `${LOSING}, brazilsouth`, images, prune: "all", timeout: "8s" };
    const played = await world.play(inputs);
    expect([played.run.outputs.outcome, played.writes]).toEqual(["timed-out", []]);
    expect(played.json("changes")).toEqual([
      expect.objectContaining({ region: "eastus", action: "delete", done: false }),
    ]);
    saw("timed-out, no DELETE");
  });
});
