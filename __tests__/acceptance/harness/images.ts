import type { ImageWorld, RecordedRequest, Simulator } from "../../simulator/index.js";
import type { Played } from "./scenario.js";

/** One entry of the output `image-states`. */
export interface ImageStates {
  readonly image: string;
  readonly digest: string | null;
  readonly regions: Readonly<Record<string, { readonly state: string; readonly seconds: number | null }>>;
}

/** The output `image-states`. */
export function imageStates({ json }: Pick<Played, "json">): readonly ImageStates[] {
  return json("image-states") as readonly ImageStates[];
}

/** The state of the only image in each region, such as `{ japaneast: "pullable" }`. */
export function statesByRegion(played: Pick<Played, "json">): Readonly<Record<string, string>> {
  const [image, ...others] = imageStates(played);
  if (image === undefined || others.length > 0)
    throw new Error("The run was asked for several images, or none.");
  return Object.fromEntries(Object.entries(image.regions).map(([region, { state }]) => [region, state]));
}

/** Requests to the registry's own hosts. */
export function dataPlaneRequests(simulator: Pick<Simulator, "requests">): readonly RecordedRequest[] {
  return simulator.requests.filter(({ host }) => /\.azurecr\.(io|us|cn)$/.test(host));
}

/** Those of them that ask for a manifest. */
export function manifestRequests(simulator: Pick<Simulator, "requests">): readonly RecordedRequest[] {
  return dataPlaneRequests(simulator).filter(({ path }) => path.includes("/manifests/"));
}

/** Those of them that ask for a config or a layer. */
export function blobRequests(simulator: Pick<Simulator, "requests">): readonly RecordedRequest[] {
  return dataPlaneRequests(simulator).filter(({ path }) => path.includes("/blobs/"));
}

/**
 * Lets an image arrive in each region right after that region was asked for manifests so many times, which no load of
 * the machine can upset as a time of arrival can be.
 */
export function arriveAfter(
  simulator: Pick<Simulator, "inject" | "push">,
  image: ImageWorld,
  questions: Readonly<Record<string, number>>,
): void {
  for (const [region, count] of Object.entries(questions)) {
    const arrive = () =>
      simulator.push({ ...image, arrives: { [region]: 0, "*": null }, childrenArrive: [] });
    simulator.inject({
      host: endpointOf(region),
      path: /\/manifests\//,
      skip: count - 1,
      times: 1,
      effect: { kind: "meanwhile", after: arrive },
    });
  }
}

/** The host of one region of the registry contoso. */
export function endpointOf(region: string): string {
  return `contoso.${region}.geo.azurecr.io`;
}
