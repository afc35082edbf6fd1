import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { INPUT_NAMES, INPUTS, type InputName } from "../../src/inputs/declarations.js";
import { MODES, type Mode } from "../../src/registry/request.js";
import { applyRequest, checkRequest, removeRequest, waitRequest } from "../builders/request.js";
import { type Asking, requestFrom } from "./asking.js";

type Inputs = NonNullable<Asking["inputs"]>;

/** A value of an input that is not its default, and what it takes beside it. A new input needs one. */
const EXAMPLES: Readonly<Record<InputName, { readonly value: string; readonly beside?: Inputs }>> = {
  registry: { value: "fabrikam" },
  regions: { value: "japaneast" },
  config: { value: ".azure/acr.yml" },
  mode: { value: "check" },
  prune: { value: "all" },
  owner: { value: "contoso/shop/pr-42" },
  ttl: { value: "8h", beside: { owner: "contoso/shop/pr-42" } },
  "only-expired": { value: "true" },
  "pr-comment": { value: "true" },
  "only-orphaned": { value: "true", beside: { "github-token": "token" } },
  protect: { value: "uksouth" },
  "max-delete": { value: "3" },
  "max-replicas": { value: "3" },
  repair: { value: "true" },
  routing: { value: "enabled" },
  tags: { value: "tier=dr" },
  "wait-for": { value: "provisioned" },
  timeout: { value: "5m" },
  "stuck-after": { value: "5m" },
  images: { value: "shop/api:v1" },
  "if-image-unknown": { value: "warn" },
  "expect-plan": { value: "ab".repeat(32) },
  "fail-on": { value: "missing" },
  "subscription-id": { value: "11111111-1111-4111-8111-111111111111" },
  "resource-group": { value: "rg" },
  "tenant-id": { value: "contoso.onmicrosoft.com" },
  "client-id": { value: "11111111-1111-4111-8111-111111111111" },
  audience: { value: "api://AzureADTokenExchange" },
  auth: { value: "oidc" },
  cloud: { value: "AzureChinaCloud" },
  "github-token": { value: "token" },
  "drift-issue": { value: "true" },
  summary: { value: "false" },
  "report-html": { value: "true" },
};

const PAIRS = INPUT_NAMES.flatMap((name) => INPUTS[name].modes.map((mode) => [name, mode] as const));

describe("an input that is declared for a mode has an effect on what is asked in it", () => {
  test.each(PAIRS)("%s in %s", (name, mode) => {
    const { value, beside = {} } = EXAMPLES[name];
    // The config file has registry and regions; what it says else must not be the default.
    const file = name === "config" ? { file: "registry: fabrikam\nregions: japaneast\n" } : {};
    const selector: Inputs = mode === "remove" ? { owner: "contoso/shop/pr-7" } : {};
    const without: Inputs = { ...(name === "mode" ? {} : { mode }), ...selector, ...beside };
    const given = requestFrom({ inputs: { ...without, [name]: value }, ...file });
    expect(given).not.toEqual(requestFrom({ inputs: without }));
  });
});

/** The code that is made of a request, without comments and without what stands in quotes. */
const CODE = readdirSync("src", { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("inputs/") && file !== "registry/request.ts")
  .map((file) =>
    readFileSync(join("src", file), "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$|"[^"\n]*"|`[^`]*`/gm, ""),
  )
  .join("\n");

const REQUESTS: Readonly<Record<Mode, object>> = {
  apply: applyRequest(),
  check: checkRequest(),
  wait: waitRequest(),
  remove: removeRequest({ onlyExpired: true }),
};
const FIELDS = [...new Set(MODES.flatMap((mode) => Object.keys(REQUESTS[mode])))];

describe("what is asked is used: somebody outside inputs/ reads", () => {
  test.each(FIELDS)("%s", (field) => {
    expect(CODE).toMatch(new RegExp(`(?:\\.|[{,]\\s*)${field}\\b`));
  });
});
