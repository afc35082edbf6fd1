import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** YAML that people run or copy. */
export interface YamlSource {
  /** File below the project's root, and the line of it on which `text` begins, counted from 1. */
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Every workflow of the repository and the documents: those that run, the examples, and blocks in Markdown. */
export function workflowSources(root: string): readonly YamlSource[] {
  const files = [...yamlFiles(root, ".github/workflows"), ...yamlFiles(root, "examples")];
  return [...files, ...markdownBlocks(root)].map(asWorkflow).filter(isWorkflow);
}

/** The YAML of the examples and of Markdown that is no workflow: config files. */
export function configSources(root: string): readonly YamlSource[] {
  return [...yamlFiles(root, "examples"), ...markdownBlocks(root)].filter(
    (source) => !isWorkflow(asWorkflow(source)),
  );
}

/** The Markdown files that users and contributors read. */
export function markdownFiles(root: string): readonly string[] {
  const documents = readdirSync(join(root, "docs")).map((name) => `docs/${name}`);
  return [...readdirSync(root), ...documents].filter((name) => name.endsWith(".md")).sort();
}

function yamlFiles(root: string, folder: string): readonly YamlSource[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(".yml"));
  return names.sort().map((name) => {
    const file = `${folder}/${name}`;
    return { file, line: 1, text: readFileSync(join(root, file), "utf8") };
  });
}

function markdownBlocks(root: string): readonly YamlSource[] {
  return markdownFiles(root).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    return [...text.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map((match) => ({
      file,
      line: text.slice(0, match.index).split("\n").length + 1,
      text: match[1] ?? "",
    }));
  });
}

const FRAME = [
  "on: push",
  "permissions: {}",
  "jobs:",
  "  example:",
  "    runs-on: ubuntu-latest",
  "    steps:",
];

/** A list of steps becomes the workflow around them, so that it can be checked like any other. */
function asWorkflow(source: YamlSource): YamlSource {
  if (!Array.isArray(parse(source.text))) return source;
  const steps = source.text.split("\n").map((line) => (line === "" ? "" : `      ${line}`));
  return { ...source, line: source.line - FRAME.length, text: [...FRAME, ...steps].join("\n") };
}

function isWorkflow({ text }: YamlSource): boolean {
  const content: unknown = parse(text);
  return typeof content === "object" && content !== null && "jobs" in content;
}
