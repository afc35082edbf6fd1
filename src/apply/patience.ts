import { type FailureKind, RequestFailed } from "../registry/failure.js";
import type { Tools } from "./tools.js";

/** These pass by themselves more often than not, so the looks go on until the deadline. */
const PASSING: readonly FailureKind[] = ["server", "unreachable", "throttled", "malformed"];
/** Other refusals are final once so many looks in a row have met them. */
const MOST_REFUSALS = 3;

/** Bears with looks that fail; warns of the first one in a row. */
export interface Patience {
  /** Takes a failed look into account; true when it is no use to look again. */
  isExhaustedBy(error: unknown): boolean;
  /** A look came through. */
  recover(): void;
}

/** Begins to bear with looks that fail. */
export function beginPatience({ record }: Pick<Tools, "record">): Patience {
  let inRow = 0;
  return {
    isExhaustedBy: (error) => {
      if (!(error instanceof RequestFailed)) return true;
      inRow += 1;
      if (!PASSING.includes(error.failure.kind) && inRow >= MOST_REFUSALS) return true;
      if (inRow === 1) record({ kind: "warned", failure: error.failure });
      return false;
    },
    recover: () => {
      inRow = 0;
    },
  };
}
