import { INPUTS, isInputName } from "../src/inputs/declarations.js";
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

/** The schema of the config file with every key described as action.yml describes the input. */
export function fillSchema(schema: ConfigSchema, action: ActionMetadata): ConfigSchema {
  const properties = Object.entries(schema.properties).map(([name, property]) => {
    const description = action.inputs[name]?.description;
    return [name, { ...property, description }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
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
