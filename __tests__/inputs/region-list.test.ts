import { describe, expect, test } from "@jest/globals";
import { requestFrom, textsAbout } from "./asking.js";

function wantedBy(regions: string): unknown {
  const request = requestFrom({ inputs: { regions } });
  return request.mode === "apply" ? request.wanted : null;
}

function plain(...regions: readonly string[]): unknown {
  return regions.map((region) => ({ region, routing: null, tags: {} }));
}

describe("the plain form of regions", () => {
  test.each([
    ["one name", "westeurope", ["westeurope"]],
    ["commas", "westeurope,japaneast", ["westeurope", "japaneast"]],
    ["new lines", "westeurope\njapaneast\n", ["westeurope", "japaneast"]],
    ["Windows' new lines", "westeurope\r\njapaneast\r\n", ["westeurope", "japaneast"]],
    ["display names", "West Europe, JAPAN EAST", ["westeurope", "japaneast"]],
    ["names with numbers", "West US 3\neastus2euap", ["westus3", "eastus2euap"]],
    ["comments", "# Europe\nWest Europe # home\n#japaneast", ["westeurope"]],
    ["commas at ends", ",westeurope,,japaneast,\n", ["westeurope", "japaneast"]],
    ["regions that no table knows", "middleearthnorth", ["middleearthnorth"]],
    [
      "names with their geography",
      "(Europe) West Europe, (Asia Pacific) Japan East",
      ["westeurope", "japaneast"],
    ],
  ])("reads %s", (_what, text, regions) => {
    expect(wantedBy(text)).toEqual(plain(...regions));
  });

  test.each([
    ["a word that Azure cannot use", "west-europe", '"west-europe" is not a region\'s name.'],
    ["something that a region cannot begin with", "2west", '"2west" is not a region\'s name.'],
    ["a list item of another form", "westeurope\n- japaneast", '"- japaneast" is not a region\'s name.'],
    [
      "names with blanks between them",
      "westeurope northeurope",
      '"westeurope northeurope" is not a region\'s name. Separate regions by commas',
    ],
    ["nothing but comments", "# westeurope", "The list is empty."],
    ["nothing but commas", ",", "The list is empty."],
    ["a region twice", "westeurope, westeurope", '"westeurope" is in the list twice. Name each region once.'],
    [
      "a region twice in two spellings",
      "westeurope, West Europe",
      '"West Europe" is in the list twice, before as "westeurope".',
    ],
    ["a mapping without list marks", "japaneast: { routing: disabled }", "is not a region's name."],
  ])("refuses %s", (_what, text, message) => {
    expect(textsAbout("regions", { inputs: { regions: text } })).toEqual([expect.stringContaining(message)]);
  });

  test("tells every bad name", () => {
    expect(textsAbout("regions", { inputs: { regions: "a, westeurope, b, West Europe" } })).toHaveLength(3);
  });
});

describe("the YAML form of regions", () => {
  test.each([
    ["names", "- westeurope\n- Japan East", ["westeurope", "japaneast"]],
    ["indented names", "  - westeurope\n  - japaneast\n", ["westeurope", "japaneast"]],
    ["names behind a comment", "# Europe\n- westeurope # home", ["westeurope"]],
    ["the JSON of an output", '["japaneast","westeurope"]', ["japaneast", "westeurope"]],
    ["keys without settings", "- westeurope:\n- japaneast: {}", ["westeurope", "japaneast"]],
  ])("reads %s", (_what, text, regions) => {
    expect(wantedBy(text)).toEqual(plain(...regions));
  });

  test("reads the settings of single regions", () => {
    const text =
      "- West Europe\n- Japan East: { routing: disabled, tags: { tier: dr, level: 1 } }\n- uksouth:\n    routing: keep\n    tags: |\n      a=b";
    expect(wantedBy(text)).toEqual([
      { region: "westeurope", routing: null, tags: {} },
      { region: "japaneast", routing: "disabled", tags: { tier: "dr", level: "1" } },
      { region: "uksouth", routing: "keep", tags: { a: "b" } },
    ]);
  });

  test.each([
    ["an empty list", "[]", "The list is empty."],
    ["an empty item", "- westeurope\n-", '"" is not a region\'s name.'],
    ["a list in the list", "- [westeurope]", "A list is not a region's name."],
    ["a yes or no", "- true", '"true" is not a region\'s name.'],
    ["a number", "- 42", '"42" is not a region\'s name.'],
    ["a region twice", "- West Europe\n- westeurope: {}", '"westeurope" is in the list twice'],
    [
      "an unknown setting",
      "- japaneast: { zones: 3 }",
      'japaneast: "zones" is not a setting of a region. Write `routing` or `tags`.',
    ],
    [
      "an unknown routing",
      "- japaneast: { routing: off }",
      'japaneast: routing: "off" is not one of the choices. Write `enabled`, `disabled` or `keep`.',
    ],
    ["a setting that is a yes or no", "- japaneast: true", '"true" is not a region\'s settings.'],
    [
      "a tag of this action",
      "- Japan East: { tags: { ACR-geo-owner: me } }",
      'japaneast: tags: The tag "ACR-geo-owner" cannot be set.',
    ],
    [
      "settings that are not indented",
      "- japaneast:\n  routing: disabled",
      "An item with settings has one key",
    ],
    ["an alias", "- &a westeurope\n- *a", "An alias (`*name`) is not supported here."],
    ["text that is not YAML", "- japaneast: { routing: disabled", "This is not valid YAML (line"],
    ["a tag of YAML", "- !region westeurope", "This is not valid YAML (line 1, column 3)"],
    ["two documents", "- westeurope\n---\n- japaneast", "This is not valid YAML (line 2"],
  ])("refuses %s", (_what, text, message) => {
    expect(textsAbout("regions", { inputs: { regions: text } })).toEqual([expect.stringContaining(message)]);
  });

  test("tells every fault of a region's settings", () => {
    const regions = "- japaneast: { routing: off, zones: 3, tags: { 'a<b': c } }";
    expect(textsAbout("regions", { inputs: { regions } })).toHaveLength(3);
  });
});

