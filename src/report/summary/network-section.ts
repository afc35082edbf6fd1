import type { Outcome } from "../../outcome/outcome.js";
import { markdownText } from "../escape/markdown.js";
import { list, section } from "../markdown-blocks.js";
import { NETWORK_HEADING, networkLines } from "../network-text.js";
import type { Detail } from "./detail.js";

/** What must be opened in networks for the regions that the plan creates; empty where nothing has to be. */
export function networkSection({ plan }: Pick<Outcome, "plan">, { rows }: Pick<Detail, "rows">): string {
  if (plan === null) return "";
  const lines = plan.network.flatMap((need) => networkLines(need, plan.registry));
  return section(
    NETWORK_HEADING,
    list(
      lines.map((line) => markdownText(line)),
      rows,
    ),
  );
}
