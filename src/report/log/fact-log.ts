import { isCaution } from "../../outcome/cautions.js";
import { imageIdAdvice } from "../../outcome/image-troubles.js";
import { LEFT_REASONS } from "../../outcome/left-reasons.js";
import type {
  LeftReason,
  RestoredReplica,
  TimedFact,
  WaitVerdict,
  WriteAction,
} from "../../registry/fact.js";
import type { Failure } from "../../registry/failure.js";
import type { ImageState } from "../../registry/image-reference.js";
import { displayName, type Region } from "../../registry/region.js";
import { type Replica, replicasIn, sortReplicas } from "../../registry/replica.js";
import { printSpan } from "../../registry/span.js";
import { logText } from "../escape/log.js";
import { failureText, whatFailed } from "../failure-text.js";
import { imageName, shortDigest } from "../image-name.js";
import { REMARKS_HEADING } from "../remarks.js";
import { restoreCommand } from "../restore-command.js";
import { stateWord } from "../state-word.js";
import { ENDS, WRITES } from "./fact-words.js";
import { annotation, type LogEntry, line } from "./log-entry.js";

/** What the log has told so far, so that it tells only what is new. */
export interface Narration {
  readonly regionWidth: number;
  readonly regions: ReadonlyMap<Region, RegionStory>;
  /** By region, then by image: each fact copies one region's, not all. */
  readonly images: ReadonlyMap<Region, ReadonlyMap<string, ImageStory>>;
}

interface RegionStory {
  /** The state that was told last, as the log has it; null while there is no replica. */
  readonly state: string | null;
  /** Whether the latest LIST had it: a replica that was just created may be missing from LIST for a while. */
  readonly isListed: boolean;
  /** A delete is under way: that the replica goes is no news. */
  readonly isLeaving: boolean;
  /** The write that Azure put off, which is then sent again and again: told once. */
  readonly putOff: WriteAction | null;
  /** The write that went out and has no answer yet. */
  readonly sent: WriteAction | null;
  /** When the latest write was sent or accepted, or the wait began. */
  readonly since: number | null;
}

interface ImageStory {
  readonly state: ImageState;
  /** The state as it was told. */
  readonly label: string;
  readonly since: number;
}

/** A step of the narration: what is remembered, and the lines that are new. */
export interface Told {
  readonly narration: Narration;
  readonly entries: readonly LogEntry[];
}

const UNTOLD: RegionStory = {
  state: null,
  isListed: false,
  isLeaving: false,
  putOff: null,
  sent: null,
  since: null,
};
/** The longest usual change of state, `Creating → Syncing`, so that the times after it line up. */
const CHANGE_WIDTH = 18;
const LONGEST_STATE = 40;
const MOST_NAMED = 6;

/**
 * Begins the log of a run. `regions`: those that it will speak of, for the width of the first column. `replicas`:
 * what is known already and no news.
 */
export function beginNarration(regions: readonly Region[], replicas: readonly Replica[]): Narration {
  const regionWidth = Math.max(0, ...regions.map((region) => region.length));
  const blank: Narration = { regionWidth, regions: new Map(), images: new Map() };
  return tellList(blank, replicas, 0).narration;
}

/** Takes in one fact and tells what is new in it: one line per change, none for what stays as it was. */
export function narrate(narration: Narration, fact: TimedFact): Told {
  switch (fact.kind) {
    case "replicas-listed":
      return tellList(narration, fact.replicas, fact.at);
    case "replica-seen":
      return tellState(narration, fact.region, fact.replica, fact.at);
    case "write-sent":
      return tellSent(narration, fact.region, fact.action, fact.at);
    case "write-accepted":
      return tellAccepted(narration, fact);
    case "write-put-off":
      return tellPutOff(narration, fact);
    case "repair-begun":
      return tell(narration, line(restoreLine(fact.restores)));
    case "second-look-awaited":
      return tell(narration, line(secondLook(fact.regions, fact.seconds)));
    case "mark-given-up":
      return tell(
        narration,
        regionLine(narration, fact.region, "is permanent now: it is used, and not marked"),
      );
    case "wait-begun":
      return silently(
        withStory(narration, fact.region, { since: story(narration, fact.region).since ?? fact.at }),
      );
    case "wait-ended":
      return tellEnd(narration, fact.region, fact.verdict, fact.at);
    case "delete-confirmed":
      return tellDeleted(narration, fact.region, fact.at);
    case "change-left":
      return tell(
        withStory(narration, fact.region, { putOff: null, sent: null }),
        regionLine(narration, fact.region, whyLeft(fact.reason)),
      );
    case "endpoints-known":
      return silently(narration);
    case "image-seen":
      return tellImage(narration, fact);
    case "image-is-blob":
      return tell(
        narration,
        annotation("warning", "An image ID in images", logText(imageIdAdvice(fact.image.text))),
      );
    case "failed":
      // What is wrong with an input is annotated where it stands.
      if (fact.failure.activity === "read-inputs") return silently(narration);
      return tell(
        fact.failure.region === null
          ? narration
          : withStory(narration, fact.failure.region, { putOff: null, sent: null }),
        line(logText(failureText(fact.failure))),
      );
    case "warned":
      return tell(narration, warned(fact.failure));
    case "heartbeat":
      return tell(narration, line(heartbeat(narration, fact.waiting, fact.at)));
    case "deadline-passed":
      return tell(
        narration,
        line(`The deadline passed after ${printSpan(fact.at)}. Nothing new is started.`),
      );
    case "cancelled":
      return tell(narration, line(`Cancelled after ${printSpan(fact.at)}. Nothing new is started.`));
  }
}