describe("regions as Terraform and Bicep have them", () => {
  test.each([
    [
      "Terraform's blocks before version 5, as `terraform output -json` gives them",
      '[{"location":"japaneast","regional_endpoint_enabled":false,"tags":{"tier":"dr"},"zone_redundancy_enabled":true},{"location":"northeurope","regional_endpoint_enabled":true,"tags":null,"zone_redundancy_enabled":false}]',
      [
        { region: "japaneast", routing: "disabled", tags: { tier: "dr" } },
        { region: "northeurope", routing: "enabled", tags: {} },
      ],
    ],
    [
      "Terraform's blocks from version 5 on",
      '[{"location":"Japan East","global_endpoint_routing_enabled":false,"tags":{}}]',
      [{ region: "japaneast", routing: "disabled", tags: {} }],
    ],
    [
      "the parameter of Bicep's AVM module",
      "- name: geo01\n  location: japaneast\n  regionEndpointEnabled: true\n  zoneRedundancy: Enabled\n  tags:\n    tier: dr",
      [{ region: "japaneast", routing: "enabled", tags: { tier: "dr" } }],
    ],
    [
      "its newer flag, as a boolean or a word",
      "- { location: japaneast, globalEndpointRouting: false }\n- { location: uksouth, globalEndpointRouting: Enabled }",
      [
        { region: "japaneast", routing: "disabled", tags: {} },
        { region: "uksouth", routing: "enabled", tags: {} },
      ],
    ],
    [
      "a location alone, beside other items",
      "- location: japaneast\n- uksouth\n- westeurope: { routing: disabled }",
      [
        { region: "japaneast", routing: null, tags: {} },
        { region: "uksouth", routing: null, tags: {} },
        { region: "westeurope", routing: "disabled", tags: {} },
      ],
    ],
    [
      "two flags that say the same",
      "- { location: japaneast, regional_endpoint_enabled: true, global_endpoint_routing_enabled: true }",
      [{ region: "japaneast", routing: "enabled", tags: {} }],
    ],
  ])("reads %s", (_what, regions, wanted) => {
    expect(wantedBy(regions)).toEqual(wanted);
  });

  test.each([
    [
      "a key that is another tool's",
      "- { location: japaneast, routing: off }",
      'japaneast: "routing" is not a key',
    ],
    ["a slip of the pen", "- { location: japaneast, tag: { a: b } }", 'japaneast: "tag" is not a key'],
    ["a location that is none", "- { location: japan-east }", '"japan-east" is not a region\'s name.'],
    ["no location", "- { location: null }", '"null" is not a region\'s name.'],
    [
      "a flag that is neither",
      "- { location: japaneast, regionEndpointEnabled: 'yes' }",
      'japaneast: regionEndpointEnabled: "yes" is neither `true` nor `false`.',
    ],
    [
      "flags that contradict each other",
      "- { location: japaneast, regional_endpoint_enabled: true, global_endpoint_routing_enabled: false }",
      "`regional_endpoint_enabled` and `global_endpoint_routing_enabled` are the same flag",
    ],
    [
      "a tag of this action",
      "- { location: japaneast, tags: { acr-geo-owner: me } }",
      'The tag "acr-geo-owner"',
    ],
    [
      "a region twice",
      "- location: Japan East\n- japaneast",
      '"japaneast" is in the list twice, before as "Japan East".',
    ],
    ["an item with settings but without a location", "- { name: geo01, tags: {} }", "has a `location`"],
    [
      "every output of Terraform",
      '{"georeplications":{"sensitive":false,"type":["list"],"value":[{"location":"japaneast"}]}}',
      "Give the list alone: `terraform output -json georeplications` prints it",
    ],
    [
      "a parameter with its value",
      '{ "value": [{ "location": "japaneast" }] }',
      "it is the `value` of `replications`",
    ],
    ["one block", '{"location":"japaneast"}', "This is a mapping, and a list is expected."],
  ])("refuses %s", (_what, regions, message) => {
    expect(textsAbout("regions", { inputs: { regions } })).toEqual([expect.stringContaining(message)]);
  });
});

