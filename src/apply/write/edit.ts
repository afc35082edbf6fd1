import { isCorrectable } from "../../plan/tenure.js";
import { isPermanent, readMarks, saysNeed, withMark, withoutMarks } from "../../registry/marks.js";
import { hasSameTags, type Replica, type Routing, type Tags } from "../../registry/replica.js";
import { findTag, setTags } from "../../registry/tags.js";
import type { ReplicaEdit } from "../ports.js";
import type { Goal, Memory } from "./goal.js";

/** What differs between a replica as it was just read and what its region is to come to. */
export interface Difference {
  readonly edit: ReplicaEdit;
  /** Whether the edit touches the marks. */
  readonly writesMarks: boolean;
  /** The settings that the edit changes. */
  readonly settings: readonly DifferingSetting[];
}

/**
 * What still has to be written; null when nothing does. A PATCH sends the whole map of tags, so the edit holds the map
 * just read with ours merged in. Where the plan found nothing to do, that stays so but for the marks: a run that only
 * waits may see its own undone by a write that was late, and whoever put it on may have been killed. `date` is Azure's now.
 */
export function differenceOf(goal: Goal, memory: Memory, replica: Replica, date: Date): Difference | null {
  const reaches = goal.change !== null && isWithinReach(goal, memory, replica);
  const settings = reaches ? settingsOf(goal, replica) : NO_SETTINGS;
  const marked = marksOf(goal, replica.tags, date);
  const tags = setTags(marked, settings.tags);
  const edit: ReplicaEdit = {
    ...(settings.routing === null ? {} : { routing: settings.routing }),
    ...(hasSameTags(tags, replica.tags) ? {} : { tags }),
  };
  if (Object.keys(edit).length === 0) return null;
  return {
    edit,
    writesMarks: !hasSameTags(marked, replica.tags),
    settings: settingsInWords(settings, replica),
  };
}

/** The marks that a run without an owner takes off, and nothing else; null where there are none. */
export function permanenceOf({ change, tenure, wanted }: Goal, { tags }: Replica): Difference | null {
  if (change === null || tenure.kind !== "permanent" || wanted.isHome || isPermanent(readMarks(tags)))
    return null;
  return { edit: { tags: withoutMarks(tags) }, writesMarks: true, settings: [] };
}

/** A setting that is another than it is to be, as a person reads it. */
export interface DifferingSetting {
  readonly name: string;
  readonly want: string;
  readonly have: string;
}

/** Which of the settings differ on a replica; null: the routing is not to be set. */
export function settingsInWords({ routing, tags }: Settings, replica: Replica): readonly DifferingSetting[] {
  const differing = Object.entries(tags).filter(([name, want]) => findTag(replica.tags, name) !== want);
  return [
    ...(routing === null ? [] : [{ name: "routing", want: routing, have: replica.routing }]),
    ...differing.map(([name, want]) => ({
      name: `the tag ${name}`,
      want,
      have: findTag(replica.tags, name) ?? "absent",
    })),
  ];
}

interface Settings {
  readonly routing: Routing | null;
  readonly tags: Tags;
}

const NO_SETTINGS: Settings = { routing: null, tags: {} };

function isWithinReach({ wanted, tenure }: Goal, { isOurs }: Memory, replica: Replica): boolean {
  const owner = tenure.kind === "on-loan" ? tenure.owner : null;
  return isOurs || isCorrectable(wanted, replica, owner);
}

/** Routing is only opened, unless the goal says that it may be closed: that takes a look at the other regions. */
function settingsOf({ wanted, closesRoute }: Goal, replica: Replica): Settings {
  const { routing } = wanted;
  const isToBeSet = routing === "enabled" || (routing === "disabled" && closesRoute);
  const differing = Object.entries(wanted.tags).filter(
    ([name, value]) => findTag(replica.tags, name) !== value,
  );
  return {
    routing: isToBeSet && routing !== replica.routing ? routing : null,
    tags: Object.fromEntries(differing),
  };
}

/**
 * The tags with the marks as they are to be. A replica without any mark is permanent: no owner's run marks it, not even
 * the one that created it.
 */
function marksOf({ wanted, tenure, needsFrom }: Goal, tags: Tags, date: Date): Tags {
  if (wanted.isHome || tenure.kind === "none" || isPermanent(readMarks(tags))) return tags;
  if (tenure.kind === "permanent") return withoutMarks(tags);
  const { owner, ttl } = tenure;
  const isEnough = saysNeed(tags, { owner, until: endOf(needsFrom, ttl) });
  return isEnough ? tags : withMark(tags, { owner, until: endOf(date, ttl) });
}

/** When a need that counts from a moment ends; null: when its mark is taken off. */
export function endOf(from: Date, ttl: number | null): Date | null {
  return ttl === null ? null : new Date(from.getTime() + ttl);
}
