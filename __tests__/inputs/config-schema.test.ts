import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { Ajv } from "ajv";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { readAsked } from "../../src/inputs/asked.js";
import { INPUT_NAMES, INPUTS, isInputName } from "../../src/inputs/declarations.js";
import { REGION_SETTINGS, ROUTING_WORDS } from "../../src/inputs/region-list.js";
import { CLOUD_NAMES } from "../../src/registry/cloud-name.js";
import { DRIFT_KINDS, SIGN_IN_WAYS } from "../../src/registry/request.js";
import { draws } from "../builders/draws.js";
import { configFile } from "./asking.js";
import { soundConfig } from "./generators.js";
import { SEED } from "./seed.js";

const SCHEMA = JSON.parse(readFileSync("schema/config.schema.json", "utf8"));
const isValid = new Ajv({ strict: true, strictTypes: false, allowUnionTypes: true }).compile(SCHEMA);

function schemaAccepts(file: string): boolean {
  return isValid(parse(file) ?? {});
}

function codeAccepts(file: string): boolean {
  const raw = { inputs: { config: "acr.yml" }, environment: {} };
  return readAsked(raw, configFile("acr.yml", file)).problems.length === 0;
}

describe("the schema of the config file", () => {
  test("has the inputs that the file may have, and no other key; where it has not, run npm run docs", () => {
    const allowed = INPUT_NAMES.filter((name) => INPUTS[name].inConfig !== "refused");
    expect(Object.keys(SCHEMA.properties)).toEqual(allowed);
    expect(SCHEMA.additionalProperties).toBe(false);
  });

  test.each(Object.keys(SCHEMA.properties))("is tried with a good and a bad value of %s below", (name) => {
    const isAbout = (file: string) => file.startsWith(`${name}:`);
    expect({ GOOD: GOOD.some(isAbout), BAD: BAD.some(isAbout) }).toEqual({ GOOD: true, BAD: true });
  });

  test.each(Object.keys(SCHEMA.properties))("has the default of %s, where that is a value", (name) => {
    const stated = SCHEMA.properties[name].default;
    const file = stated === undefined ? "" : stringify({ [name]: stated });
    const asked = readAsked({ inputs: {}, environment: {} }, configFile("acr.yml", file));
    if (!isInputName(name)) throw new Error(`${name} is no input`);
    expect(asked.problems).toEqual([]);
    expect(asked.meaning(name)).toEqual(INPUTS[name].whenLeftOut);
    expect(stated === undefined).toBe(INPUTS[name].whenLeftOut === null);
  });

  test.each([
    ["prune", ["none", "owned", "all"]],
    ["wait-for", ["none", "provisioned", "ready"]],
    ["if-image-unknown", ["error", "warn"]],
    ["auth", SIGN_IN_WAYS],
    ["cloud", CLOUD_NAMES],
  ])("has the words of %s", (name, words) => {
    expect(SCHEMA.properties[name].enum).toEqual(words);
    expect(words.every((word) => codeAccepts(`${name}: ${word}`))).toBe(true);
  });

  test("has the words of routing, of drift and of a region's settings", () => {
    const { routing, driftKind, regionWithSettings } = SCHEMA.definitions;
    const settings = regionWithSettings.additionalProperties.anyOf[1].properties;
    expect(routing.enum).toEqual(ROUTING_WORDS);
    expect(driftKind.enum).toEqual(DRIFT_KINDS);
    expect(Object.keys(settings)).toEqual(REGION_SETTINGS);
  });
});

const ID =
  "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso";

const GOOD = [
  `images: [api:v1@sha256:${"ab".repeat(32)}, "contoso.azurecr.io/api:v1@sha512:${"ab".repeat(64)}"]`,
  "",
  "registry: contoso",
  "registry: contoso.azurecr.io",
  "registry: Contoso-a1b2c3.azurecr.cn",
  `registry: ${ID}`,
  "regions: westeurope, japaneast",
  "regions: |\n  westeurope # home\n  japaneast",
  "regions: [westeurope, West Europe 2]",
  "regions:\n- japaneast: { routing: disabled, tags: { tier: dr } }\n- westeurope:\n- uksouth: {}",
  "regions:\n- japaneast: { routing: keep, tags: 'a=b' }",
  "regions: existing",
  "regions: [existing]",
  "regions:\n- location: Japan East\n  tags: { tier: dr }\n  regional_endpoint_enabled: false\n  zone_redundancy_enabled: true",
  "regions: [{ location: westeurope, name: geo01, regionEndpointEnabled: true, zoneRedundancy: Enabled }]",
  "regions: [{ location: westeurope, tags: null, global_endpoint_routing_enabled: null }]",
  "regions: [{ location: westeurope, globalEndpointRouting: Disabled }, japaneast]",
  "prune: owned",
  "owner: contoso/shop/pr-42",
  "owner: 'a, b until. c'",
  "owner: a until",
  "owner: ' until b until '",
  "ttl: 1h30m",
  "only-expired: true",
  "only-orphaned: false",
  "only-expired: 'True'",
  "protect: westeurope",
  "protect: []",
  "max-delete: 0",
  "max-replicas: '3'",
  "max-delete: 3.0",
  "max-delete: '12'",
  "repair: FALSE",
  "routing: keep",
  "tags: { tier: dr, level: 3, critical: true, empty: '' }",
  "tags: |\n  a=b",
  "wait-for: provisioned",
  "timeout: 90s",
  "stuck-after: 0",
  "stuck-after: '0'",
  "stuck-after: 0s",
  "images: [shop/api:v1, contoso.azurecr.io/my.host/api:v1]",
  `images: [shop/api@sha256:${"ab".repeat(32)}]`,
  "images: shop/api:v1, web:latest",
  "if-image-unknown: warn",
  "fail-on: any",
  "fail-on: none",
  "fail-on: missing, extra",
  "fail-on: [missing, not-ready]",
  "fail-on: missing",
  "subscription-id: 11111111-1111-4111-8111-111111111111",
  "resource-group: rg_shop.(1)-ä",
  "tenant-id: contoso.onmicrosoft.com",
  "client-id: 11111111-1111-4111-8111-11111111111A",
  "audience: api://AzureADTokenExchange",
  "auth: managed-identity",
  "cloud: AzureChinaCloud",
  "drift-issue: true",
  "pr-comment: true",
  "summary: false",
  "report-html: true",
];

