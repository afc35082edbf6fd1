import { expect, test } from "@jest/globals";
import { makePlan } from "../../src/plan/make-plan.js";
import { largeSituation } from "../builders/large.js";

/** Milliseconds of the processor: what else the machine does must not turn a test red. */
function fastest(tries: number, work: () => void): number {
  const times = Array.from({ length: tries }, () => {
    const begun = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(begun);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

test("a plan for 100 wanted regions and 100 replicas is made in no time", () => {
  const hundred = largeSituation(100);
  expect(makePlan(hundred).changes).toHaveLength(150);
  // The benchmark holds it to 5 ms; this bound only keeps a busy machine from failing the test.
  expect(fastest(20, () => makePlan(hundred))).toBeLessThan(50);
});

test("ten times as many take no more than a hundred times as long", () => {
  const [hundred, thousand] = [largeSituation(100), largeSituation(1_000)];
  const base = fastest(20, () => makePlan(hundred));
  expect(fastest(3, () => makePlan(thousand))).toBeLessThan(Math.max(base, 1) * 200);
});
