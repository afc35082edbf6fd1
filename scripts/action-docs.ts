/** What the documents need of action.yml. */
export interface ActionMetadata {
  readonly inputs: Readonly<Record<string, { readonly description: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

/** A JSON Schema as far as the documents touch it. */
export interface ConfigSchema {
  readonly properties: Readonly<Record<string, object>>;
}

/** The README with its two tables written anew from action.yml, each between its markers. */
export function fillReadme(readme: string, action: ActionMetadata): string {
  const withInputs = fillBetween(readme, "inputs", table("input", action.inputs));
  return fillBetween(withInputs, "outputs", table("output", action.outputs));
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

function table(title: string, rows: ActionMetadata["inputs"]): string {
  const lines = Object.entries(rows).map(
    ([name, { description }]) => `| \`${name}\` | ${cell(description)} |`,
  );
  return [`| ${title} | what it says |`, "|---|---|", ...lines].join("\n");
}

/** GitHub's Markdown ends a cell at every `|`, in code too, unless it is escaped. */
function cell(text: string): string {
  return text.trim().replaceAll("|", "\\|").replace(/\s+/g, " ");
}
