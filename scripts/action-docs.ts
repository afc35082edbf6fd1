import { type Declaration, INPUT_NAMES, INPUTS, isInputName } from "../src/inputs/declarations.js";
import { textValue } from "../src/inputs/value.js";
import { MODES } from "../src/registry/request.js";

/** What the documents need of action.yml. */
export interface ActionMetadata {
  readonly branding?: object;
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
  readonly runs?: object;
}

/** A JSON Schema as far as the documents touch it. */
export interface ConfigSchema {
  readonly properties: Readonly<Record<string, object>>;
}

/** The README with its two tables written anew from action.yml, each between its markers. */
export function fillReadme(readme: string, action: ActionMetadata): string {
  const inputs = Object.entries(action.inputs).map(([name, { description }]) => [
    `\`${name}\``,
    modesOf(name),
    cell(description),
  ]);
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    cell(description),
  ]);
  const withInputs = fillBetween(readme, "inputs", table(["input", "modes", "what it says"], inputs));
  return fillBetween(withInputs, "outputs", table(["output", "what it says"], outputs));
}

/**
 * The schema of the config file with a key for each input that it may have, described as action.yml describes it. A key
 * that is new is drafted from how its input is read: write what else it takes into the schema, where it stays.
 */
export function fillSchema(schema: ConfigSchema, action: ActionMetadata): ConfigSchema {
  const names = INPUT_NAMES.filter((name) => INPUTS[name].inConfig !== "refused");
  const properties = names.map((name) => {
    const property = schema.properties[name] ?? { description: "", ...draftProperty(INPUTS[name]) };
    return [name, { ...property, description: action.inputs[name]?.description }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** What a new key takes, found out by trying; a text where it is none of the forms that inputs share. */
export function draftProperty({
  form,
  whenLeftOut,
}: Pick<Declaration<unknown>, "form" | "whenLeftOut">): object {
  const takes = (text: string) => "value" in form(textValue(text));
  const stated = whenLeftOut === null ? {} : { default: whenLeftOut };
  if (takes("anything at all")) return { type: "string", ...stated };
  if (takes("true")) return { allOf: [{ $ref: "#/definitions/boolean" }], ...stated };
  if (takes("7")) return { type: "integer", minimum: 0, ...stated };
  if (!takes("1h30m")) return { type: "string", ...stated };
  const inMinutes = typeof whenLeftOut === "number" ? { default: `${whenLeftOut / 60_000}m` } : {};
  return { allOf: [{ $ref: "#/definitions/duration" }], ...inMinutes };
}

function fillBetween(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}: written by npm run docs -->`;
  const end = `<!-- ${name}: end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The markers ${begin} and ${end} are not there in this order.`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function modesOf(name: string): string {
  const modes = isInputName(name) ? INPUTS[name].modes : MODES;
  return modes.length === MODES.length ? "all" : modes.join(", ");
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), `|${"---|".repeat(titles.length)}`, ...rows.map(line)].join("\n");
}

/** GitHub's Markdown ends a cell at every `|`, in code too, unless it is escaped. */
function cell(text: string): string {
  return text.trim().replaceAll("|", "\\|").replace(/\s+/g, " ");
}
