/** The clouds that the action knows, named as in the Azure CLI. */
export const CLOUD_NAMES = ["AzureCloud", "AzureUSGovernment", "AzureChinaCloud"] as const;

/** One of {@link CLOUD_NAMES}. */
export type CloudName = (typeof CLOUD_NAMES)[number];

/**
 * What the names of a cloud's hosts tell a cloud by: the authority that signs in, and the end of every login
 * server. Source: Azure CLI, `azure-cli-core/azure/cli/core/cloud.py`.
 */
export const CLOUD_HOSTS: Readonly<
  Record<CloudName, { readonly authority: string; readonly registrySuffix: string }>
> = {
  AzureCloud: { authority: "login.microsoftonline.com", registrySuffix: ".azurecr.io" },
  AzureUSGovernment: { authority: "login.microsoftonline.us", registrySuffix: ".azurecr.us" },
  AzureChinaCloud: { authority: "login.chinacloudapi.cn", registrySuffix: ".azurecr.cn" },
};
