import type { Outcome } from "../outcome/outcome.js";
import type { TimedFact, WriteAction } from "../registry/fact.js";
import { compareRegions, type Region } from "../registry/region.js";
import { isReady, type Replica } from "../registry/replica.js";
import { visibleText } from "./escape/visible-text.js";
import { stateWord } from "./state-word.js";

/** How one region spent the run. Times are milliseconds since the run began. */
export interface RegionTimeline {
  readonly region: Region;
  /** In order of their begin, none of them empty. */
  readonly spans: readonly Span[];
  /** When it became ready while it was waited for; null where it did not, or had been before. */
  readonly readyAt: number | null;
  /** When the last image was seen to be pullable; null where one was not, or none was asked for. */
  readonly imagesAt: number | null;
  /** How long the slowest image took to come here after the first region had it, in milliseconds; null where one did not. */
  readonly imagesLag: number | null;
}

/** One stretch of time in one state, or from the first check of the images until all were pullable. */
export interface Span {
  readonly kind: "state" | "images";
  /** The state's word, Azure's own: escape it. */
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

interface Story {
  readonly state: string | null;
  readonly isReady: boolean;
  /** Whether the run is at work on the region or waits for it: only then time counts. */
  readonly isBusy: boolean;
  readonly since: number;
  readonly spans: readonly Span[];
  readonly readyAt: number | null;
  readonly pullable: ReadonlySet<string>;
  readonly imagesFrom: number | null;
  readonly imagesTo: number | null;
}

const BLANK: Story = {
  state: null,
  isReady: false,
  isBusy: false,
  since: 0,
  spans: [],
  readyAt: null,
  pullable: new Set(),
  imagesFrom: null,
  imagesTo: null,
};

const STATE_AFTER: Readonly<Record<WriteAction, string>> = {
  create: "Creating",
  update: "Updating",
  "repair-delete": "Deleting",
  "repair-create": "Creating",
  delete: "Deleting",
};

const LONGEST_STATE = 40;

/** The regions for which time went by, sorted; empty when nothing was waited for. */
export function timeline({ plan, journal, duration, images }: Outcome): readonly RegionTimeline[] {
  const stories = new Map<Region, Story>();
  const found: TimedFact = { kind: "replicas-listed", replicas: plan?.replicas ?? [], at: 0 };
  for (const { region, fact } of [found, ...journal].flatMap(byRegion)) {
    stories.set(region, advance(stories.get(region) ?? BLANK, fact, images.length));
  }
  return [...stories]
    .map(([region, story]) => ({ ...finish(region, story, duration), imagesLag: lagOf(region, images) }))
    .filter(({ spans }) => spans.length > 0)
    .toSorted((left, right) => compareRegions(left.region, right.region));
}

/**
 * The regions that a fact is about. A LIST is a sight of each replica in it. One that it lacks may be too young
 * for it, so that says nothing.
 */
function byRegion(fact: TimedFact): readonly { readonly region: Region; readonly fact: TimedFact }[] {
  if (fact.kind === "replicas-listed") {
    return fact.replicas.map((replica) => ({
      region: replica.region,
      fact: { kind: "replica-seen", region: replica.region, replica, at: fact.at },
    }));
  }
  if (fact.kind === "failed") {
    return fact.failure.region === null ? [] : [{ region: fact.failure.region, fact }];
  }
  return "region" in fact ? [{ region: fact.region, fact }] : [];
}

function advance(story: Story, fact: TimedFact, images: number): Story {
  switch (fact.kind) {
    case "replica-seen":
      return see(story, fact.replica, fact.at);
    case "write-sent":
      return begin(story, STATE_AFTER[fact.action], fact.at);
    case "wait-begun":
      return story.isBusy ? story : { ...story, isBusy: true, since: fact.at };
    case "wait-ended":
    case "delete-confirmed":
    case "failed":
      return { ...close(story, fact.at), isBusy: false };
    case "image-seen":
      return seeImage(story, fact, images);
    default:
      return story;
  }
}

function begin(story: Story, state: string, at: number): Story {
  return { ...close(story, at), isBusy: true, isReady: false, state, since: at };
}

function see(story: Story, replica: Replica | null, at: number): Story {
  const word = replica === null ? null : stateWord(replica);
  const next = enter(story, word === null ? null : visibleText(word, LONGEST_STATE), at);
  if (replica === null || !isReady(replica)) return { ...next, isReady: false };
  return { ...next, isReady: true, readyAt: story.isBusy && !story.isReady ? at : story.readyAt };
}

function enter(story: Story, state: string | null, at: number): Story {
  return story.state === state ? story : { ...close(story, at), state, since: at };
}

/** Ends the present stretch. Time in which a replica is ready, or is not there, is no stretch of its own. */
function close(story: Story, at: number): Story {
  const { state, since, spans } = story;
  if (!story.isBusy || story.isReady || state === null || at <= since) return story;
  return { ...story, since: at, spans: [...spans, { kind: "state", label: state, from: since, to: at }] };
}

function seeImage(
  story: Story,
  { image, state, at }: Extract<TimedFact, { readonly kind: "image-seen" }>,
  images: number,
): Story {
  // Where a region cannot be asked, nothing was checked.
  if (state === "unknown") return story;
  const others = [...story.pullable].filter((text) => text !== image.text);
  const pullable = new Set(state === "pullable" ? [...others, image.text] : others);
  const imagesFrom = story.imagesFrom ?? at;
  return {
    ...story,
    pullable,
    imagesFrom,
    imagesTo: pullable.size === images ? (story.imagesTo ?? at) : null,
  };
}

function lagOf(region: Region, images: Outcome["images"]): number | null {
  const cells = images.flatMap(({ regions }) => regions.filter((cell) => cell.region === region));
  if (cells.length === 0 || cells.some(({ state }) => state !== "pullable")) return null;
  return Math.max(...cells.map(({ seconds }) => (seconds ?? 0) * 1000));
}

function finish(region: Region, story: Story, duration: number): Omit<RegionTimeline, "imagesLag"> {
  const { spans, readyAt, imagesFrom, imagesTo } = close(story, duration);
  const to = imagesTo ?? duration;
  if (imagesFrom === null || to <= imagesFrom) return { region, spans, readyAt, imagesAt: imagesTo };
  const span: Span = { kind: "images", label: "Images", from: imagesFrom, to };
  return { region, spans: [...spans, span], readyAt, imagesAt: imagesTo };
}
