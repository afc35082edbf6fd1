import { expect } from "@jest/globals";
import type { Simulator, World } from "../../simulator/index.js";
import type { RunOptions } from "./run-action.js";
import { type Played, play } from "./scenario.js";

/** Markdown as it reads, without the marks of code. */
export function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}

/** What a person reads of one failure: the error annotation under this title, and its lines in the job summary. */
export function toldOf({ run }: Pick<Played, "run">, title: string): readonly [string, string] {
  const annotation = run.annotations.find((one) => one.level === "error" && one.title === title);
  const items = plain(run.summary).split("\n- ");
  const item = items.find((text) => text.startsWith(`**${title}**`));
  return [plain(annotation?.message ?? ""), item?.replaceAll("**", "") ?? ""];
}

/** A run that fails: its world, its inputs, the title of its error, and what must stand in the error's text. */
export type FailingRun = readonly [
  what: string,
  world: World,
  inputs: Readonly<Record<string, string>>,
  title: string,
  ...texts: string[],
];

/** Plays it, and looks for the texts, marks of code left out, in the annotation and in the summary. */
export async function expectTold(
  [, world, inputs, title, ...texts]: FailingRun,
  options: Partial<RunOptions> = {},
): Promise<Played & { readonly simulator: Simulator }> {
  const ended = await play(world, inputs, options);
  expect([ended.run.exitCode, ended.run.outputs.outcome]).toEqual([1, "failed"]);
  for (const told of toldOf(ended, title)) for (const text of texts) expect(told).toContain(plain(text));
  return ended;
}
