import type { Answer } from "./http.js";
import { type Course, isBusy, type Moment, phaseAt } from "./replication-timeline.js";
import type { InList } from "./world.js";

/** One replica, from its create to after its end, as the events that befell it. */
export interface Replica {
  readonly name: string;
  /** Short form. */
  readonly region: string;
  /** As `location` is written in answers. */
  readonly location: string;
  readonly createdAt: number;
  readonly byService: boolean;
  readonly course: Course;
  /** What the world says LIST tells of it; `until` is already milliseconds since the epoch. */
  readonly inList?: InList;
  /** What a GET is answered instead of the truth; `until` is already milliseconds since the epoch. */
  readonly inGet?: { readonly answer: Answer; readonly until: number };
  readonly revisions: Revision[];
  deletion?: Deletion;
}

/** Tags and routing from `at` on; the replica is Updating until `until`. */
export interface Revision {
  readonly at: number;
  readonly until: number;
  readonly by: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly routing: boolean;
}

/** A delete that was taken, and the time at which it is done. */
export interface Deletion {
  readonly at: number;
  readonly goneAt: number;
  /** Spans after `goneAt` in which a GET shows the replica again. */
  readonly flicker: readonly (readonly [number, number])[];
}

/** How a replica looks at one moment, with what was set on it. */
export interface View extends Moment {
  readonly replica: Replica;
  readonly revision: Revision;
}

/** What a GET at that time shows of a replica; undefined when it is not there. A pure function of the events. */
export function viewAt(replica: Replica, at: number): View | undefined {
  const revision = revisionAt(replica, at);
  if (revision === undefined || isGone(replica, at)) return undefined;
  const elapsed = at - replica.createdAt;
  const phase = phaseAt(replica.course.phases, elapsed);
  const moment: Moment = { ...withoutAfter(phase), since: statusSince(replica, phase.after, at) };
  return { ...moment, ...overlay(replica, revision, phase.provisioningState, at), replica, revision };
}

/** The same for a LIST, which may be told to lie, and to be late with what was deleted. */
export function listedAt(replica: Replica, at: number, now: number, lagAfterDelete = 0): View | undefined {
  const goneAt = replica.deletion?.goneAt ?? Number.POSITIVE_INFINITY;
  const isLate = at >= goneAt && at < goneAt + lagAfterDelete;
  const view = viewAt(replica, isLate ? goneAt - 1 : at);
  const lie = replica.inList;
  if (view === undefined || lie === undefined || now >= (lie.until ?? Number.POSITIVE_INFINITY)) return view;
  if (lie.absent === true) return undefined;
  return {
    ...view,
    provisioningState: lie.provisioningState ?? view.provisioningState,
    ...(lie.displayStatus === undefined ? {} : { displayStatus: lie.displayStatus }),
    revision: { ...view.revision, routing: lie.routing ?? view.revision.routing },
  };
}

function withoutAfter({ after: _, ...phase }: { readonly after: number } & Omit<Moment, "since">) {
  return phase;
}

/** An update or a delete under way hides the state below it; displayStatus stays as it was (CLI-REC 2026). */
function overlay(replica: Replica, revision: Revision, provisioningState: string, at: number) {
  if (replica.deletion && replica.deletion.at <= at) return { provisioningState: "Deleting" };
  if (at < revision.until && !isBusy(provisioningState)) return { provisioningState: "Updating" };
  return {};
}

/** The status is stamped anew when an update is done, but not by one that is done at once (PY20a, NET22, NET26). */
function statusSince(replica: Replica, phaseStart: number, at: number): number {
  const updates = replica.revisions.filter(
    (revision) => revision.until > revision.at && revision.until <= at,
  );
  const updated = updates.map(({ until }) => until);
  return Math.max(replica.createdAt + phaseStart, ...updated);
}

function revisionAt(replica: Replica, at: number): Revision | undefined {
  return replica.revisions.findLast((revision) => revision.at <= at);
}

function isGone(replica: Replica, at: number): boolean {
  if (at >= replica.createdAt + replica.course.vanishesAfter) return true;
  const deletion = replica.deletion;
  if (deletion === undefined || at < deletion.goneAt) return false;
  const after = at - deletion.goneAt;
  return !deletion.flicker.some(([from, to]) => after >= from && after < to);
}
