import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Ajv } from "ajv";

const JSON_OUTPUTS = ["replicas", "ready-regions", "created", "deleted", "drift", "changes", "image-states"];

let compiled: ReturnType<Ajv["compile"]> | undefined;

/**
 * Throws when the report for machines is not as its schema has it, has a key that the schema does not describe, or says
 * something else than the outputs of the run.
 */
export function assertReportHolds(report: string, outputs: Readonly<Record<string, string>>): void {
  const content = JSON.parse(report);
  compiled ??= compile();
  if (!compiled(content))
    throw new Error(`The JSON report is not as its schema has it: ${JSON.stringify(compiled.errors)}`);
  for (const name of JSON_OUTPUTS) {
    if (!isDeepStrictEqual(content[name], JSON.parse(outputs[name] ?? "null")))
      throw new Error(`The JSON report has other ${name} than the output: ${outputs[name]}`);
  }
  for (const name of ["outcome", "headline", "fingerprint", "plan-hash"]) {
    if (content[name] !== outputs[name])
      throw new Error(`The JSON report has another ${name} than the output: ${outputs[name]}`);
  }
}

function compile(): ReturnType<Ajv["compile"]> {
  const schema = JSON.parse(readFileSync("schema/report.schema.json", "utf8"));
  return new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(closed(schema));
}

/** Readers of the schema must bear keys that are new; for the run that is tested each one must be described. */
function closed(schema: unknown): object {
  if (Array.isArray(schema)) return schema.map((part) => (isObject(part) ? closed(part) : part));
  const parts = Object.entries(isObject(schema) ? schema : {}).map(([key, part]) => [
    key,
    isObject(part) ? closed(part) : part,
  ]);
  const copy = Object.fromEntries(parts);
  const isClosed = isObject(copy.properties) && copy.type === "object" && !("additionalProperties" in copy);
  return isClosed ? { ...copy, additionalProperties: false } : copy;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
