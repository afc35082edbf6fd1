/** Where a fact of Azure was seen, by the short name that the table of facts uses. */
export const SOURCES = {
  "CLI-REC":
    "Azure/azure-cli, src/azure-cli/azure/cli/command_modules/acr/tests/latest/recordings/test_acr_create_replication.yaml: @0363f19 (10 Sep 2026, az 2.90.0) and @9227cdd7 (30 Dec 2021)",
  "CLI-REG-REC":
    "Azure/azure-cli, the same folder, test_acr_create_with_regional_endpoints_disabled.yaml (3 Apr 2026)",
  "CLI-RE":
    "Azure/azure-cli, the same folder, test_acr_create_with_regional_endpoints_enabled.yaml, test_acr_import_with_regional_endpoints.yaml and test_acr_login.yaml (3 Apr 2026)",
  PS17: "Azure/azure-powershell, ContainerRegistryTests/TestAzureContainerRegistryReplication.json @4d795712 (20 Nov 2017)",
  PS23: "Azure/azure-powershell, Remove-AzContainerRegistryReplication.Recording.json @b7ee16ad (16 Apr 2023)",
  PS25: "Azure/azure-powershell, New- and Get-AzContainerRegistryReplication.Recording.json @2604f7e6 and @4524c957 (9 Sep 2025)",
  NET22:
    "Azure/azure-sdk-for-net, sdk/containerregistry, ContainerRegistryReplicationTest.json @0936c59 (28 Feb 2022)",
  NET26:
    "Azure/azure-sdk-assets, net/sdk/containerregistry, ContainerRegistryReplication().json @051a879 (20 Mar 2026)",
  "NET-DP":
    "Azure/azure-sdk-for-net, Azure.Containers.ContainerRegistry, CanDownloadDockerManifest_AcceptMultipleMediaTypes.json @9cbb3cc (6 Mar 2023)",
  GO22: "Azure/azure-sdk-assets, go/sdk/resourcemanager/containerregistry, TestContainerregistryTestSuite.json @0f96d18 (12 Oct 2022)",
  PY19: "Azure/azure-sdk-for-python, azure-mgmt-containerregistry/tests/recordings (6 Aug 2019)",
  PY20a: "Azure/azure-sdk-for-python, azure-mgmt-containerregistry/tests/recordings (2 Mar 2020)",
  PY20b: "Azure/azure-sdk-for-python, azure-mgmt-containerregistry/tests/recordings (11 Aug 2020)",
  SPEC: "Azure/azure-rest-api-specs, specification/containerregistry, typespec and examples of 2026-09-01-preview",
  TYPES: "Azure/bicep-types-az, microsoft.containerregistry/2025-11-01 @1f896de (20 Aug 2026)",
  TF: "hashicorp/terraform-provider-azurerm, container_registry_resource.go @69697b7 (21 Aug 2026)",
  "DOC-GEO":
    "MicrosoftDocs/azure-management-docs, container-registry-geo-replication.md @d923d58 (13 Aug 2026)",
  "DOC-FAQ": "MicrosoftDocs/azure-management-docs, the registry's FAQ @d923d58 (20 Aug 2026)",
  "DOC-AUTH":
    "MicrosoftDocs/azure-management-docs, container-registry-disable-authentication-as-arm.md @d923d58",
  "ACR-AUTH": "Azure/acr, docs/AAD-OAuth.md, and Azure/azure-cli, _docker_utils.py",
  "ARM-LRO": "MicrosoftDocs/azure-docs, articles/azure-resource-manager, asynchronous operations",
  "ARM-ERR": "MicrosoftDocs/azure-docs, articles/azure-resource-manager, common deployment errors",
  ASO: "Azure/azure-service-operator, a recorded 404 of a registry",
  "ACR-70": "Azure/acr#70",
  "ACR-294": "Azure/acr#294 and Azure/azure-quickstart-templates#5485",
  "ACR-406": "Azure/acr#406",
  "LANDING-ZONE":
    "the change log of a landing-zone template of Microsoft's (2026), which names the code alone",
  CONNECTIVITY:
    "Microsoft's support page CONNECTIVITY_REFRESH_TOKEN_ERROR, and logs of Container Apps and AKS with the same answer",
} as const satisfies Readonly<Record<string, string>>;

/** The short name of a source. */
export type SourceName = keyof typeof SOURCES;
