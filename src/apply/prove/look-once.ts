import type { Plan } from "../../plan/plan.js";
import type { ImageReference, ImageState } from "../../registry/image-reference.js";
import { isReady, replicasIn } from "../../registry/replica.js";
import { attempt } from "../attempt.js";
import type { Manifests } from "../ports.js";
import type { Tools } from "../tools.js";
import { lookForDigest } from "./digest-proof.js";
import { homeFirst } from "./home-first.js";
import { keepImageJournal, type NoteSight, recordEndpoints, recordUnknown } from "./image-journal.js";
import { openRegionalEndpoint, type RegionalEndpoint } from "./regional-endpoint.js";
import { lookAround, NO_LOOK } from "./tag-look.js";

type LookTools = Pick<Tools, "images" | "clock" | "record" | "stop">;

/**
 * Looks once at the images of a plan that is not carried out, in every wanted region that is ready, and waits for
 * nothing: what is not there now has drifted. A region that cannot be asked is a failure, and says nothing of the image.
 */
export async function lookAtImagesOnce(plan: Plan, tools: LookTools): Promise<void> {
  const { images, record } = tools;
  if (images === null) return;
  if (images.kind === "none") recordUnknown(images.failure, plan, record);
  else await lookInEachRegion(plan, images.manifests, tools);
}

async function lookInEachRegion(plan: Plan, manifests: Manifests, tools: LookTools): Promise<void> {
  recordEndpoints(manifests, plan, tools.record);
  // No other look comes in which the trouble could have passed.
  const record: Tools["record"] = (fact) =>
    tools.record(fact.kind === "warned" ? { ...fact, kind: "failed" } : fact);
  const endpoints = readyRegions(plan).map((region) =>
    openRegionalEndpoint(region, manifests, { ...tools, record }),
  );
  const keep = keepImageJournal(tools.record);
  const note: NoteSight = (sight) => keep({ ...sight, state: sight.state ?? "unreachable" });
  await Promise.all(
    plan.images.map((image) =>
      attempt(null, "prove-image", tools, () => lookUntilAnswered(image, endpoints, plan, tools, note)),
    ),
  );
  for (const endpoint of endpoints) endpoint.tellWhatIsLeft();
}

/** Only a ready replica is asked: one that is missing or on its way has drifted by that alone. */
function readyRegions({ wanted, replicas, registry }: Plan) {
  const isReadyHere = (region: Plan["registry"]["home"]) => {
    const [replica, ...others] = replicasIn(region, replicas);
    if (replica === undefined) return region === registry.home && registry.provisioningState.is("Succeeded");
    return others.length === 0 && isReady(replica);
  };
  return homeFirst(wanted)
    .map(({ region }) => region)
    .filter(isReadyHere);
}

/** Pauses before a region that gave no answer is asked again: a connection may break once. */
const PAUSES = [1_000, 2_000];

async function lookUntilAnswered(
  image: ImageReference,
  endpoints: readonly RegionalEndpoint[],
  plan: Plan,
  { clock, stop }: LookTools,
  note: NoteSight,
): Promise<void> {
  for (const pause of [...PAUSES, null]) {
    const states = await look(image, endpoints, plan, note);
    const isAnswered = states.every((state) => state !== null && state !== "unreachable");
    if (isAnswered || pause === null || stop.aborted) return;
    await clock.sleep(pause, stop);
  }
}

async function look(
  image: ImageReference,
  endpoints: readonly RegionalEndpoint[],
  { registry }: Plan,
  note: NoteSight,
): Promise<readonly (ImageState | null)[]> {
  if (image.kind === "digest") {
    return await Promise.all(endpoints.map((endpoint) => lookForDigest(image, endpoint, note)));
  }
  const { sights } = await lookAround(image, endpoints, NO_LOOK, registry.home, note);
  return sights.map(({ state }) => state);
}
