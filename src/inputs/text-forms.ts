import { isEmptyExpression } from "./plain-text.js";
import { alternatives, quote, quoteText } from "./quote.js";
import { andThen, type Form, fault, type Result, type Value } from "./value.js";

const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const TENANT_DOMAIN = /^[0-9a-z](?:[0-9a-z.-]{0,251}[0-9a-z])?$/i;
const RESOURCE_GROUP = /^[-\p{L}\p{N}_.()]{0,89}[-\p{L}\p{N}_()]$/u;
const PLAN_HASH = /^[0-9a-f]{64}$/i;
/** With ` until ` and a time behind it, an owner still fits into the 256 characters of a tag's value. */
const LONGEST_OWNER = 200;
/** Parts the owner from the time in a mark. */
const UNTIL = " until ";

/** A text on one line, without the blanks around it. `accepted` ends the sentence "Write …". */
export function readText(value: Value, accepted: string): Result<string> {
  if (value.kind !== "scalar") return fault(value, `${quote(value)} is not text. Write ${accepted}.`);
  if (value.type !== "string") {
    return fault(value, `${quote(value)} is not text in YAML: put it in quotes. Write ${accepted}.`);
  }
  const text = value.text.trim();
  return isEmptyExpression(text)
    ? fault(value, `${emptyExpression(text)} Write ${accepted}.`)
    : { value: text };
}

/** What is wrong with a name that is the word of an empty expression. */
export function emptyExpression(text: string): string {
  return `${quoteText(text)} is what an expression without a value becomes. Check where the value comes from.`;
}

function matching(pattern: RegExp, what: string, accepted: string): Form<string> {
  return (value) =>
    andThen(readText(value, accepted), (text) =>
      pattern.test(text)
        ? { value: text }
        : fault(value, `${quote(value)} is not ${what}. Write ${accepted}.`),
    );
}

/** A subscription or application ID, in small letters. */
export const guidForm: Form<string> = (value) =>
  andThen(
    matching(GUID, "an ID", "32 hexadecimal digits as `00000000-0000-0000-0000-000000000000`")(value),
    (text) => ({ value: text.toLowerCase() }),
  );

/** A Microsoft Entra tenant: its ID or one of its domains. */
export const tenantForm = matching(
  TENANT_DOMAIN,
  "a tenant",
  "the tenant's ID or one of its domains, such as `contoso.onmicrosoft.com`",
);

/** A resource group's name. Source of the rule: ARM's naming rules for Microsoft.Resources. */
export const resourceGroupForm = matching(
  RESOURCE_GROUP,
  "a resource group's name",
  "up to 90 letters, digits, `-`, `_`, `.` and brackets, without a `.` at the end",
);

/** The audience of an ID token. */
export const audienceForm = matching(
  /^\S+$/,
  "an audience",
  "one word, such as `api://AzureADTokenExchange`",
);

/** A plan's hash, in small letters as the output has it. */
export const planHashForm: Form<string> = (value) =>
  andThen(
    matching(PLAN_HASH, "a plan's hash", "the 64 hexadecimal digits of the output `plan-hash`")(value),
    (text) => ({ value: text.toLowerCase() }),
  );

/** Any text, said to be none where something else stands. */
export const anyTextForm: Form<string> = (value) => readText(value, "a text");

/** An ownership mark, which a tag holds with or without a time behind it. */
export const ownerForm: Form<string> = (value) => {
  const accepted = `up to ${LONGEST_OWNER} characters without line breaks and without "${UNTIL}", such as \`contoso/shop/pr-42\``;
  return andThen(readText(value, accepted), (text) => {
    const isOneLine = !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);
    return text !== "" && text.length <= LONGEST_OWNER && isOneLine && !text.includes(UNTIL)
      ? { value: text }
      : fault(value, `${quote(value)} cannot be an owner. Write ${accepted}.`);
  });
};

/** One of a few words. `advice` may say something better of a value that people write by mistake. */
export function choiceForm<Word extends string>(
  words: readonly Word[],
  advice: (text: string) => string | null = () => null,
): Form<Word> {
  return (value) => {
    const text = value.kind === "scalar" ? value.text.trim() : "";
    const word = words.find((candidate) => candidate === text);
    if (word !== undefined) return { value: word };
    return fault(
      value,
      advice(text) ?? `${quote(value)} is not one of the choices. Write ${alternatives(words)}.`,
    );
  };
}

/** `true` or `false` in the spellings of YAML 1.2's core schema; `yes`, `on` and `1` are not among them. */
export const booleanForm: Form<boolean> = (value) => {
  const text = value.kind === "scalar" ? value.text.trim() : "";
  if (/^(?:true|True|TRUE)$/.test(text)) return { value: true };
  if (/^(?:false|False|FALSE)$/.test(text)) return { value: false };
  return fault(value, `${quote(value)} is neither \`true\` nor \`false\`. Write one of the two.`);
};

/** A whole number from 0 up. */
export const countForm: Form<number> = (value) => {
  const text = value.kind === "scalar" ? value.text.trim() : "";
  const isNumber = value.kind === "scalar" && value.type === "number";
  const count = isNumber || /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(count) && count >= 0) return { value: count };
  return fault(value, `${quote(value)} is not a count. Write a whole number, 0 or more.`);
};
