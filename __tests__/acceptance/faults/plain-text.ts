import { OUTPUT_NAMES } from "../../../src/report/output-names.js";
import { renderMarkdown } from "../../report/rendered-markdown.js";
import type { Simulator } from "../../simulator/index.js";
import type { ActionRun } from "../harness/index.js";

/** The workflow commands that the action itself prints. */
const OWN_COMMANDS = ["add-mask", "debug", "group", "endgroup", "error", "warning", "notice"];
/** What may stand in Markdown of ours. */
const OWN_ELEMENTS =
  /^(heading|paragraph|table|thead|tbody|tr|th|td|strong|em|bullet_list|list_item)_(open|close) |^(fence|softbreak) |^link_open a https:\/\/github\.com\/contoso\/shop\/actions\/runs\/\d+$|^link_close /;
const OWN_TAGS =
  "a b body br circle code div g h1 h2 h3 head html li main meta p path rect section span style svg table tbody td text th thead title tr ul".split(
    " ",
  );
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\u{200b}\u{feff}]/u;

/**
 * Everything in what a run left behind that a reader would take for more than text, whatever servers said: commands,
 * characters that cannot be seen, outputs, elements of Markdown and of the page. Empty when all is well.
 */
export async function moreThanText(run: ActionRun, simulator: Simulator): Promise<readonly string[]> {
  const issues = simulator.issues.flatMap(({ title, body, comments }) => [title, body, ...comments]);
  return [
    ...inLog(run, simulator),
    ...inOutputs(run),
    ...[run.summary, ...issues].flatMap(inMarkdown),
    ...inPage(run.outputs["report-html"] ? await run.read(run.outputs["report-html"]) : ""),
  ];
}

function inLog({ stdout, stderr, commands }: ActionRun, simulator: Simulator): readonly string[] {
  const secrets = new Set(simulator.secrets().map(({ value }) => value));
  const strange = commands.filter(
    ({ name, value, properties }) =>
      !OWN_COMMANDS.includes(name) ||
      (name === "add-mask" && !secrets.has(value)) ||
      Object.keys(properties).some((property) => property !== "title"),
  );
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => INVISIBLE.test(line));
  return [
    ...strange.map((command) => `command ${JSON.stringify(command)}`),
    ...lines.map((line) => `log ${line}`),
  ];
}

function inOutputs({ outputs }: ActionRun): readonly string[] {
  const names = Object.keys(outputs).filter((name) => !OUTPUT_NAMES.some((known) => known === name));
  const values = Object.entries(outputs).filter(([, value]) => !/^[ -~]*$/.test(value));
  return [...names, ...values.map(([name, value]) => `${name}=${value}`)].map((text) => `output ${text}`);
}

function inMarkdown(markdown: string): readonly string[] {
  const withoutMarker = markdown.replace(/^<!-- acr-geo-drift [^>]*-->/, "");
  const { elements, texts } = renderMarkdown(withoutMarker);
  const strange = elements.split("\n").filter((element) => element !== "" && !OWN_ELEMENTS.test(element));
  const spoken = texts.filter((text) => /@\w|#\d|:\/\/|www\.|[<>]/.test(text));
  return [...strange, ...spoken].map((text) => `Markdown ${text}`);
}

/** Tags and attributes of the page that are none of ours, and links that lead out of it. */
function inPage(page: string): readonly string[] {
  const tags = [...page.matchAll(/<\/?([a-z][a-z0-9]*)([^<>]*)/gi)];
  const strange = tags.filter(([, name = "", attributes = ""]) => {
    const isForeign =
      /href="[^#]/.test(attributes) || /\son\w+\s*=/i.test(attributes.replace(/"[^"]*"/g, ""));
    return isForeign || !OWN_TAGS.includes(name);
  });
  return strange.map(([tag]) => `page ${tag}`);
}
