import { findMark, hasPassed, isOnlyOwner, type Mark, type Marks, readMarks } from "../registry/marks.js";
import type { Replica } from "../registry/replica.js";
import type { ChosenMarks, DeleteCondition } from "./plan.js";

/**
 * Whether the reason for a delete still holds of the replica as it was just read, as far as the replica tells it. A
 * time has passed only by the clock of the answer that shows the replica.
 */
export function holds(condition: DeleteCondition, replica: Replica): boolean {
  const marks = readMarks(replica.tags);
  if (condition.kind === "release") return isOnlyOwner(marks, condition.owner);
  return hasExactly(condition, marks) && condition.passed.every((owner) => isPassed(owner, marks, replica));
}

/** Which of the chosen marks the replica still carries, unchanged, and with their time passed where that is asked. */
export function stillChosen({ marks, passed }: ChosenMarks, replica: Replica): readonly Mark[] {
  const present = readMarks(replica.tags);
  return marks.filter(
    (mark) =>
      isSame(mark, findMark(present, mark.owner)) &&
      (!passed.includes(mark.owner) || isPassed(mark.owner, present, replica)),
  );
}

function hasExactly({ marks }: ChosenMarks, { readable, unreadable }: Marks): boolean {
  return (
    unreadable.length === 0 &&
    readable.length === marks.length &&
    readable.every((mark) => marks.some((expected) => isSame(expected, mark)))
  );
}

function isSame(expected: Mark, found: Mark | null): boolean {
  return expected.owner === found?.owner && expected.until?.getTime() === found.until?.getTime();
}

function isPassed(owner: string, marks: Marks, { seenAt }: Replica): boolean {
  const mark = findMark(marks, owner);
  return mark !== null && hasPassed(mark, seenAt);
}
