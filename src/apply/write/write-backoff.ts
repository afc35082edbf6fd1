import { BACKOFF, backoffDelay, busyDelay, isSeriesOver } from "../../registry/backoff.js";
import { type Failure, RequestFailed } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import type { Tools } from "../tools.js";

/** How long to wait before a write is decided anew, and what kept Azure from taking the last one. */
export interface Backoff {
  readonly because: "busy" | "no-answer";
  readonly milliseconds: number;
}

/** The writes in a row that Azure did not take, region by region. */
export interface WriteBackoff {
  /**
   * Takes a refused write into account; null where it is no use to send another. A conflict that may pass is worth
   * another try for as long as `isAnyInOperation`.
   */
  next(region: Region, error: unknown, isAnyInOperation: () => Promise<boolean>): Promise<Backoff | null>;
  /** Azure took a write. */
  reset(region: Region): void;
}

interface RefusedSeries {
  readonly because: Backoff["because"];
  readonly tries: number;
  readonly since: number;
}

/**
 * No write has been refused yet. A host that throttles is waited out until the deadline, and so is a conflict while
 * anything of the registry is in operation; a conflict where nothing is, lost connections and servers that fail get
 * about a minute.
 */
export function createWriteBackoff({ clock, random }: Pick<Tools, "clock" | "random">): WriteBackoff {
  const refused = new Map<Region, RefusedSeries>();
  return {
    next: async (region, error, isAnyInOperation) => {
      const reason = error instanceof RequestFailed ? reasonToWait(error.failure) : null;
      if (reason === null) return null;
      const because = reason === "busy" ? "busy" : "no-answer";
      const earlier = refused.get(region);
      const before = earlier?.because === because ? earlier : { tries: 0, since: clock.now() };
      const tries = before.tries + 1;
      const isStillBusy = reason === "busy" && (await isAnyInOperation());
      const since = isStillBusy ? clock.now() : before.since;
      refused.set(region, { because, tries, since });
      const elapsed = clock.now() - since;
      if (reason === "busy")
        return elapsed >= BACKOFF.longestSeries ? null : { because, milliseconds: busyDelay(tries, random) };
      if (reason === "fault" && isSeriesOver(tries, elapsed)) return null;
      return { because, milliseconds: backoffDelay(tries, random) };
    },
    reset: (region) => {
      refused.delete(region);
    },
  };
}

function reasonToWait({ kind }: Failure): "busy" | "throttled" | "fault" | null {
  if (kind === "busy" || kind === "throttled") return kind;
  return kind === "server" || kind === "unreachable" ? "fault" : null;
}
