import { INPUTS, type InputName } from "../src/inputs/declarations.js";
import { MODES } from "../src/registry/request.js";
import { type Described, lineOf, statedDefault } from "./descriptions.js";

/** What the pages need of action.yml. */
export interface ActionReference {
  readonly inputs: Described;
  readonly outputs: Described;
}

/** Where an input is looked for: the headings of the README's table and of docs/inputs.md. */
const CHAPTERS: readonly (readonly [string, readonly InputName[]])[] = [
  [
    "Registry and regions",
    ["registry", "subscription-id", "resource-group", "regions", "routing", "tags", "config"],
  ],
  ["What to do", ["mode", "prune", "repair", "owner", "ttl", "only-expired", "only-orphaned", "fail-on"]],
  ["Fences", ["protect", "max-delete", "max-replicas", "expect-plan"]],
  ["Waiting", ["wait-for", "timeout", "stuck-after"]],
  ["Images", ["images", "if-image-unknown"]],
  [
    "Sign-in and reports",
    [
      ...(["client-id", "tenant-id", "auth", "audience", "cloud", "github-token"] as const),
      ...(["drift-issue", "pr-comment", "summary", "report-html"] as const),
    ],
  ],
];

const WRITTEN =
  "<!-- Written by `npm run docs` from action.yml: the first sentence is the line in the README. -->";

/** The README with its two tables written anew from action.yml, each between its markers. */
export function fillReadme(readme: string, { inputs, outputs }: ActionReference): string {
  const inputRows = CHAPTERS.flatMap(([heading, names]) => [
    [`**${heading}**`, "", ""],
    ...names.map((name) => inputRow(name, descriptionOf(name, inputs))),
  ]);
  const outputRows = Object.entries(outputs).map(([name, { description }]) => [
    linked(name, "outputs"),
    cell(lineOf(description)),
  ]);
  const withInputs = fillBetween(readme, "inputs", table(["input", "default", "meaning"], inputRows));
  return fillBetween(withInputs, "outputs", table(["output", "meaning"], outputRows));
}

/** docs/inputs.md: every input with all that action.yml says of it, and the modes in which it has an effect. */
export function inputsPage(inputs: Described): string {
  const chapters = CHAPTERS.map(([heading, names]) => {
    const entries = names.map((name) => entry(name, `*${modesOf(name)}*\n\n${descriptionOf(name, inputs)}`));
    return `## ${heading}\n\n${entries.join("\n")}`;
  });
  const introduction = `# Inputs

Every input with all its rules; the [README](../README.md#inputs) has them in a table. An input that is empty counts as
left out. A duration is whole numbers with \`s\`, \`m\`, \`h\` or \`d\`, the largest first, such as \`90s\` or \`1h30m\`. The
actions \`check\`, \`wait\` and \`remove\` have the inputs of their mode. All inputs that are not valid are reported
together, each with its value and what is accepted.
`;
  return [WRITTEN, introduction, ...chapters].join("\n");
}

/** docs/outputs.md: every output with all that action.yml says of it. */
export function outputsPage(outputs: Described): string {
  const introduction = `# Outputs

Every output with its form; the [README](../README.md#outputs) has them in a table. All are set however the run ends:
success, failure, deadline or cancellation. What is not known is \`[]\`, \`false\` or empty. The arrays are JSON that no
shell reads as more than text: a blank follows every comma and colon, and unusual characters in strings are written as
\`\\uXXXX\`.
`;
  const entries = Object.entries(outputs).map(([name, { description }]) => entry(name, description.trim()));
  return [WRITTEN, introduction, ...entries].join("\n");
}

function inputRow(name: InputName, description: string): readonly string[] {
  return [linked(name, "inputs"), shown(statedDefault(description)), cell(lineOf(description))];
}

function descriptionOf(name: InputName, inputs: Described): string {
  return inputs[name]?.description.trim() ?? "";
}

function entry(name: string, text: string): string {
  return `### \`${name}\`\n\n${text}\n`;
}

function modesOf(name: InputName): string {
  const { modes } = INPUTS[name];
  if (modes.length === MODES.length) return "In every mode.";
  const named = modes.map((mode) => `\`${mode}\``);
  const all = [named.slice(0, -1).join(", "), named.at(-1)].filter((text) => text !== "");
  return `In ${all.join(" and ")}.`;
}

function shown(stated: string | null): string {
  return stated === null || stated === "none" ? "" : cell(stated);
}

function linked(name: string, page: "inputs" | "outputs"): string {
  return `[\`${name}\`](docs/${page}.md#${name})`;
}

function fillBetween(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}: written by npm run docs -->`;
  const end = `<!-- ${name}: end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The markers ${begin} and ${end} are not there in this order.`);
  return `${text.slice(0, from + begin.length)}\n\n${content}\n\n${text.slice(to)}`;
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [line(titles), `|${"---|".repeat(titles.length)}`, ...rows.map(line)].join("\n");
}

/** GitHub's Markdown ends a cell at every `|`, in code too, unless it is escaped. */
function cell(text: string): string {
  return text.trim().replaceAll("|", "\\|").replace(/\s+/g, " ");
}
