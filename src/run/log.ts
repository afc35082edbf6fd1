import type { InputProblem } from "../inputs/problem.js";
import type { Outcome } from "../outcome/outcome.js";
import type { Plan } from "../plan/plan.js";
import type { TimedFact } from "../registry/fact.js";
import { beginNarration, narrate } from "../report/log/fact-log.js";
import type { LogEntry } from "../report/log/log-entry.js";
import { planLog } from "../report/log/plan-log.js";
import { problemLog } from "../report/log/problem-log.js";
import { resultLog } from "../report/log/result-log.js";
import type { Runner } from "./ports.js";

/** The runner's log of one run: what is told as it comes, and what is shown whole. */
export interface Log {
  /** Tells what is new in a fact. */
  tell(fact: TimedFact): void;
  /** Puts everything that is said during the work under one heading. */
  inGroup<Result>(title: string, work: () => Promise<Result>): Promise<Result>;
  showProblems(problems: readonly InputProblem[]): void;
  showPlan(plan: Plan): void;
  showResult(outcome: Outcome): void;
}

/** Opens the log of a run. */
export function openLog({ print }: Pick<Runner, "print">): Log {
  let narration = beginNarration([], []);
  const printAll = (entries: readonly LogEntry[]) => entries.forEach(print);
  return {
    tell: (fact) => {
      const told = narrate(narration, fact);
      narration = told.narration;
      printAll(told.entries);
    },
    inGroup: async (title, work) => {
      print({ kind: "group-begin", title });
      try {
        return await work();
      } finally {
        print({ kind: "group-end" });
      }
    },
    showProblems: (problems) => printAll(problemLog(problems)),
    showPlan: (plan) => {
      printAll(planLog(plan));
      const regions = [...plan.wanted, ...plan.changes, ...plan.replicas].map(({ region }) => region);
      // The plan has told what is there; from now on only what is new is told.
      narration = beginNarration(regions, plan.replicas);
    },
    showResult: (outcome) => printAll(resultLog(outcome)),
  };
}
