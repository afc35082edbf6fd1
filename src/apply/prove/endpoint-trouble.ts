import type { Failure } from "../../registry/failure.js";
import type { BlobAnswer, ManifestAnswer } from "../ports.js";
import type { Tools } from "../tools.js";

/** Hears every answer of one region's endpoint, and puts into the journal what a person should know. */
export interface TroubleListener {
  hear(answer: ManifestAnswer | BlobAnswer): void;
  /** The looks are over: what has not passed until now will not. */
  tellWhatIsLeft(): void;
}

/** The name of a host that is only just made takes a while to be known everywhere: that is no trouble yet. */
const PASSING = 15_000;

/**
 * A refusal is a failure at once; an endpoint that cannot be reached is a warning when that lasts, and one that asks
 * to wait when that outlasts the looks. Each once.
 */
export function listenForTrouble({ clock, record }: Pick<Tools, "clock" | "record">): TroubleListener {
  let isDenied = false;
  let silence: { readonly since: number; readonly failure: Failure; readonly isTold: boolean } | null = null;

  let throttling: Failure | null = null;

  const tellSilence = () => {
    if (silence === null || silence.isTold) return;
    record({ kind: "warned", failure: silence.failure });
    silence = { ...silence, isTold: true };
  };

  return {
    hear: (answer) => {
      if (answer.kind === "denied" && !isDenied) {
        isDenied = true;
        record({ kind: "failed", failure: answer.failure });
      }
      if (answer.kind === "unreachable") {
        silence = { since: clock.now(), isTold: false, ...silence, failure: answer.failure };
        if (clock.now() - silence.since >= PASSING) tellSilence();
      }
      throttling = answer.kind === "throttled" ? answer.failure : null;
      if (answer.kind === "present" || answer.kind === "absent") silence = null;
    },
    tellWhatIsLeft: () => {
      tellSilence();
      if (throttling !== null && silence === null) record({ kind: "warned", failure: throttling });
    },
  };
}
