import { isInventory } from "../plan/inventory.js";
import { displayName, type Region } from "../registry/region.js";
import { registryReadiness } from "../registry/registry.js";
import { printSpan } from "../registry/span.js";
import type { Outcome } from "./outcome.js";

type Story = Omit<Outcome, "headline" | "exitCode">;

/** The one sentence of the summary. It holds no server text, so that it can go into any chat message. */
export function headlineOf(story: Story): string {
  return `${subject(story)} ${predicate(story)}.`;
}

function subject({ registry, request }: Story): string {
  if (registry !== null) return `${registry.id.name}:`;
  const selector = request?.registry;
  if (selector === undefined) return "ACR geo-replication:";
  if (selector.kind === "id") return `${selector.id.name}:`;
  return `${selector.kind === "name" ? selector.name : selector.loginServer}:`;
}

function predicate(story: Story): string {
  switch (story.verdict) {
    case "in-sync":
      return nothingToDo(story);
    case "changed":
      return `${writes(story)}; ${readiness(story)}${stillUnderway(story)}`;
    case "drifted":
      return `drift found: ${findings(story)}`;
    case "refused":
      return `the plan was refused before any write (${story.refusals.map(({ fence }) => fence).join(", ")})`;
    case "cancelled":
      return `cancelled after ${printSpan(story.duration)}; ${readiness(story)}${stillUnderway(story)}`;
    case "timed-out":
      return `time ran out after ${printSpan(story.duration)}; ${readiness(story)}${stillUnderway(story)}`;
    case "stuck":
      return `stuck in ${names(failedRegions(story))}; ${readiness(story)}`;
    case "failed":
      return failure(story);
  }
}

function nothingToDo(story: Story): string {
  if (story.plan?.mode === "remove") return "nothing had to be removed";
  if (isInventory(story.plan)) return readiness(story);
  return `${readiness(story)}; nothing had to be changed`;
}

function readiness(story: Story): string {
  return [replicaReadiness(story), ...imageReadiness(story)].join("; ");
}

function replicaReadiness({ replicas, plan, registry }: Story): string {
  if (plan === null) return withoutPlan(registry);
  const wanted = replicas.filter((row) => row.isWanted);
  const notReady = wanted.filter((row) => !row.isReady).map(({ region }) => region);
  if (plan.mode === "remove") return "nothing else was changed";
  // What exists is wanted as it is, so the word would say nothing.
  const regions = plan.wantsExisting ? "region" : "wanted region";
  if (notReady.length === 0)
    return wanted.length === 1 ? `the ${regions} is ready` : `all ${wanted.length} ${regions}s are ready`;
  return `${wanted.length - notReady.length} of ${wanted.length} ${regions}s are ready, not ${names(notReady)}`;
}

function withoutPlan(registry: Story["registry"]): string {
  if (registry === null) return "nothing was read yet";
  return registryReadiness(registry) === "in-transition"
    ? "the registry itself is still changing"
    : "its replicas were not read yet";
}

function imageReadiness({ images, areImagesReady }: Story): readonly string[] {
  if (areImagesReady === null || images.length === 0) return [];
  if (areImagesReady) {
    return [
      images.length === 1 ? "the image is pullable in each" : `${images.length} images are pullable in each`,
    ];
  }
  const cells = images.flatMap(({ regions }) => regions);
  if (cells.every(({ state }) => state === "unknown")) return ["where the images are pullable is unknown"];
  const lacking = cells.filter(({ state }) => state !== "pullable").map(({ region }) => region);
  return [`not every image is pullable in ${names([...new Set(lacking)])}`];
}

function writes({ replicas, deleted }: Story): string {
  const said = (["created", "repaired", "updated", "deleted"] as const).map((change) => {
    const regions = replicas.filter((row) => row.change === change).map(({ region }) => region);
    const done = change === "deleted" ? regions.filter((region) => deleted.includes(region)) : regions;
    return done.length === 0 ? "" : `${change} ${names(done)}`;
  });
  const begun = replicas.filter(({ change, region }) => change === "deleted" && !deleted.includes(region));
  if (begun.length > 0) said.push(`began to delete ${names(begun.map(({ region }) => region))}`);
  return said.filter((part) => part !== "").join(", ") || "changed";
}

function findings({ drift }: Story): string {
  return list(drift.map(({ region, kind }) => `${displayName(region)} ${kind}`));
}

function failure(story: Story): string {
  if (story.request === null) return "the inputs are not valid";
  if (story.plan === null) return "the run failed before it could make a plan";
  const withheld = story.changes
    .filter(({ result }) => result === "withheld")
    .map(({ change }) => change.region);
  const failed = failedRegions(story);
  const parts = [
    failed.length === 0 ? "" : `failed in ${names(failed)}`,
    withheld.length === 0 ? "" : `withheld in ${names(withheld)}`,
  ].filter((part) => part !== "");
  return `${[parts.join(", ") || "failed", readiness(story)].join("; ")}${stillUnderway(story)}`;
}

function failedRegions({ failures }: Story): readonly Region[] {
  return [...new Set(failures.flatMap(({ region }) => (region === null ? [] : [region])))];
}

function stillUnderway({ underway, unanswered }: Story): string {
  const parts = [
    underway.length === 0 ? "" : `; Azure is still working in ${names(underway)}`,
    unanswered.length === 0 ? "" : `; whether Azure accepted the write in ${names(unanswered)} is not known`,
  ];
  return parts.join("");
}

function names(regions: readonly Region[]): string {
  return list(regions.map(displayName));
}

const MOST_NAMED = 5;

/** The first few by name, the rest by number: a headline is one sentence. */
function list(items: readonly string[]): string {
  const rest = items.length - MOST_NAMED;
  const named = items.slice(0, MOST_NAMED).join(", ");
  return rest > 0 ? `${named} and ${rest} more` : named;
}
