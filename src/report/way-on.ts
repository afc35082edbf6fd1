import type { Outcome } from "../outcome/outcome.js";

/** How to resume a run that did not come to its end; empty where there is nothing to resume. */
export function wayOn({ verdict, failures }: Pick<Outcome, "verdict" | "failures">): string {
  switch (verdict) {
    case "cancelled":
    case "stuck":
    case "timed-out":
      return RUN_AGAIN;
    case "failed":
      // Inputs that cannot be read now will not be read then.
      return failures.some(({ activity }) => activity === "read-inputs") ? "" : RUN_AGAIN;
    default:
      return "";
  }
}

const RUN_AGAIN = "Run again: it continues from what it finds.";
