import { isEmptyExpression } from "./plain-text.js";
import { quote } from "./quote.js";
import { emptyExpression } from "./text-forms.js";
import { andThen, fault, type Result, type Scalar, textValue, type Value } from "./value.js";
import { readYaml } from "./yaml-value.js";

/**
 * The items of a list: a YAML sequence (in the config file, or as the text of an input, where JSON counts too),
 * or a text with commas or new lines between the items, in which `#` starts a comment.
 */
export function readItems(value: Value): Result<readonly Value[]> {
  if (value.kind === "sequence") return { value: value.items };
  if (value.kind !== "scalar" || value.type !== "string") {
    return fault(value, `${quote(value)} is not a list. Write names with commas or new lines between them.`);
  }
  const text = value.text.trim();
  if (isEmptyExpression(text)) return fault(value, emptyExpression(text));
  return isSequenceText(value.text) ? readSequenceText(value) : { value: plainItems(value) };
}

function isSequenceText(text: string): boolean {
  return /^(?:-(?:\s|$)|\[)/.test(firstMeaningfulLine(text));
}

/** The first line that is neither empty nor a comment, without the blanks around it. */
export function firstMeaningfulLine(text: string): string {
  const lines = text.split("\n").map((line) => line.trim());
  return lines.find((line) => line !== "" && !line.startsWith("#")) ?? "";
}

function readSequenceText(value: Scalar): Result<readonly Value[]> {
  return andThen(readYaml(value.text), (read) =>
    read.kind === "sequence"
      ? { value: read.items }
      : fault(value, `${quote(value)} is not a YAML sequence.`),
  );
}

function plainItems({ text, place }: Scalar): readonly Value[] {
  return text
    .split("\n")
    .flatMap((line) => line.replace(/#.*$/, "").split(","))
    .map((item) => item.trim())
    .filter((item) => item !== "")
    .map((item) => textValue(item, place));
}
