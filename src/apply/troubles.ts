import { type Failure, RequestFailed } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import { ServerText } from "../registry/server-text.js";
import type { Clock } from "./ports.js";

/** What kept Azure from taking a write, where it may pass: an operation on the replica, or trouble on the way. */
export type Trouble = "busy" | "no-answer";

/** A write that may be sent again, decided anew, after so many milliseconds. */
export interface Respite {
  readonly trouble: Trouble;
  readonly pause: number;
}

/** The trouble that writes have met, region by region. */
export interface Troubles {
  /** Takes a write that was not taken into account; null where it is no use to send another. */
  meet(region: Region, error: unknown): Respite | null;
  /** Azure took a write. */
  end(region: Region): void;
}

const PAUSE_WHILE_BUSY = 3_000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;
const MOST_TRIES = 7;
const LONGEST_TROUBLE = 60_000;

interface Spell {
  readonly tries: number;
  readonly since: number;
}

/**
 * No region has met any yet. A busy replica and a host that asks for patience are waited out until the deadline;
 * lost connections and servers that fail get seven tries within about a minute.
 */
export function noTroubles(clock: Clock): Troubles {
  const spells = new Map<Region, Spell>();
  return {
    meet: (region, error) => {
      const passing = error instanceof RequestFailed ? passingOf(error.failure) : null;
      if (passing === "busy") return { trouble: "busy", pause: PAUSE_WHILE_BUSY };
      if (passing === null) return null;
      const before = spells.get(region) ?? { tries: 0, since: clock.now() };
      const spell = { ...before, tries: before.tries + 1 };
      spells.set(region, spell);
      const isOver = spell.tries >= MOST_TRIES || clock.now() - spell.since >= LONGEST_TROUBLE;
      if (passing === "trouble" && isOver) return null;
      return { trouble: "no-answer", pause: Math.min(FIRST_PAUSE * 2 ** (spell.tries - 1), LONGEST_PAUSE) };
    },
    end: (region) => {
      spells.delete(region);
    },
  };
}

function passingOf({ kind, code }: Failure): "busy" | "throttled" | "trouble" | null {
  if (kind === "busy" || kind === "throttled") return kind;
  const isTrouble = kind === "server" || kind === "unreachable";
  return isTrouble || (kind === "conflict" && code instanceof ServerText && code.is("Conflict"))
    ? "trouble"
    : null;
}
