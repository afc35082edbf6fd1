import { describe, expect, test } from "@jest/globals";
import { configPath, parseRequest } from "../../src/inputs/parse-request.js";
import { problemsWith, requestFrom } from "./asking.js";

const SOUND = "registry: contoso\nregions: westeurope\n";

describe("the config file", () => {
  test("may hold real YAML values", () => {
    const file = `# yaml-language-server: $schema=config.schema.json
registry: contoso
regions:
  - West Europe
  - japaneast:
      routing: disabled
      tags: { tier: dr, level: 2 }
protect: [westeurope]
max-delete: 3
repair: true
tags:
  team: shop
stuck-after: 0
images:
  - shop/api:v1
fail-on: [missing, failed]
summary: false
`;
    expect(requestFrom({ file })).toMatchObject({
      wanted: [
        { region: "westeurope", routing: null, tags: {} },
        { region: "japaneast", routing: "disabled", tags: { tier: "dr", level: "2" } },
      ],
      protect: ["westeurope"],
      maxDelete: { limit: 3, isSetByWorkflow: false },
      repair: true,
      tags: { team: "shop" },
      stuckAfter: 0,
      images: [{ text: "shop/api:v1" }],
      writesSummary: false,
    });
  });

  test("may hold what an input would hold", () => {
    const file = `${SOUND}max-delete: "3"\nrepair: "TRUE"\nprotect: |\n  westeurope, japaneast # both\ntags: |\n  a=b\n`;
    expect(requestFrom({ file })).toMatchObject({
      maxDelete: { limit: 3, isSetByWorkflow: false },
      repair: true,
      protect: ["westeurope", "japaneast"],
      tags: { a: "b" },
    });
  });

  test("gives way to the workflow, input by input", () => {
    const file = `${SOUND}timeout: 5m\nmax-delete: 3\n`;
    expect(requestFrom({ file, inputs: { regions: "japaneast", timeout: "7m" } })).toMatchObject({
      wanted: [{ region: "japaneast" }],
      timeout: 420_000,
      maxDelete: { limit: 3, isSetByWorkflow: false },
    });
  });

  test.each(["", "# nothing\n", "---\n", "null\n", "{}\n"])("may be empty: %j", (file) => {
    expect(problemsWith({ file, inputs: { registry: "contoso", regions: "westeurope" } })).toEqual([]);
  });

  test("reads YAML 1.2, whatever it says of itself", () => {
    expect(requestFrom({ file: `%YAML 1.1\n---\n${SOUND}owner: on\n` })).toMatchObject({ owner: "on" });
  });

  test("in remove counts for the registry, protect and the sign-in only", () => {
    const file = `registry: contoso
regions: westeurope
owner: somebody
only-expired: true
protect: japaneast
max-delete: 7
only-orphaned: true
client-id: 11111111-1111-4111-8111-111111111111
tenant-id: contoso.com
auth: oidc
cloud: AzureChinaCloud
subscription-id: 22222222-2222-4222-8222-222222222222
resource-group: rg
timeout: 5m
drift-issue: true
summary: false
`;
    expect(requestFrom({ file, inputs: { mode: "remove", regions: "uksouth" } })).toMatchObject({
      regions: ["uksouth"],
      owner: null,
      onlyExpired: false,
      protect: ["japaneast"],
      maxDelete: { limit: null, isSetByWorkflow: false },
      onlyOrphaned: false,
      identity: { way: "oidc", tenantId: "contoso.com", clientId: "11111111-1111-4111-8111-111111111111" },
      cloud: "AzureChinaCloud",
      subscriptionId: "22222222-2222-4222-8222-222222222222",
      resourceGroup: "rg",
      timeout: 3_600_000,
      keepsDriftIssue: false,
      writesSummary: true,
    });
  });
});

