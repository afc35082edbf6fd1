/** The three clouds by the names that Azure CLI gives them. */
export type CloudName = "AzureCloud" | "AzureUSGovernment" | "AzureChinaCloud";

/** Where one cloud answers. Hosts are bare names. */
export interface Cloud {
  readonly name: CloudName;
  readonly resourceManager: string;
  /** Every host that answers for the authority; the first one is the canonical one. */
  readonly authorities: readonly string[];
  /** Audiences that Azure Resource Manager accepts, the first one being what `{ARM}/.default` gives. */
  readonly resourceManagerAudiences: readonly string[];
  readonly registrySuffix: string;
  readonly registryAudience: string;
  readonly idTokenAudience: string;
}

/**
 * The clouds as Azure CLI's `cloud.py` has them. Kept apart from the action's own table on purpose: two
 * tables that agree are worth more than one that both sides read.
 */
export const CLOUDS: Readonly<Record<CloudName, Cloud>> = {
  AzureCloud: {
    name: "AzureCloud",
    resourceManager: "management.azure.com",
    authorities: ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"],
    resourceManagerAudiences: ["https://management.azure.com", "https://management.core.windows.net"],
    registrySuffix: "azurecr.io",
    registryAudience: "https://containerregistry.azure.net",
    idTokenAudience: "api://AzureADTokenExchange",
  },
  AzureUSGovernment: {
    name: "AzureUSGovernment",
    resourceManager: "management.usgovcloudapi.net",
    authorities: ["login.microsoftonline.us", "login.usgovcloudapi.net"],
    resourceManagerAudiences: [
      "https://management.usgovcloudapi.net",
      "https://management.core.usgovcloudapi.net",
    ],
    registrySuffix: "azurecr.us",
    registryAudience: "https://containerregistry.azure.us",
    idTokenAudience: "api://AzureADTokenExchangeUSGov",
  },
  AzureChinaCloud: {
    name: "AzureChinaCloud",
    resourceManager: "management.chinacloudapi.cn",
    // msal talks to the partner host whichever of the two it is given.
    authorities: ["login.chinacloudapi.cn", "login.partner.microsoftonline.cn"],
    resourceManagerAudiences: [
      "https://management.chinacloudapi.cn",
      "https://management.core.chinacloudapi.cn",
    ],
    registrySuffix: "azurecr.cn",
    registryAudience: "https://containerregistry.azure.cn",
    idTokenAudience: "api://AzureADTokenExchangeChina",
  },
};
