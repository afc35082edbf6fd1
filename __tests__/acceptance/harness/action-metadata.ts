import { readFile } from "node:fs/promises";
import { parse } from "yaml";

/** The inputs of an action.yml with the value that each has when the workflow sets nothing. */
export type InputDefaults = Readonly<Record<string, string>>;

/** Reads `inputs` of an action.yml; of expressions it knows those that a default may hold here. */
export async function readInputDefaults(
  file: string,
  expressions: Readonly<Record<string, string>>,
): Promise<InputDefaults> {
  const metadata: unknown = parse(await readFile(file, "utf8"));
  const inputs = member(metadata, "inputs");
  if (typeof inputs !== "object" || inputs === null) return {};
  return Object.fromEntries(
    Object.entries(inputs).map(([name, input]) => [
      name,
      evaluated(String(member(input, "default") ?? ""), expressions),
    ]),
  );
}

function evaluated(text: string, expressions: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{\{\s*(.+?)\s*\}\}/g, (whole, expression: string) => {
    const value = expressions[expression];
    if (value === undefined) throw new Error(`The harness does not know the expression ${whole}.`);
    return value;
  });
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
