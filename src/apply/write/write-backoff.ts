import { backoffDelay, busyDelay, isSeriesOver } from "../../registry/backoff.js";
import { type Failure, RequestFailed } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import { ServerText } from "../../registry/server-text.js";
import type { Tools } from "../tools.js";

/** How long to wait before a write is decided anew, and what kept Azure from taking the last one. */
export interface Backoff {
  readonly because: "busy" | "no-answer";
  readonly milliseconds: number;
}

/** The writes in a row that Azure did not take, region by region. */
export interface WriteBackoff {
  /** Takes a refused write into account; null where it is no use to send another. */
  next(region: Region, error: unknown): Backoff | null;
  /** Azure took a write. */
  reset(region: Region): void;
}

interface RefusedSeries {
  readonly because: Backoff["because"];
  readonly tries: number;
  readonly since: number;
}

/**
 * No write has been refused yet. A busy replica and a host that throttles are waited out until the deadline; lost
 * connections and servers that fail get seven tries within about a minute.
 */
export function createWriteBackoff({ clock, random }: Pick<Tools, "clock" | "random">): WriteBackoff {
  const refused = new Map<Region, RefusedSeries>();
  return {
    next: (region, error) => {
      const reason = error instanceof RequestFailed ? reasonToWait(error.failure) : null;
      if (reason === null) return null;
      const because = reason === "busy" ? "busy" : "no-answer";
      const series = refused.get(region);
      const { tries, since } = series?.because === because ? series : { tries: 0, since: clock.now() };
      refused.set(region, { because, tries: tries + 1, since });
      if (reason === "fault" && isSeriesOver(tries + 1, clock.now() - since)) return null;
      const delay = because === "busy" ? busyDelay : backoffDelay;
      return { because, milliseconds: delay(tries + 1, random) };
    },
    reset: (region) => {
      refused.delete(region);
    },
  };
}

function reasonToWait({ kind, code }: Failure): "busy" | "throttled" | "fault" | null {
  if (kind === "busy" || kind === "throttled") return kind;
  const isFault = kind === "server" || kind === "unreachable";
  return isFault || (kind === "conflict" && code instanceof ServerText && code.is("Conflict"))
    ? "fault"
    : null;
}
