import { nearestRegions } from "../../registry/nearest-names.js";
import { parseRegion, type Region } from "../../registry/region.js";
import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import { namedVersions } from "../api-versions.js";
import type { FailureContext } from "./failure-context.js";
import type { Said } from "./said.js";

/** A region (or an API version) that this cloud does not have, with the names that come nearest. */
export function explainLocation({ message }: Said, { region, cloud }: FailureContext): Prose {
  const offered = namedLocations(message);
  if (region === null || offered.includes(region)) return explainVersion(message, cloud.name);
  const nearest = nearestRegions(region, offered);
  if (nearest.length > 0) {
    return prose`Azure offers no replicas in ${region}. Nearest in name: ${new ServerText(nearest.join(", "))}.`;
  }
  if (offered.length > 0) {
    return prose`Azure offers no replicas in ${region}. It offers: ${new ServerText(offered.join(", "))}.`;
  }
  return prose`Azure offers no replicas in ${region}. Check its spelling, and \`cloud\` (now ${cloud.name}).`;
}

function explainVersion(message: string, cloud: string): Prose {
  const versions = namedVersions(message);
  const which = versions.length === 0 ? "none" : new ServerText(versions.join(", "));
  return prose`${cloud} has no API version that this action knows. It offers: ${which}. A newer version of the action may know one of them.`;
}

/**
 * The regions that the message lists, in short form. Shapes: "The supported locations are 'a, b'." and "List of
 * available regions for the resource type is 'a,b'.", both quoted in public issues (Azure/acr 70 and 406).
 */
export function namedLocations(message: string): readonly Region[] {
  const list = /(?:supported locations are|available regions[^']*?is)\s*'([^']*)'/i.exec(message)?.[1] ?? "";
  return list
    .split(",")
    .map((name) => parseRegion(name))
    .filter((region) => region !== null);
}
