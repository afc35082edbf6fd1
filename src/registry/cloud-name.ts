/** The clouds that the action knows, named as in the Azure CLI. */
export const CLOUD_NAMES = ["AzureCloud", "AzureUSGovernment", "AzureChinaCloud"] as const;

/** One of {@link CLOUD_NAMES}. */
export type CloudName = (typeof CLOUD_NAMES)[number];

/** Only the clouds of governments and of China begin the names of their regions with themselves. */
const REGION_PREFIXES = /^(?:(usgov|usdod)|(china))[a-z]/;

/** The cloud that a region must be of, going by its name; null where the name does not tell. */
export function cloudOfRegion(region: string): CloudName | null {
  const [, government, china] = REGION_PREFIXES.exec(region) ?? [];
  if (government !== undefined) return "AzureUSGovernment";
  return china === undefined ? null : "AzureChinaCloud";
}

/**
 * What the names of hosts tell a cloud by: the authority that signs in (China's has an older and a newer name), and
 * the end of every login server. Source: Azure CLI, `azure-cli-core/azure/cli/core/cloud.py`.
 */
export const CLOUD_HOSTS: Readonly<
  Record<CloudName, { readonly authorities: readonly [string, ...string[]]; readonly registrySuffix: string }>
> = {
  AzureCloud: { authorities: ["login.microsoftonline.com"], registrySuffix: ".azurecr.io" },
  AzureUSGovernment: { authorities: ["login.microsoftonline.us"], registrySuffix: ".azurecr.us" },
  AzureChinaCloud: {
    authorities: ["login.chinacloudapi.cn", "login.partner.microsoftonline.cn"],
    registrySuffix: ".azurecr.cn",
  },
};
