import { type Declaration, INPUT_NAMES, INPUTS } from "../src/inputs/declarations.js";
import { textValue } from "../src/inputs/value.js";
import type { Described } from "./descriptions.js";

/** A JSON Schema as far as the documents touch it. */
export interface ConfigSchema {
  readonly properties: Readonly<Record<string, object>>;
}

/**
 * The schema of the config file with a key for each input that it may have, described as action.yml describes it. A key
 * that is new is drafted from how its input is read: write what else it takes into the schema, where it stays.
 */
export function fillSchema(schema: ConfigSchema, inputs: Described): ConfigSchema {
  const names = INPUT_NAMES.filter((name) => INPUTS[name].inConfig !== "refused");
  const properties = names.map((name) => {
    const property = schema.properties[name] ?? { description: "", ...draftProperty(INPUTS[name]) };
    return [name, { ...property, description: inputs[name]?.description }];
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