/** What the run only came upon has not failed: its words say it whole. */
function warned(failure: Failure): LogEntry {
  return isCaution(failure)
    ? annotation("warning", REMARKS_HEADING, logText(failure.remedy))
    : annotation("warning", whatFailed(failure), logText(failureText(failure)));
}

function secondLook(regions: readonly Region[], seconds: number): string {
  const when = seconds > 0 ? ` in ${seconds} s` : "";
  return `The marks of ${regions.map(displayName).join(", ")} are read again${when}: another run that had read them before this one wrote may have written the old ones back.`;
}

function restoreLine(restores: RestoredReplica): string {
  return `If this run is interrupted, restore the replica with: ${logText(restoreCommand(restores))}`;
}

function tellList(narration: Narration, replicas: readonly Replica[], at: number): Told {
  const sorted = sortReplicas(replicas);
  const regions = new Set([...narration.regions.keys(), ...sorted.map((replica) => replica.region)]);
  return [...regions].reduce<Told>((told, region) => {
    const [replica = null] = replicasIn(region, sorted);
    const isNews = replica !== null || story(told.narration, region).isListed;
    const next = isNews ? tellState(told.narration, region, replica, at) : silently(told.narration);
    const isListed = withStory(next.narration, region, { isListed: replica !== null });
    return { narration: isListed, entries: [...told.entries, ...next.entries] };
  }, silently(narration));
}

function tellState(narration: Narration, region: Region, replica: Replica | null, at: number): Told {
  const before = story(narration, region);
  const state = replica === null ? null : stateLabel(replica);
  if (state === before.state) return silently(narration);
  const next = withStory(narration, region, { state });
  if (state === null && before.isLeaving) return silently(next);
  const change = `${before.state ?? "absent"} → ${state ?? "absent"}`;
  return tell(next, regionLine(narration, region, change, waited(before, at)));
}

function tellSent(narration: Narration, region: Region, action: WriteAction, at: number): Told {
  const isLeaving = action === "delete" || action === "repair-delete";
  const next = withStory(narration, region, { since: at, isLeaving, sent: action });
  if (story(narration, region).putOff === action) return silently(next);
  return tell(next, regionLine(narration, region, `${WRITES[action]} sent`));
}

const PUT_OFF = {
  busy: "the replica is busy",
  gone: "the replica is gone",
  "no-answer": "Azure did not accept it just now",
} as const;

function tellPutOff(
  narration: Narration,
  { region, action, because }: Extract<TimedFact, { readonly kind: "write-put-off" }>,
): Told {
  if (story(narration, region).putOff === action)
    return silently(withStory(narration, region, { sent: null }));
  const what = `${WRITES[action]} put off: ${PUT_OFF[because]}`;
  return tell(
    withStory(narration, region, { putOff: action, sent: null }),
    regionLine(narration, region, what),
  );
}

function tellAccepted(
  narration: Narration,
  { region, action, replica, found, at }: Extract<TimedFact, { readonly kind: "write-accepted" }>,
): Told {
  const before = story(narration, region);
  const state = replica === null ? before.state : stateLabel(replica);
  const next = withStory(narration, region, { state, since: at, putOff: null, sent: null });
  const what = found ? whyLeft("already-there") : `${WRITES[action]} accepted`;
  const now = state === before.state || state === null ? what : `${what}, ${state}`;
  return tell(next, regionLine(narration, region, now, waited(before, at)));
}

