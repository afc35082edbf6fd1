import { describe, expect, test } from "@jest/globals";
import { problemsWith, requestFrom, textsAbout } from "./asking.js";

const SUBSCRIPTION = "aaaaaaaa-1111-4111-8111-111111111111";
const ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/rg-shop/providers/Microsoft.ContainerRegistry/registries/contoso`;

describe("registry", () => {
  test.each([
    ["a name", "contoso", { kind: "name", name: "contoso" }],
    ["a login server", "contoso.azurecr.io", { kind: "login-server", loginServer: "contoso.azurecr.io" }],
    [
      "a login server in capitals",
      "CONTOSO.azurecr.IO",
      { kind: "login-server", loginServer: "contoso.azurecr.io" },
    ],
    [
      "a login server with a label",
      "contoso-a1b2c3.azurecr.io",
      { kind: "login-server", loginServer: "contoso-a1b2c3.azurecr.io" },
    ],
    [
      "a resource ID",
      ID,
      { kind: "id", id: { subscriptionId: SUBSCRIPTION, resourceGroup: "rg-shop", name: "contoso" } },
    ],
  ])("can be %s", (_what, registry, selector) => {
    expect(requestFrom({ inputs: { registry } }).registry).toEqual(selector);
  });

  test.each([
    ["a name that is too short", "abcd", "A name has 5 to 50 letters and digits."],
    ["a name that is too long", "a".repeat(51), "A name has 5 to 50 letters and digits."],
    ["a name with its label", "contoso-a1b2c3", "A name has no hyphens"],
    ["a URL", "https://contoso.azurecr.io", "Write a name (`contoso`), a login server"],
    ["another host", "contoso.example.com", "Write a name (`contoso`), a login server"],
    ["a cloud that was closed", "contoso.azurecr.de", "Write a name (`contoso`), a login server"],
    ["one region's endpoint", "contoso.japaneast.geo.azurecr.io", "This is the endpoint of a single region."],
    ["the ID of a replica", `${ID}/replications/japaneast`, "A resource ID looks like"],
    [
      "the ID of something else",
      ID.replace("ContainerRegistry/registries", "Web/sites"),
      "A resource ID looks like",
    ],
  ])("cannot be %s", (_what, registry, message) => {
    expect(textsAbout("registry", { inputs: { registry } })).toEqual([expect.stringContaining(message)]);
  });

  test("is required", () => {
    expect(problemsWith({ inputs: { registry: "" } })).toEqual([
      { input: "registry", text: expect.stringContaining("Required: "), place: null },
    ]);
  });
});

describe("a login server of another cloud", () => {
  test.each([
    ["contoso.azurecr.cn", "", "AzureChinaCloud", "AzureCloud"],
    ["contoso.azurecr.us", "AzureChinaCloud", "AzureUSGovernment", "AzureChinaCloud"],
    ["contoso.azurecr.io", "AzureUSGovernment", "AzureCloud", "AzureUSGovernment"],
  ])("is refused: %s with cloud %j", (registry, cloud, its, asked) => {
    expect(textsAbout("registry", { inputs: { registry, cloud } })).toEqual([
      `"${registry}" is a login server of ${its}, but \`cloud\` is ${asked}. Set \`cloud: ${its}\`, or correct the name.`,
    ]);
  });

  test("is right where the cloud is said", () => {
    const { cloud } = requestFrom({ inputs: { registry: "contoso.azurecr.cn", cloud: "AzureChinaCloud" } });
    expect(cloud).toBe("AzureChinaCloud");
  });
});

describe("a resource ID", () => {
  test("says subscription and resource group", () => {
    const { subscriptionId, resourceGroup } = requestFrom({ inputs: { registry: ID } });
    expect({ subscriptionId, resourceGroup }).toEqual({
      subscriptionId: SUBSCRIPTION,
      resourceGroup: "rg-shop",
    });
  });

  test("may be repeated by the inputs, in any case of letters", () => {
    const inputs = {
      registry: ID,
      "subscription-id": SUBSCRIPTION.toUpperCase(),
      "resource-group": "RG-Shop",
    };
    expect(problemsWith({ inputs })).toEqual([]);
  });

  test("must not be contradicted by them", () => {
    const inputs = {
      registry: ID,
      "subscription-id": "bbbbbbbb-1111-4111-8111-111111111111",
      "resource-group": "other",
    };
    expect(problemsWith({ inputs }).map(({ input }) => input)).toEqual(["subscription-id", "resource-group"]);
  });

  test("must not be contradicted by the config file, which is told with its line", () => {
    const file = `registry: ${ID}\nregions: westeurope\nresource-group: other\n`;
    expect(problemsWith({ file })).toEqual([
      {
        input: "resource-group",
        text: '"other" contradicts the resource ID in `registry`, which says "rg-shop". Leave `resource-group` out.',
        place: { file: ".azure/acr.yml", line: 3, column: 17 },
      },
    ]);
  });

  test.each(["bbbbbbbb-1111-4111-8111-111111111111", "no ID at all"])(
    "leaves AZURE_SUBSCRIPTION_ID without a say: %s",
    (AZURE_SUBSCRIPTION_ID) => {
      const asking = { inputs: { registry: ID }, environment: { AZURE_SUBSCRIPTION_ID } };
      expect(requestFrom(asking).subscriptionId).toBe(SUBSCRIPTION);
    },
  );
});