describe("a problem in the config file", () => {
  test.each([
    [
      "an unknown key",
      "timout: 5m",
      "config",
      1,
      '"timout" is not a key of the config file. Did you mean `timeout`?',
    ],
    [
      "a key that resembles none",
      "frequency: 5m",
      "config",
      1,
      "is not a key of the config file. Its keys are",
    ],
    ["config itself", "config: a.yml", "config", 1, "`config` cannot be set in the config file."],
    ["mode", "mode: check", "mode", 1, "`mode` cannot be set in the config file."],
    ["expect-plan", "expect-plan: ab", "expect-plan", 1, "`expect-plan` cannot be set in the config file."],
    [
      "github-token",
      "github-token: ab",
      "github-token",
      1,
      "`github-token` cannot be set in the config file.",
    ],
    ["a key without a value", "protect:", "protect", 9, "`protect` has no value."],
    ["a key alone", "? owner", "owner", 3, "`owner` has no value."],
    ["an empty value", 'owner: ""', "owner", 8, "`owner` has no value."],
    ["a number for a text", "owner: 42", "owner", 8, '"42" is not text in YAML: put it in quotes.'],
    ["a list for a word", "prune: [all]", "prune", 8, "A list is not one of the choices."],
    ["a mapping for a duration", "timeout: { minutes: 5 }", "timeout", 10, "A mapping is not a duration."],
    ["a number without a unit", "timeout: 90", "timeout", 10, '"90" is not a duration.'],
    ["a yes or no for prune", "prune: true", "prune", 8, "Write `owned` to delete"],
    ["a fraction", "max-delete: 1.5", "max-delete", 13, '"1.5" is not a count.'],
    ["no number", "max-delete: .inf", "max-delete", 13, '".inf" is not a count.'],
    ["a text for tags", "tags: shop", "tags", 7, '"shop" is not a tag.'],
    ["a list for tags", "tags: [a]", "tags", 7, "A list is not a set of tags."],
    ["an alias", "owner: &a me\nprotect: *a", "protect", 10, "An alias (`*name`) is not supported here."],
    ["more depth than any input has", "tags: [[[[[[[[[a]]]]]]]]]", "tags", 14, "This is nested too deeply."],
    ["a key twice", "ttl: 1h\nttl: 2h\nowner: me", "config", 1, 'The key "ttl" is here twice.'],
    ["a key that is a list", "[a]: 1", "config", 1, "A key must be a plain name."],
    ["an unknown YAML tag", "owner: !secret me", "config", 8, "This is not valid YAML: Unresolved tag"],
    ["a tab", "\towner: me", "config", 1, "This is not valid YAML: Tabs are not allowed"],
    ["an open bracket", "tags: { a: b", "config", 1, "This is not valid YAML: Flow map"],
  ])("is placed: %s", (_what, text, input, column, message) => {
    const inputs = { registry: "contoso", regions: "westeurope" };
    expect(problemsWith({ file: `${text}\n`, inputs })).toContainEqual({
      input,
      text: expect.stringContaining(message),
      place: { file: ".azure/acr.yml", line: expect.any(Number), column },
    });
  });

  test.each([
    ["West Europe", "- westeurope\n  - japaneast\n  - West Europe", 5, 5],
    ["a bad name", "- westeurope\n  - a-b", 4, 5],
    ["a bad setting", "- japaneast:\n      routing: off", 4, 16],
    ["an unknown setting", "- japaneast:\n      zones: 3", 4, 7],
    ["a bad tag", "- japaneast:\n      tags:\n        acr-geo-owner: me", 5, 9],
  ])("has the line and column of its item: %s", (_what, items, line, column) => {
    expect(problemsWith({ file: `registry: contoso\nregions:\n  ${items}\n` })).toEqual([
      { input: "regions", text: expect.any(String), place: { file: ".azure/acr.yml", line, column } },
    ]);
  });

  test("is told also of a value that the workflow overrides", () => {
    expect(problemsWith({ file: `${SOUND}timeout: 90\n`, inputs: { timeout: "5m" } })).toHaveLength(1);
  });

  test("is told also in a mode that has no use for the key", () => {
    const inputs = { mode: "remove", owner: "me" };
    expect(problemsWith({ file: `${SOUND}timeout: 90\n`, inputs })).toHaveLength(1);
  });

  test("does not hide the others", () => {
    const file =
      "registry: contoso\nregions: westeurope\nttl: 1h\nttl: 2\nowner:\nnonsense: 1\nmode: check\n";
    expect(problemsWith({ file })).toHaveLength(5);
  });

  test("that makes one value unreadable says nothing of what needs it", () => {
    const file = `${SOUND}owner: *nobody\nprune: owned\nttl: 8h\n`;
    expect(problemsWith({ file }).map(({ input }) => input)).toEqual(["owner"]);
  });

  test("that makes the whole file unreadable says nothing of inputs that it may have held", () => {
    expect(problemsWith({ file: "registry: [contoso\n", inputs: { prune: "owned" } })).toMatchObject([
      { input: "config", place: { line: 2, column: 1 } },
    ]);
  });

  test.each(["- registry\n- regions\n", "just text\n", "42\n"])("is that it is no mapping: %j", (file) => {
    expect(problemsWith({ file })).toEqual([
      {
        input: "config",
        text: "This file is not a mapping. Write one `key: value` for each input.",
        place: { file: ".azure/acr.yml", line: 1, column: 1 },
      },
    ]);
  });
});

describe("the path of the config file", () => {
  test.each([
    ["", null],
    ["  ", null],
    [" .azure/acr.yml ", ".azure/acr.yml"],
  ])("%j is %j", (config, path) => {
    expect(configPath({ inputs: { config }, environment: {} })).toBe(path);
  });

  test("that cannot be opened is told with the system's reason, beside what is wrong with other inputs", () => {
    const inputs = { config: "acr.yml", timeout: "90" };
    const file = { path: "acr.yml", failure: "ENOENT: no such file\nor directory" };
    expect(parseRequest({ inputs, environment: {} }, file)).toMatchObject({
      problems: [
        { input: "timeout", text: expect.any(String), place: null },
        {
          input: "config",
          text: 'The file "acr.yml" could not be read: ENOENT: no such file or directory. Use a path inside the workspace, and check out the repository before this step (`actions/checkout`).',
          place: null,
        },
      ],
    });
  });
});
