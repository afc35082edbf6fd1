// A user-assigned managed identity that workflows sign in as, without a secret: GitHub's ID tokens prove who they are.
//   az deployment group create --resource-group rg-shop --template-file federated-credential.bicep \
//     --parameters subject='repo:contoso@1234/shop@5678:ref:refs/heads/main'
// Its output `clientId` is the input `client-id`; `principalId` is what replica-role.bicep asks for.
targetScope = 'resourceGroup'

@description('The subject of the job\'s ID token. A repository older than 15 July 2026 has no IDs in it: repo:contoso/shop:…. A failed sign-in prints the right one.')
param subject string

@description('Name of the managed identity.')
param identityName string = 'acr-geo-replication'

@description('Region of the managed identity.')
param location string = resourceGroup().location

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: identityName
  location: location
}

resource credential 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2023-01-31' = {
  parent: identity
  name: 'github'
  properties: {
    issuer: 'https://token.actions.githubusercontent.com'
    subject: subject
    audiences: [
      'api://AzureADTokenExchange'
    ]
  }
}

output clientId string = identity.properties.clientId
output principalId string = identity.properties.principalId
output tenantId string = identity.properties.tenantId
