// The custom role of replica-role.json, and its assignment on one registry. AcrPull comes with it, for `images`.
//   az deployment group create --resource-group rg-shop --template-file replica-role.bicep \
//     --parameters registryName=contoso principalId=<object ID of the service principal or managed identity>
targetScope = 'resourceGroup'

@description('Name of the container registry, in the resource group that this is deployed to.')
param registryName string

@description('Object ID of the service principal or managed identity that the workflow signs in as.')
param principalId string

@description('Whether the workflow proves images, which takes the right to pull them.')
param provesImages bool = true

var roleName = 'Container Registry Replica Operator'
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = {
  name: registryName
}

resource replicaRole 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, roleName)
  properties: {
    // Role names are unique within a tenant.
    roleName: '${roleName} (${resourceGroup().name})'
    description: 'Reads a container registry and creates, changes and deletes its geo-replications. No access to images.'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.ContainerRegistry/registries/read'
          'Microsoft.ContainerRegistry/registries/replications/read'
          'Microsoft.ContainerRegistry/registries/replications/write'
          'Microsoft.ContainerRegistry/registries/replications/delete'
          'Microsoft.ContainerRegistry/registries/replications/operationStatuses/read'
          'Microsoft.Authorization/permissions/read'
          'Microsoft.Authorization/locks/read'
        ]
        notActions: []
        dataActions: []
        notDataActions: []
      }
    ]
    assignableScopes: [
      resourceGroup().id
    ]
  }
}

resource mayReplicate 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(registry.id, principalId, replicaRole.id)
  scope: registry
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: replicaRole.id
  }
}

resource mayPull 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (provesImages) {
  name: guid(registry.id, principalId, acrPull)
  scope: registry
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}
