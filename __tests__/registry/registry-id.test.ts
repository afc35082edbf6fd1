import { expect, test } from "@jest/globals";
import { parseRegistryId } from "../../src/registry/registry-id.js";

const SUBSCRIPTION = "00000000-0000-4000-8000-00000000000a";
const ID = `/subscriptions/${SUBSCRIPTION}/resourceGroups/my.group-1_(eu)/providers/Microsoft.ContainerRegistry/registries/contoso`;
const PARTS = { subscriptionId: SUBSCRIPTION, resourceGroup: "my.group-1_(eu)", name: "contoso" };

test.each([
  ["as Azure writes it", ID, PARTS],
  ["with a slash at its end", `${ID}/`, PARTS],
  ["with blanks around it", ` ${ID}\n`, PARTS],
  [
    "in another case of letters",
    ID.replace("resourceGroups", "resourcegroups").replace("Microsoft", "microsoft"),
    PARTS,
  ],
])("a resource ID %s is read", (_, text, parts) => {
  expect(parseRegistryId(text)).toEqual(parts);
});

test.each([
  ["a registry's name", "contoso"],
  ["a login server", "contoso.azurecr.io"],
  ["the ID of a replica", `${ID}/replications/japaneast`],
  ["the ID of a resource group", ID.split("/providers")[0] ?? ""],
  ["another type of resource", ID.replace("ContainerRegistry/registries", "Storage/storageAccounts")],
  ["a subscription that is no GUID", ID.replace(SUBSCRIPTION, "production")],
  ["a name that is too short", ID.replace("contoso", "acr")],
  ["a name with a hyphen", ID.replace("contoso", "contoso-eu")],
  ["a path that climbs", ID.replace("contoso", "../contoso")],
])("%s is no registry's resource ID", (_, text) => {
  expect(parseRegistryId(text)).toBeNull();
});
