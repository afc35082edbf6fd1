import type { Outcome } from "../outcome/outcome.js";
import { markdownText } from "./escape/markdown.js";
import { list, section } from "./markdown-blocks.js";
import { TROUBLE_HEADINGS, TROUBLE_KINDS, type Trouble, troublesOf } from "./trouble.js";
import { wayOn } from "./way-on.js";

/** How large the sections may grow: units per message, and items of one kind. */
export interface TroubleSize {
  readonly message: number;
  readonly rows: number;
}

/** What went wrong, a section per kind, and how to go on; Markdown. Empty when nothing did. */
export function troubleSections(outcome: Outcome, size: TroubleSize): readonly string[] {
  const troubles = troublesOf(outcome);
  const sections = TROUBLE_KINDS.map((kind) => {
    const items = troubles.filter((trouble) => trouble.kind === kind).map((one) => item(one, size));
    return section(TROUBLE_HEADINGS[kind], list(items, size.rows));
  });
  return [...sections, wayOn(outcome)].filter((block) => block !== "");
}

function item({ title, said, remedy }: Trouble, { message }: TroubleSize): string {
  const whole = `**${markdownText(title)}**: ${markdownText(said, message)}`;
  return remedy.length === 0 ? whole : `${whole}\n  - ${markdownText(remedy, message)}`;
}
