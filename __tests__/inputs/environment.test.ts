import { describe, expect, test } from "@jest/globals";
import { problemsWith, requestFrom } from "./asking.js";

const ONE = "11111111-1111-4111-8111-111111111111";
const TWO = "22222222-2222-4222-8222-222222222222";

describe("environment variables", () => {
  test("stand in for inputs that are left out", () => {
    const environment = { AZURE_CLIENT_ID: ONE, AZURE_TENANT_ID: "contoso.com", AZURE_SUBSCRIPTION_ID: TWO };
    const { identity, subscriptionId } = requestFrom({ environment });
    expect({ ...identity, subscriptionId }).toMatchObject({
      clientId: ONE,
      tenantId: "contoso.com",
      subscriptionId: TWO,
    });
  });

  test("give way to inputs, and are not even checked then", () => {
    const asking = {
      inputs: { "client-id": ONE, cloud: "AzureCloud" },
      environment: { AZURE_CLIENT_ID: "wrong", AZURE_AUTHORITY_HOST: "https://example.com" },
    };
    expect(requestFrom(asking)).toMatchObject({ cloud: "AzureCloud", identity: { clientId: ONE } });
  });

  test("give way to the config file", () => {
    const file = `registry: contoso\nregions: westeurope\nclient-id: ${ONE}\n`;
    expect(requestFrom({ file, environment: { AZURE_CLIENT_ID: TWO } }).identity.clientId).toBe(ONE);
  });

  test("stand in for inputs that are blank", () => {
    const asking = { inputs: { "client-id": " " }, environment: { AZURE_CLIENT_ID: ONE } };
    expect(requestFrom(asking).identity.clientId).toBe(ONE);
  });

  test("that are empty count as left out", () => {
    expect(requestFrom({ environment: { AZURE_CLIENT_ID: " ", AZURE_AUTHORITY_HOST: "" } })).toMatchObject({
      cloud: "AzureCloud",
      identity: { clientId: null },
    });
  });

  test("that are wrong are named", () => {
    expect(
      problemsWith({ environment: { AZURE_CLIENT_ID: "me", AZURE_AUTHORITY_HOST: "example.com" } }),
    ).toEqual([
      {
        input: "client-id",
        text: expect.stringMatching(
          /^The environment variable `AZURE_CLIENT_ID` stands in for the input\. "me" /,
        ),
        place: null,
      },
      { input: "cloud", text: expect.stringContaining("`AZURE_AUTHORITY_HOST`"), place: null },
    ]);
  });

  test.each([
    ["https://login.microsoftonline.com/", "AzureCloud"],
    ["https://login.microsoftonline.com", "AzureCloud"],
    ["https://login.microsoftonline.us/", "AzureUSGovernment"],
    ["login.chinacloudapi.cn", "AzureChinaCloud"],
    ["https://login.partner.microsoftonline.cn/", "AzureChinaCloud"],
    ["HTTPS://LOGIN.MICROSOFTONLINE.US", "AzureUSGovernment"],
  ])("AZURE_AUTHORITY_HOST %s chooses %s", (AZURE_AUTHORITY_HOST, cloud) => {
    expect(requestFrom({ environment: { AZURE_AUTHORITY_HOST } }).cloud).toBe(cloud);
  });

  test.each([
    "http://login.microsoftonline.com",
    "https://login.microsoftonline.com.example.com",
    "https://login.microsoftonline.com/tenant",
    "https://login.microsoftonline.de",
  ])("AZURE_AUTHORITY_HOST cannot be %s", (AZURE_AUTHORITY_HOST) => {
    expect(problemsWith({ environment: { AZURE_AUTHORITY_HOST } })).toHaveLength(1);
  });

  test("choose the cloud that a login server must fit", () => {
    const inputs = { registry: "contoso.azurecr.us" };
    const environment = { AZURE_AUTHORITY_HOST: "https://login.microsoftonline.us/" };
    expect(requestFrom({ inputs, environment }).cloud).toBe("AzureUSGovernment");
  });
});
