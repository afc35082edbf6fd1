import type { Clock } from "../../registry/clock.js";
import { type Failure, RequestFailed } from "../../registry/failure.js";
import type { Region } from "../../registry/region.js";
import { ServerText } from "../../registry/server-text.js";

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

const PAUSE_WHILE_BUSY = 3_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const MOST_TRIES = 7;
const LONGEST_SERIES = 60_000;

interface RefusedSeries {
  readonly tries: number;
  readonly since: number;
}

/**
 * No write has been refused yet. A busy replica and a host that throttles are waited out until the deadline; lost
 * connections and servers that fail get seven tries within about a minute.
 */
export function createWriteBackoff(clock: Clock): WriteBackoff {
  const refused = new Map<Region, RefusedSeries>();
  return {
    next: (region, error) => {
      const reason = error instanceof RequestFailed ? reasonToWait(error.failure) : null;
      if (reason === "busy") return { because: "busy", milliseconds: PAUSE_WHILE_BUSY };
      if (reason === null) return null;
      const before = refused.get(region) ?? { tries: 0, since: clock.now() };
      const series = { ...before, tries: before.tries + 1 };
      refused.set(region, series);
      const isOver = series.tries >= MOST_TRIES || clock.now() - series.since >= LONGEST_SERIES;
      if (reason === "fault" && isOver) return null;
      const milliseconds = Math.min(FIRST_PAUSE * 2 ** (series.tries - 1), LONGEST_PAUSE);
      return { because: "no-answer", milliseconds };
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