const BAD = [
  "config: a.yml",
  "mode: check",
  "expect-plan: abc",
  "github-token: abc",
  "timout: 5m",
  "- registry",
  "registry: abc",
  "registry: contoso.example.com",
  `registry: ${ID}/replications/japaneast`,
  "registry: 12345",
  "registry: ''",
  "regions: []",
  "regions: ''",
  "regions: 5",
  "regions: { japaneast: {} }",
  "regions: [west-europe]",
  "regions: [[westeurope]]",
  "regions: [4]",
  "regions:\n- japaneast: {}\n  westeurope: {}",
  "regions:\n- japaneast: { zones: 3 }",
  "regions:\n- japaneast: { routing: off }",
  "regions:\n- japaneast: disabled",
  "regions:\n- japaneast: { tags: { acr-geo-owner: me } }",
  "regions: [{ location: west-europe }]",
  "regions: [{ location: westeurope, routing: disabled }]",
  "regions: [{ location: westeurope, regionEndpointEnabled: 1 }]",
  "regions: [{ location: westeurope, tags: { acr-geo-owner: me } }]",
  "prune: true",
  "prune: some",
  "prune:",
  "owner: a until b",
  "owner: 42",
  `owner: ${"x".repeat(201)}`,
  "ttl: 0s",
  "ttl: 90",
  "ttl: 30m1h",
  "only-expired: yes",
  "only-orphaned: yes",
  "protect: [4]",
  "protect: [japaneast: {}]",
  "protect:",
  "max-delete: -1",
  "max-delete: 1.5",
  "max-delete: many",
  "max-replicas: -1",
  "repair: on",
  "repair: 1",
  "routing: on",
  "tags: [a]",
  "tags: { 'a<b': c }",
  "tags: { ACR-Geo-Owner: me }",
  "tags: { '': c }",
  "tags: { a: [b] }",
  "tags: { a: null }",
  `tags: { a: ${"v".repeat(257)} }`,
  "wait-for: Ready",
  "timeout: 5 m",
  "timeout: 0",
  "stuck-after: 1",
  "images: [shop/api]",
  "images: [Shop/api:v1]",
  "images: [docker.io/nginx:1]",
  "images: [localhost/nginx:1]",
  `images: [api:v/1@sha256:${"ab".repeat(32)}]`,
  `images: ["sha256:${"ab".repeat(32)}"]`,
  `images: ["sha512:${"ab".repeat(64)}"]`,
  `images: ["contoso.azurecr.io/sha256:${"ab".repeat(32)}"]`,
  `images: ["contoso.azurecr.io@sha256:${"ab".repeat(32)}"]`,
  "images: [contoso.azurecr.io:v1]",
  "images: [oci://contoso.azurecr.io/charts/api:1.0.0]",
  "images: [shop/api:feature/login]",
  "images: [charts/api:1.0.0+build5]",
  "images: [shop/api: v1]",
  "if-image-unknown: ignore",
  "fail-on: [stale]",
  "fail-on: []",
  "fail-on: stale",
  "fail-on: true",
  "subscription-id: shop",
  "resource-group: ends.",
  "resource-group: a/b",
  "tenant-id: a b",
  "client-id: me",
  "audience: two words",
  "auth: cli",
  "cloud: Azure",
  "drift-issue: 'yes'",
  "pr-comment: 'yes'",
  "summary: 0",
  "report-html: []",
];

/** Bad, but not by anything that a schema of this kind can say. */
const BAD_FOR_THE_CODE_ONLY = [
  "regions: [westeurope, West Europe]",
  "regions: westeurope, a-b",
  "regions: [existing, westeurope]",
  "regions: [{ location: westeurope, regionEndpointEnabled: true, globalEndpointRouting: false }]",
  "regions: [westeurope northeurope]",
  "protect: a-b",
  "tags: { Tier: a, tier: b }",
  "tags: nothing",
  "images: shop/api",
  "fail-on: any, missing",
  "timeout: 3651d",
  "registry: /subscriptions/s/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/contoso",
];

describe("a config file", () => {
  test.each(GOOD)("is good for the schema and for the code: %s", (file) => {
    expect([schemaAccepts(file), codeAccepts(file)]).toEqual([true, true]);
  });

  test.each(BAD)("is bad for the schema and for the code: %s", (file) => {
    expect([schemaAccepts(file), codeAccepts(file)]).toEqual([false, false]);
  });

  test.each(BAD_FOR_THE_CODE_ONLY)("is bad in a way that a schema cannot say: %s", (file) => {
    expect([schemaAccepts(file), codeAccepts(file)]).toEqual([true, false]);
  });

  test(`that is sound is good for both, whatever it holds (seed ${SEED})`, () => {
    fc.assert(
      fc.property(soundConfig, (config) => {
        const file = stringify(config);
        return schemaAccepts(file) && codeAccepts(file);
      }),
      { seed: SEED, numRuns: draws({ quick: 40, whole: 300 }) },
    );
  });
});
