import { marks } from "../builders/situation.js";

/** The inputs of a run. */
export type Inputs = Readonly<Record<string, string>>;

/** A replica that a job finds; ready unless it says otherwise. One that is Creating is ready half a minute later. */
export interface Found {
  readonly region: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly state?: "Failed" | "Creating";
}

/** One kind of job, and the registry that it finds. */
export interface Job {
  readonly what: string;
  readonly inputs: Inputs;
  readonly replicas: readonly Found[];
}

/** The owner of the job that is cut off. */
export const MINE = "contoso/shop/pr-1";
/** The other pull request. */
export const THEIRS = "contoso/shop/pr-2";

/** Nobody's run may change this one. */
export const PERMANENT = found("eastus", { team: "platform" });
/** The other pull request, which is open, needs this one whatever happens. */
const SHARED = found("brazilsouth", marks(`${MINE},${THEIRS}`));
const FENCE = { "max-delete": "5" };
/** Passed, whenever the tests run. */
const PAST = "2020-01-01T00:00:00Z";

/** Every kind of job that there is. */
export const JOBS: readonly Job[] = [
  {
    what: "apply without an owner",
    inputs: { regions: "japaneast, brazilsouth, eastus" },
    replicas: [PERMANENT, SHARED],
  },
  {
    what: "apply with an owner",
    inputs: { regions: "japaneast, brazilsouth, eastus", owner: MINE },
    replicas: [PERMANENT, found("brazilsouth", marks(THEIRS))],
  },
  {
    what: "apply with an owner whose time has passed, and a ttl",
    inputs: { regions: "japaneast, brazilsouth", owner: MINE, ttl: "2h" },
    replicas: [PERMANENT, found("brazilsouth", marks(THEIRS)), found("japaneast", marks(MINE, PAST))],
  },
  {
    what: "apply that prunes what it owns",
    inputs: { regions: "japaneast, eastus", owner: MINE, prune: "owned" },
    replicas: [PERMANENT, SHARED, found("uksouth", marks(MINE))],
  },
  {
    what: "apply that prunes all",
    inputs: { ...FENCE, regions: "japaneast, eastus", prune: "all" },
    replicas: [PERMANENT, SHARED, found("uksouth", {})],
  },
  {
    what: "repair",
    inputs: { regions: "japaneast, eastus", owner: MINE, repair: "true" },
    replicas: [PERMANENT, SHARED, found("japaneast", marks(MINE), "Failed")],
  },
  {
    what: "remove by owner",
    inputs: { mode: "remove", owner: MINE },
    replicas: [PERMANENT, SHARED, found("japaneast", marks(MINE))],
  },
  {
    what: "remove by regions",
    inputs: { mode: "remove", regions: "uksouth" },
    replicas: [PERMANENT, SHARED, found("uksouth", {})],
  },
  {
    what: "remove with only-expired",
    inputs: { mode: "remove", "only-expired": "true" },
    replicas: [
      PERMANENT,
      found("brazilsouth", { ...marks(MINE, PAST), ...marks(THEIRS) }),
      found("japaneast", marks(MINE, PAST)),
    ],
  },
  {
    what: "remove with only-orphaned",
    inputs: { mode: "remove", "only-orphaned": "true" },
    replicas: [PERMANENT, SHARED, found("japaneast", marks(MINE))],
  },
  {
    what: "check",
    inputs: { mode: "check", regions: "japaneast, brazilsouth, eastus", owner: MINE, "fail-on": "none" },
    replicas: [PERMANENT, SHARED],
  },
  {
    what: "wait",
    inputs: { mode: "wait", regions: "japaneast, brazilsouth" },
    replicas: [PERMANENT, SHARED, found("japaneast", marks(MINE), "Creating")],
  },
];

/** What the other pull request's job does: it finds what the cut run has left, and needs the replica that both share. */
export const OTHER_JOB: Inputs = { regions: "brazilsouth, eastus", owner: THEIRS };
/** The nightly sweep. */
export const SWEEP: Inputs = { mode: "remove", "only-orphaned": "true" };

function found(region: string, tags: Found["tags"], state?: Found["state"]): Found {
  return { region, tags, ...(state === undefined ? {} : { state }) };
}
