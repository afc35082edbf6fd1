import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { configSources } from "../../scripts/workflow-sources.js";
import { parseRequest } from "../../src/inputs/parse-request.js";
import { configFile } from "../inputs/asking.js";

const SCHEMA_LINE =
  "# yaml-language-server: $schema=https://raw.githubusercontent.com/OWNER/acr-geo-replication/v1/schema/config.schema.json";
const isValid = new Ajv({ strict: false }).compile(
  JSON.parse(readFileSync("schema/config.schema.json", "utf8")),
);

describe("a config file to copy", () => {
  const sources = configSources(".").map((source) => [`${source.file}:${source.line}`, source] as const);

  test("is among the examples", () => {
    expect(sources.map(([, { file }]) => file)).toContain("examples/acr-geo.yml");
  });

  test.each(sources)("fits the schema: %s", (_name, { text }) => {
    isValid(parse(text));
    expect(isValid.errors).toBeNull();
  });

  test.each(sources)("is understood: %s", (_name, { text }) => {
    const path = ".github/acr-geo.yml";
    const inputs = { config: path, mode: "check" };
    expect(parseRequest({ inputs, environment: {} }, configFile(path, text))).toHaveProperty("request");
  });

  test.each(sources)("begins with the line by which editors find the schema: %s", (_name, { text }) => {
    expect(text.split("\n")[0]).toBe(SCHEMA_LINE);
  });
});