test("a whole registry of Terraform's in place of the list is refused without a word of it: it has a password", () => {
  const regions = '{"admin_password":"hush","georeplications":[{"location":"japaneast"}]}';
  const [text, ...others] = textsAbout("regions", { inputs: { regions } });
  expect([text, others]).toEqual([expect.not.stringContaining("hush"), []]);
});

test("a mapping in the config file in place of the list is told the same", () => {
  const file = "registry: contoso\nregions: { location: japaneast }\n";
  expect(textsAbout("regions", { inputs: { regions: "" }, file })).toEqual([
    expect.stringContaining("This is a mapping, and a list is expected."),
  ]);
});

describe("existing", () => {
  test.each(["existing", " existing # all of them", "- existing", '["existing"]', "Existing"])(
    "is read from %j",
    (regions) => {
      expect(requestFrom({ inputs: { mode: "wait", regions } })).toMatchObject({ wanted: "existing" });
    },
  );

  test("is what check looks at when nobody names a region", () => {
    expect(requestFrom({ inputs: { mode: "check", regions: "" } })).toMatchObject({ wanted: "existing" });
  });

  test("wins over the file's list", () => {
    const inputs = { mode: "check", regions: "existing" };
    expect(requestFrom({ inputs, file: "registry: contoso\nregions: japaneast" })).toMatchObject({
      wanted: "existing",
    });
  });

  test.each([
    ["apply", "existing", "is for the modes `check` and `wait`"],
    ["remove", "existing", "would select every replica"],
    ["check", "existing, japaneast", "Use it alone."],
    ["wait", "- japaneast\n- existing: { routing: disabled }", "Use it alone."],
    ["wait", "- location: existing", "Use it alone."],
    ["wait", "", "or `existing` for those that exist"],
    ["check", "[]", "The list is empty."],
    ["check", "# none", "The list is empty."],
    ["wait", ",", "The list is empty."],
  ])("in %s, %j is an error", (mode, regions, message) => {
    expect(textsAbout("regions", { inputs: { mode, regions } })).toEqual([expect.stringContaining(message)]);
  });
});

describe("protect", () => {
  test.each([
    ["West Europe, japaneast", ["westeurope", "japaneast"]],
    ["- westeurope\n- japaneast", ["westeurope", "japaneast"]],
    ["westeurope, West Europe", ["westeurope"]],
    ["# none", []],
  ])("reads %j", (protect, regions) => {
    expect(requestFrom({ inputs: { protect } }).protect).toEqual(regions);
  });

  test("has no settings", () => {
    expect(textsAbout("protect", { inputs: { protect: "- japaneast: { routing: keep }" } })).toEqual([
      expect.stringContaining("A mapping is not a region's name."),
    ]);
  });
});

describe("a region of another cloud", () => {
  test.each([
    ["usgovvirginia", undefined, "AzureUSGovernment"],
    ["US DoD East", "AzureChinaCloud", "AzureUSGovernment"],
    ["China North 3", "AzureUSGovernment", "AzureChinaCloud"],
  ])("%s, with cloud %s, says which cloud has it", (regions, cloud, meant) => {
    const inputs = { regions, ...(cloud === undefined ? {} : { cloud }) };
    expect(textsAbout("regions", { inputs })).toEqual([expect.stringContaining(`Set \`cloud: ${meant}\``)]);
    expect(textsAbout("regions", { inputs: { ...inputs, cloud: meant } })).toEqual([]);
  });

  test("is for the plan to refuse in remove", () => {
    expect(textsAbout("regions", { inputs: { regions: "usgovvirginia", mode: "remove" } })).toEqual([]);
  });
});
