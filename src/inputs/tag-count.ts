import type { Tags } from "../registry/replica.js";
import type { Asked } from "./asked.js";
import type { InputProblem } from "./problem.js";
import { TAG_LIMITS } from "./tag-lines.js";

/** A replica that is created carries the mark of the run's owner. */
const OWN_MARKS = 1;

/** Where a replica would get more tags than a resource of Azure's can have. */
export function tagCountProblems(asked: Asked): readonly InputProblem[] {
  const general = asked.meaning("tags");
  const room = TAG_LIMITS.most - (asked.meaning("owner") === null ? 0 : OWN_MARKS);
  if (count(general) > room) return [problem("tags", count(general), room, asked)];
  const regions = asked.meaning("regions") ?? "existing";
  const fullest = Math.max(
    0,
    ...(regions === "existing" ? [] : regions).map(({ tags }) => count({ ...general, ...tags })),
  );
  return fullest > room ? [problem("regions", fullest, room, asked)] : [];
}

function count(tags: Tags): number {
  return new Set(Object.keys(tags).map((name) => name.toLowerCase())).size;
}

function problem(input: "tags" | "regions", found: number, room: number, asked: Asked): InputProblem {
  const text = `A replica would get ${found} tags. Azure allows ${TAG_LIMITS.most}, and with \`owner\` one of them is this action's mark; write up to ${room}.`;
  return { input, text, place: asked.place(input) };
}