function whyLeft(reason: LeftReason): string {
  const { result, words } = LEFT_REASONS[reason];
  return result === "withheld" ? `withheld: ${words}` : words;
}

function tellEnd(narration: Narration, region: Region, verdict: WaitVerdict, at: number): Told {
  const before = story(narration, region);
  const next = withStory(narration, region, { since: null });
  const end = ENDS[verdict];
  if (end === null) return silently(next);
  const state = verdict === "stuck" && before.state !== null ? ` in ${before.state}` : "";
  return tell(next, regionLine(narration, region, `${end}${state}`, waited(before, at)));
}

function tellDeleted(narration: Narration, region: Region, at: number): Told {
  const before = story(narration, region);
  const next = withStory(narration, region, { ...UNTOLD, isListed: before.isListed });
  return tell(next, regionLine(narration, region, "deleted", waited(before, at)));
}

function tellImage(
  narration: Narration,
  { region, image, state, digest, at }: Extract<TimedFact, { readonly kind: "image-seen" }>,
): Told {
  const here = narration.images.get(region) ?? new Map<string, ImageStory>();
  const before = here.get(image.text);
  // A tag may be another image at the next look.
  const label = image.kind === "tag" && digest !== null ? `${state} ${shortDigest(digest)}` : state;
  if (before?.label === label) return silently(narration);
  const since = before?.since ?? at;
  const images = new Map(narration.images).set(
    region,
    new Map(here).set(image.text, { state, label, since }),
  );
  const next = { ...narration, images };
  const change = before === undefined ? label : `${before.label} → ${label}`;
  const what = `${logText(imageName(image))}  ${change}`;
  return tell(next, regionLine(narration, region, what, before === undefined ? "" : printSpan(at - since)));
}

function heartbeat(narration: Narration, waiting: readonly Region[], at: number): string {
  const replicas = waiting.map((region) => {
    const { state } = story(narration, region);
    return state === null ? region : `${region} (${state})`;
  });
  const putOff = [...narration.regions].flatMap(([region, story]) =>
    story.putOff === null || waiting.includes(region) ? [] : [`${region} (${WRITES[story.putOff]} put off)`],
  );
  const unanswered = [...narration.regions].flatMap(([region, { sent, putOff }]) =>
    sent === null || putOff !== null || waiting.includes(region)
      ? []
      : [`${region} (${WRITES[sent]} sent, no answer yet)`],
  );
  const images = regionsWithoutAnImage(narration);
  const what = [
    ...(replicas.length === 0 ? [] : [enumerate(replicas)]),
    ...(unanswered.length === 0 ? [] : [enumerate(unanswered)]),
    ...(putOff.length === 0 ? [] : [enumerate(putOff)]),
    ...(images.length === 0 ? [] : [`images in ${enumerate(images)}`]),
  ];
  // Before there is a plan, only the registry itself can be waited for.
  return `Still waiting for ${what.join("; ") || "the registry"}, ${printSpan(at)} into the run`;
}

function regionsWithoutAnImage({ images }: Narration): readonly Region[] {
  const isOpen = ({ state }: ImageStory) => state !== "pullable" && state !== "denied";
  return [...images].flatMap(([region, here]) => ([...here.values()].some(isOpen) ? [region] : []));
}

function enumerate(items: readonly string[]): string {
  const rest = items.length - MOST_NAMED;
  const named = items.slice(0, MOST_NAMED).join(", ");
  return rest > 0 ? `${named} and ${rest} more` : named;
}

function stateLabel(replica: Replica): string {
  const word = stateWord(replica);
  return word === null ? "absent" : logText([word], LONGEST_STATE);
}

function waited({ since }: RegionStory, at: number): string {
  return since === null ? "" : printSpan(at - since);
}

function regionLine({ regionWidth }: Narration, region: Region, what: string, time = ""): LogEntry {
  const padded = time === "" ? what : `${what.padEnd(CHANGE_WIDTH)}  ${time}`;
  return line(`${region.padEnd(regionWidth)}  ${padded}`);
}

function story(narration: Narration, region: Region): RegionStory {
  return narration.regions.get(region) ?? UNTOLD;
}

function withStory(narration: Narration, region: Region, news: Partial<RegionStory>): Narration {
  const regions = new Map(narration.regions).set(region, { ...story(narration, region), ...news });
  return { ...narration, regions };
}

function tell(narration: Narration, ...entries: readonly LogEntry[]): Told {
  return { narration, entries };
}

function silently(narration: Narration): Told {
  return { narration, entries: [] };
}
