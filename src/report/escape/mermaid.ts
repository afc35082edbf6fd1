import type { ServerText } from "../../registry/server-text.js";
import { visibleText } from "./visible-text.js";

/**
 * A word for a label in a mermaid diagram: letters, digits, blanks and hyphens. Mermaid has no escape that holds
 * in every kind of diagram, so everything else becomes `_`.
 */
export function mermaidLabel(text: string | ServerText, limit = 40): string {
  return visibleText(text, limit).replace(/[^\p{L}\p{N} -]/gu, "_");
}
