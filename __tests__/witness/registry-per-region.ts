import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Played, type Stage, setStage } from "../acceptance/harness/index.js";
import { issueRsaCertificate } from "../simulator/certificates.js";
import { HOME, REGISTRY, type World } from "../simulator/index.js";
import { member } from "../simulator/recorded-world.js";
import { type AzureCli, signedInAzureCli } from "./programs/azure-cli.js";
import { type RegistryServer, startRegistryServer } from "./programs/docker-registry.js";
import { createSkopeo, type Skopeo } from "./programs/skopeo.js";

/** What registry tokens say of who issued them, and whom they are for. */
export const ISSUER = "Azure Container Registry";
export const SERVICE = `${REGISTRY}.azurecr.io`;
/** The repository that all images here are pushed to. */
export const REPOSITORY = "shop/api";

/** A world in which every region's content lies in a registry server of its own. */
export interface RegistryPerRegion {
  readonly stage: Stage;
  readonly az: AzureCli;
  readonly skopeo: Skopeo;
  /** PEM of the key and certificate that tokens are signed with. */
  readonly signer: string;
  /** A tag or a digest in the repository as one region has it: `@sha256:…` or `:v1`. */
  place(region: string, reference: string): string;
  /** Runs the action. */
  play(inputs: Readonly<Record<string, string>>): Promise<Played>;
  /** Signs skopeo in to regions, with a refresh token that Azure CLI asked for; gives that token. */
  signIn(regions: readonly string[]): Promise<string>;
  /** The folder in which a region's server keeps its content. */
  contentOf(region: string): string;
  close(): Promise<void>;
}

/** Host of a region's own endpoint. */
export function hostOf(region: string): string {
  return `${REGISTRY}.${region}.geo.azurecr.io`;
}

/** Starts a server for each region, with Azure's token exchange before it, and the simulated Azure around them. */
export async function startRegistryPerRegion(
  regions: readonly string[],
  world: World,
): Promise<RegistryPerRegion> {
  const folder = await mkdtemp(join(tmpdir(), "acr-registries-"));
  const signer = await issueRsaCertificate("Registry tokens");
  const certificateFile = join(folder, "tokens.crt");
  await writeFile(certificateFile, signer.slice(signer.indexOf("-----BEGIN CERTIFICATE-----")));
  const servers = await Promise.all(
    regions.map((region) => startIn(join(folder, region), region, certificateFile)),
  );
  const upstreams = { signer, regions: Object.fromEntries(servers.map(({ url }, at) => [regions[at], url])) };
  // Tokens are verified by other people's clocks, so time is real here.
  const stage = await setStage({ ...world, registry: { ...world.registry, upstreams } }, 1);
  const az = await signedInAzureCli(stage.simulator);
  const skopeo = await createSkopeo(stage.simulator);
  return {
    stage,
    az,
    skopeo,
    signer,
    place: (region, reference) => `${hostOf(region)}/${REPOSITORY}${reference}`,
    // Azure CLI tries a host of no world, to see whether it is online: the harness would take that for the action's.
    play: (inputs) => stage.play(inputs, { checksLeaks: false }),
    contentOf: (region) => join(folder, region, "content"),
    signIn: (places) => signInEverywhere(az, skopeo, places),
    close: async () => {
      for (const server of servers) server.stop();
      await stage.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startIn(folder: string, region: string, certificateFile: string): Promise<RegistryServer> {
  await mkdir(folder);
  return startRegistryServer({
    folder,
    host: hostOf(region),
    service: SERVICE,
    issuer: ISSUER,
    certificateFile,
  });
}

async function signInEverywhere(az: AzureCli, skopeo: Skopeo, regions: readonly string[]): Promise<string> {
  const { json, said } = await az("acr", "login", "-n", REGISTRY, "--expose-token");
  const token = member(json, "accessToken");
  if (typeof token !== "string") throw new Error(`Azure CLI got no token: ${said}`);
  for (const region of regions) {
    const { exitCode, stderr } = await skopeo.signIn(hostOf(region), token);
    if (exitCode !== 0) throw new Error(`skopeo did not sign in to ${region}: ${stderr}`);
  }
  return token;
}

/** The state of one image in each region, as the output `image-states` has it. */
export function imageStates(played: Played): Readonly<Record<string, string>> {
  const regions = member(played.json("image-states"), 0, "regions");
  return Object.fromEntries(
    Object.entries(regions ?? {}).map(([region, sight]) => [region, String(member(sight, "state"))]),
  );
}

/** The home region and others, as the action wants them. */
export function withHome(...regions: readonly string[]): readonly string[] {
  return [HOME, ...regions];
}
