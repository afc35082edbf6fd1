import { describe, expect, test } from "@jest/globals";
import { SUBSCRIPTION, type World } from "../simulator/index.js";
import { play, type RunOptions, setStage, standInCli } from "./harness/index.js";
import { REGISTRY_ID, registryId } from "./harness/names.js";

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
    ["by its resource ID, with one GET", {}, { registry: REGISTRY_ID }, [REGISTRY_ID]],
    [
      "by an ID in other letters, as ARM compares them",
      {},
      { registry: REGISTRY_ID.replace("rg-shop", "RG-Shop") },
      [REGISTRY_ID.replace("rg-shop", "RG-Shop")],
    ],
    ["by its name, in ARM's filtered list", {}, { registry: "Contoso" }, [LIST, REGISTRY_ID]],
    ["by its login server", {}, { registry: "contoso.azurecr.io" }, [LIST, REGISTRY_ID]],
    [
      "by name and resource group, with one GET",
      {},
      { registry: "contoso", "resource-group": "rg-shop" },
      [REGISTRY_ID],
    ],
    [
      "on a later page of the list",
      { registries: [{ name: "fabrikam" }, { name: "adatum" }, {}], list: { pageSize: 1 } },
      { registry: "contoso" },
      [LIST, LIST, LIST, REGISTRY_ID],
    ],
    [
      "among several of the name, by the label of its login server",
      LABELLED,
      { registry: "contoso-bbbb2222.azurecr.io" },
      [LIST, IN_A, IN_B],
    ],
    [
      "among several of the name, by its resource group",
      LABELLED,
      { registry: "contoso", "resource-group": "rg-b" },
      [IN_B],
    ],
  ])("%s", async (_how, world, inputs, asked) => {
    const { run, asked: really } = await look(world, inputs);
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(really).toEqual(asked);
  });

  test("where its ID says, whatever AZURE_SUBSCRIPTION_ID says", async () => {
    const environment = { AZURE_SUBSCRIPTION_ID: OTHER };
    const { asked } = await look({}, { registry: REGISTRY_ID }, { environment });
    expect(asked).toEqual([REGISTRY_ID]);
  });
});

describe("without a subscription", () => {
  test("the only one that the identity sees is taken, and the log says so", async () => {
    const { run, asked } = await look({}, { registry: "contoso" }, UNNAMED);
    expect(asked).toEqual(["/subscriptions", LIST, REGISTRY_ID]);
    expect(run.log).toContain(
      `No subscription is named: the registry is looked for in the only one that the identity sees, ${SUBSCRIPTION}.`,
    );
  });

  test("the Azure CLI's current one is taken when it signs in, although the identity sees others", async () => {
    const stage = await setStage({ subscriptions: [{ id: OTHER }, { id: SUBSCRIPTION }] });
    const session = { token: stage.simulator.accessToken(), subscription: SUBSCRIPTION };
    const { environment, calls } = await standInCli(stage.simulator.folder, session);
    const { run } = await stage.play(LOOK, { signIn: "none", environment });
    const asked = await calls();
    await stage.close();
    expect(run.outputs.outcome).toBe("in-sync");
    expect(asked).toContain("account show --output json");
    expect(run.log).toContain(
      `No subscription is named: the registry is looked for in the Azure CLI's current one, ${SUBSCRIPTION}.`,
    );
  });

  test("a CLI that names none leaves the only one that its session sees", async () => {
    const stage = await setStage({});
    const { environment } = await standInCli(stage.simulator.folder, {
      token: stage.simulator.accessToken(),
    });
    const { run } = await stage.play(LOOK, { signIn: "none", environment });
    await stage.close();
    expect(run.log).toContainEqual(expect.stringContaining("in the only one that the identity sees"));
  });

  test.concurrent.each<[string, World, string]>([
    [
      "several are listed, and the input is named",
      {
        subscriptions: [
          { id: SUBSCRIPTION, name: "Production" },
          { id: OTHER, name: "Test" },
        ],
      },
      `The identity sees 2 subscriptions: Production (${SUBSCRIPTION}), Test (${OTHER}). Set \`subscription-id\` to the registry's`,
    ],
    [
      "none: the input is named, and that a role is missing",
      { subscriptions: [] },
      "The identity sees no subscription. Set `subscription-id`",
    ],
  ])("%s", async (_what, world, text) => {
    const { run, errors } = await look(world, { registry: "contoso" }, UNNAMED);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain(`SubscriptionUnknown – ${text}`);
    expect(run.summary.replaceAll("`", "")).toContain(text.replaceAll("`", ""));
  });
});

describe("a registry that is not found is looked for in the wrong place, or misspelt", () => {
  const two: World = { registries: [{}, { name: "fabrikam", resourceGroup: "rg-b" }] };
  test.concurrent.each<[string, World, Readonly<Record<string, string>>, string, string]>([
    [
      "no such name: those that are there are listed",
      two,
      { registry: "contosso" },
      "RegistryNotFound",
      `Subscription ${SUBSCRIPTION} has no registry named contosso that the identity may see. It sees contoso, fabrikam.`,
    ],
    [
      "no registry at all",
      { registries: [] },
      { registry: "contoso" },
      "RegistryNotFound",
      "It sees none at all there. Look at `registry` and `subscription-id`",
    ],
    [
      "the name, but not the label: the login servers are listed",
      LABELLED,
      { registry: "contoso-cccc3333.azurecr.io" },
      "RegistryNotFound",
      "none with that login server. Theirs: contoso-aaaa1111.azurecr.io, contoso-bbbb2222.azurecr.io.",
    ],
    [
      "a name that several have",
      LABELLED,
      { registry: "contoso" },
      "RegistryAmbiguous",
      "Write the login server of the one that is meant into `registry` (contoso-aaaa1111.azurecr.io, contoso-bbbb2222.azurecr.io), or set `resource-group`.",
    ],
    [
      "a subscription that is not there (documented shape)",
      {},
      { registry: registryId({ subscription: OTHER }) },
      "SubscriptionNotFound",
      `Subscription ${OTHER} does not exist in the tenant that was signed in to, or the identity has no role in it. Look at \`subscription-id\` and \`tenant-id\`.`,
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
      "There is no registry contoso in that resource group, or the identity may not see it.",
    ],
  ])("%s", async (_what, world, inputs, code, remedy) => {
    const { run, errors, writes } = await look(world, inputs);
    expect([run.exitCode, run.outputs.outcome, writes]).toEqual([1, "failed", []]);
    expect(errors).toMatch(new RegExp(`^Finding the registry failed: ${code}\\b`));
    expect(errors).toContain(remedy);
    expect(run.summary.replaceAll("`", "")).toContain(remedy.replaceAll("`", ""));
  });

  test("inputs that contradict a resource ID are reported together, before anything is asked", async () => {
    const inputs = { registry: REGISTRY_ID, "subscription-id": OTHER, "resource-group": "rg-other" };
    const { errors, simulator } = await look({}, inputs);
    expect(simulator.requests).toEqual([]);
    expect(errors).toContain("Leave `subscription-id` out.");
    expect(errors).toContain("Leave `resource-group` out.");
  });
});
