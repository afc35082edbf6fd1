import type { CloudName } from "../registry/cloud-name.js";

/** Where one cloud lives, and what its tokens are made for. */
export interface CloudEndpoints {
  readonly name: CloudName;
  /** Microsoft Entra. */
  readonly authority: string;
  /** Azure Resource Manager, without a slash at the end. */
  readonly armEndpoint: string;
  readonly armScope: string;
  /** Audience of the ID token that Entra exchanges. */
  readonly idTokenAudience: string;
  /** Token scope of the registries' data plane. */
  readonly registryScope: string;
  /** What follows label and region in a regional endpoint. */
  readonly regionalSuffix: string;
}

/**
 * The clouds. Source: Azure/azure-cli `azure-cli-core/azure/cli/core/cloud.py`; the registry scopes and regional
 * suffixes of the sovereign clouds are seen at third parties only, so the ARM scope is the fall-back.
 */
export const CLOUDS: Readonly<Record<CloudName, CloudEndpoints>> = {
  AzureCloud: {
    name: "AzureCloud",
    authority: "https://login.microsoftonline.com",
    armEndpoint: "https://management.azure.com",
    armScope: "https://management.azure.com/.default",
    idTokenAudience: "api://AzureADTokenExchange",
    registryScope: "https://containerregistry.azure.net/.default",
    regionalSuffix: ".geo.azurecr.io",
  },
  AzureUSGovernment: {
    name: "AzureUSGovernment",
    authority: "https://login.microsoftonline.us",
    armEndpoint: "https://management.usgovcloudapi.net",
    armScope: "https://management.usgovcloudapi.net/.default",
    idTokenAudience: "api://AzureADTokenExchangeUSGov",
    registryScope: "https://containerregistry.azure.us/.default",
    regionalSuffix: ".geo.azurecr.us",
  },
  AzureChinaCloud: {
    name: "AzureChinaCloud",
    // The newer of its two names: for the older one msal asks where to go first, and then comes here.
    authority: "https://login.partner.microsoftonline.cn",
    armEndpoint: "https://management.chinacloudapi.cn",
    armScope: "https://management.chinacloudapi.cn/.default",
    idTokenAudience: "api://AzureADTokenExchangeChina",
    registryScope: "https://containerregistry.azure.cn/.default",
    regionalSuffix: ".geo.azurecr.cn",
  },
};
