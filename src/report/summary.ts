import type { Outcome } from "../outcome/outcome.js";
import { markdownText } from "./escape-markdown.js";

/** The report as GitHub Flavored Markdown, for the job summary and for `report-path`; at most 256 KiB. */
export function summary(outcome: Outcome): string {
  return `### ${markdownText(outcome.headline)}\n`;
}
