import type { Activity, Failure } from "../../registry/failure.js";
import { displayName, type Region } from "../../registry/region.js";
import type { Tags } from "../../registry/replica.js";
import { ServerText } from "../../registry/server-text.js";
import { MOST_TAGS } from "../../registry/tags.js";
import { observed } from "../attempt.js";
import type { Difference } from "./edit.js";

/** Explains that home's own settings could not be changed. */
export function homeWithoutRow(region: Region): Failure {
  return observed(region, "update", "HomeHasNoReplica", [
    "Azure has not listed the home region among the replicas, so its settings could not be changed. Run again.",
  ]);
}

/** Explains a delete that was accepted and did not come to its end. */
export function notGone(region: Region, activity: Activity): Failure {
  return observed(region, activity, "DeleteDidNotEnd", [
    `A delete of the replica in ${displayName(region)} is in progress, but the replica is still there and has not changed for a long time. ` +
      "Look for a lock or a policy in the activity log, then run again.",
  ]);
}

/** Explains settings that were another again right after they were set. */
export function setBack(region: Region, settings: Difference["settings"]): Failure {
  const each = settings.flatMap(({ name, want, have }, index) => [
    index === 0 ? "" : "; ",
    new ServerText(name),
    " was set to ",
    new ServerText(want),
    " and is ",
    new ServerText(have),
    " again",
  ]);
  return observed(region, "update", "SettingSetBack", [
    `In ${displayName(region)} `,
    ...each,
    ". Something else writes it: look for an Azure Policy that modifies it, or for another pipeline, then run again.",
  ]);
}

/** Explains why a replica that a repair has just made is deleted once more. */
export function failedSoon(region: Region): Failure {
  return observed(region, "repair", "ReplicaFailed", [
    `The replica that the repair created in ${displayName(region)} has failed. A create soon after a delete can fail like this; it ` +
      "is deleted and created again.",
  ]);
}

/** Explains a mark for which a replica has no room. */
export function tooManyTags(region: Region, tags: Tags | undefined): Failure {
  const count = Object.keys(tags ?? {}).length;
  return observed(region, "update", "TooManyTags", [
    `The replica in ${displayName(region)} would carry ${count} tags, and Azure allows ${MOST_TAGS}. Nothing was written. ` +
      "Remove tags that are not needed, or owners that no longer need it (`mode: remove` with `owner`).",
  ]);
}

/** Explains marks that did not stay as this run wrote them. */
export function marksUndone(region: Region, kind: "on-loan" | "permanent" | "taken-off"): Failure {
  const where = `the replica in ${displayName(region)}`;
  return observed(region, "update", CODES[kind], [
    UNDONE[kind](where),
    " Find out what else writes its tags, then run again.",
  ]);
}

const CODES = {
  "on-loan": "MarkLost",
  permanent: "MarkStays",
  "taken-off": "MarkStays",
} as const;

const UNDONE = {
  "on-loan": (where: string) =>
    `The mark of the owner on ${where} was undone each time it was written, so the replica is not marked as needed, and others may delete it.`,
  permanent: (where: string) =>
    `A mark came back on ${where} each time it was taken off, so it is not permanent and will be deleted with its last owner.`,
  "taken-off": (where: string) => `The mark that was taken off ${where} came back each time.`,
} as const;
