import { largeOutcome, largeSituation } from "../../__tests__/builders/large.js";
import { makePlan } from "../../src/plan/make-plan.js";
import { summary } from "../../src/report/summary.js";
import { type Figure, median } from "./figure.js";

const MESSAGE = "The scope cannot perform write operation because it is locked.".repeat(4);

/** How long the pure parts take for a hundred regions. */
export function measureScale(): readonly Figure[] {
  const situation = largeSituation(100);
  const outcome = largeOutcome(100, MESSAGE);
  const bytes = Buffer.byteLength(summary(outcome));
  return [
    timed("a plan for 100 wanted × 100 observed regions", 5, () => makePlan(situation)),
    timed("the job summary of 100 regions", 20, () => summary(outcome)),
    {
      subject: "the job summary of 100 regions, in size",
      measured: `${Math.round(bytes / 1000)} KB`,
      bound: "200 KB",
      isMet: bytes <= 200_000,
    },
  ];
}

function timed(subject: string, bound: number, work: () => unknown): Figure {
  for (let warmUp = 0; warmUp < 20; warmUp += 1) work();
  const times = Array.from({ length: 30 }, () => {
    const begun = performance.now();
    work();
    return performance.now() - begun;
  });
  const middle = median(times);
  return { subject, measured: `${middle.toFixed(1)} ms`, bound: `${bound} ms`, isMet: middle < bound };
}
