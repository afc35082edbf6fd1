import { DRIFT_KINDS, type DriftKind } from "../registry/request.js";
import { readItems } from "./list-items.js";
import { alternatives, quote } from "./quote.js";
import { choiceForm } from "./text-forms.js";
import { all, andThen, type Form, fault, type Result } from "./value.js";

const kindForm = choiceForm(DRIFT_KINDS);

/** Kinds of drift: `any`, `none`, or a list of them. */
export const failOnForm: Form<readonly DriftKind[]> = (value) =>
  andThen(readItems(value), (items): Result<readonly DriftKind[]> => {
    const words = items.map((item) => (item.kind === "scalar" ? item.text.trim() : ""));
    if (words.length === 1 && words[0] === "any") return { value: DRIFT_KINDS };
    if (words.length === 1 && words[0] === "none") return { value: [] };
    if (words.length === 0 || words.includes("any") || words.includes("none")) {
      return fault(
        value,
        `${quote(value)} is not a list of kinds. Write \`any\` or \`none\` alone, or some of ${alternatives(DRIFT_KINDS)}.`,
      );
    }
    return andThen(all(items.map(kindForm)), (kinds) => ({ value: [...new Set(kinds)] }));
  });
