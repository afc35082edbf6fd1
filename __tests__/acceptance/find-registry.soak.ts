import { describe, expect, test } from "@jest/globals";
import { SUBSCRIPTION, type World } from "../simulator/index.js";
import { play, type RunOptions } from "./harness/index.js";
import { REGISTRY_ID, registryId } from "./harness/names.js";
import { plain } from "./harness/told.js";

const ARM = "management.azure.com";
const LOOK = { mode: "check", regions: "westeurope" };
const OTHER = "99999999-9999-4999-8999-999999999999";
const UNNAMED: Partial<RunOptions> = { environment: { AZURE_SUBSCRIPTION_ID: undefined } };

const LIST = `/subscriptions/${SUBSCRIPTION}/resources`;

/** Runs a check and gives what was asked of ARM up to the list of replicas, as paths. */
async function look(
  world: World,
  inputs: Readonly<Record<string, string>>,
  options: Partial<RunOptions> = {},
) {
  const played = await play(world, { ...LOOK, ...inputs }, options);
  const paths = played.simulator.matching({ host: ARM }).map(({ path }) => path);
  return { ...played, asked: paths.filter((path) => !path.endsWith("/replications")) };
}

/** Two registries of one name whose login servers differ in the label, and another one. */
const LABELLED: World = {
  registries: [
    { label: "contoso-aaaa1111", resourceGroup: "rg-a" },
    { label: "contoso-bbbb2222", resourceGroup: "rg-b" },
    { name: "fabrikam" },
  ],
};
const IN_A = registryId({ resourceGroup: "rg-a" });
const IN_B = registryId({ resourceGroup: "rg-b" });

describe("the registry is found", () => {
  test.concurrent.each<[string, World, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "by its resource ID, with one GET, in whatever letters and whatever AZURE_SUBSCRIPTION_ID says",
      {},
      { registry: REGISTRY_ID.replace("rg-shop", "RG-Shop") },
      [REGISTRY_ID.replace("rg-shop", "RG-Shop")],
    ],
    [
      "by its name, in ARM's filtered list, on a later page of it",
      { registries: [{ name: "fabrikam" }, { name: "adatum" }, {}], list: { pageSize: 1 } },
      { registry: "Contoso", "subscription-id": SUBSCRIPTION },
      [LIST, LIST, LIST, REGISTRY_ID],
    ],
    [
      "among several of the name, by the label of its login server",
      LABELLED,
      { registry: "contoso-bbbb2222.azurecr.io", "subscription-id": SUBSCRIPTION },
      [LIST, IN_A, IN_B],
    ],
    [
      "by its name and resource group, with one GET, among several of the name",
      LABELLED,
      { registry: "contoso", "subscription-id": SUBSCRIPTION, "resource-group": "rg-b" },
      [IN_B],
    ],
  ])("%s", async (_how, world, inputs, asked) => {
    const environment = { AZURE_SUBSCRIPTION_ID: OTHER };
    const { run, asked: really } = await look(world, inputs, { environment });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(really).toEqual(asked);
  });
});

// With the only subscription, and the Azure CLI's current one, in the tests of signing in.
test("without a subscription, where the identity sees several, they are listed and the input is named", async () => {
  const subscriptions = [
    { id: SUBSCRIPTION, name: "Production" },
    { id: OTHER, name: "Test" },
  ];
  const { run, errors } = await look({ subscriptions }, { registry: "contoso" }, UNNAMED);
  const text = `The identity can see 2 subscriptions: Production (${SUBSCRIPTION}), Test (${OTHER}). Set \`subscription-id\` to the registry's`;
  expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
  expect(errors).toContain(`SubscriptionUnknown – ${text}`);
  expect(plain(run.summary)).toContain(plain(text));
});

describe("a registry that is not found is looked for in the wrong place, or misspelt", () => {
  const two: World = { registries: [{}, { name: "fabrikam", resourceGroup: "rg-b" }] };
  test.concurrent.each<[string, World, Readonly<Record<string, string>>, string, string]>([
    [
      "no such name: those that are there are listed",
      two,
      { registry: "contosso" },
      "RegistryNotFound",
      `Subscription ${SUBSCRIPTION} has no registry named contosso that the identity can see. It can see contoso, fabrikam. Check \`registry\` and \`subscription-id\`, and whether the identity has a role on the registry`,
    ],
    [
      "the name, but not the label: the login servers are listed",
      LABELLED,
      { registry: "contoso-cccc3333.azurecr.io" },
      "RegistryNotFound",
      "`registry` names contoso-cccc3333.azurecr.io, but no registry contoso that was found has that login server. Found: contoso-aaaa1111.azurecr.io, contoso-bbbb2222.azurecr.io.",
    ],
    [
      "its resource ID, and an image of another login server: both are named",
      LABELLED,
      { registry: IN_A, mode: "wait", images: "contoso-bbbb2222.azurecr.io/shop/api:v1" },
      "ImageOfAnotherRegistry",
      "`images` names contoso-bbbb2222.azurecr.io, but no registry contoso that was found has that login server. Found: contoso-aaaa1111.azurecr.io.",
    ],
    [
      "a name that several have",
      LABELLED,
      { registry: "contoso" },
      "RegistryAmbiguous",
      "Set `registry` to the login server of the one you mean (contoso-aaaa1111.azurecr.io, contoso-bbbb2222.azurecr.io), or set `resource-group`.",
    ],
    [
      "a subscription that is not there (documented shape)",
      {},
      { registry: registryId({ subscription: OTHER }) },
      "SubscriptionNotFound",
      `Subscription ${OTHER} does not exist in the tenant that was signed in to, or the identity has no role in it. Check \`subscription-id\` and \`tenant-id\`.`,
    ],
    [
      "a resource group that is not there (documented shape)",
      {},
      { registry: "contoso", "resource-group": "rg-other" },
      "ResourceGroupNotFound",
      "There is no such resource group in the subscription",
    ],
    [
      "a registry that lies in another group (documented shape)",
      two,
      { registry: "contoso", "resource-group": "rg-b" },
      "ResourceNotFound",
      "There is no registry contoso in that resource group, or the identity cannot see it.",
    ],
  ])("%s", async (_what, world, inputs, code, remedy) => {
    const { run, errors, writes } = await look(world, inputs);
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", []]);
    expect(errors).toMatch(new RegExp(`^Finding the registry failed: ${code}\\b`));
    expect(errors).toContain(remedy);
    expect(plain(run.summary)).toContain(plain(remedy));
  });

  test.concurrent("what contradicts a resource ID or names no cloud is reported together, before anything is asked", async () => {
    const inputs = { registry: REGISTRY_ID, "subscription-id": OTHER, "resource-group": "rg-other" };
    const environment = { AZURE_AUTHORITY_HOST: "https://login.example.com/" };
    const { errors, simulator } = await look({}, inputs, { environment });
    expect(simulator.requests).toEqual([]);
    expect(errors).toContain("Leave `subscription-id` out.");
    expect(errors).toContain("Leave `resource-group` out.");
    expect(errors).toContain(
      "Set the variable to `https://login.microsoftonline.com`, `https://login.microsoftonline.us` or `https://login.chinacloudapi.cn`, or set the input `cloud`.",
    );
  });
});
