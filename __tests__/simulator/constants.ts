/** The names and IDs of the default world. Tests compare with these and never current them out. */
export const SUBSCRIPTION = "11111111-1111-4111-8111-111111111111";
/** The Microsoft Entra tenant that the default application lives in. */
export const TENANT = "22222222-2222-4222-8222-222222222222";
/** Client ID of the default application. */
export const CLIENT = "33333333-3333-4333-8333-333333333333";
/** Object ID of the default application's service principal, as AuthorizationFailed prints it. */
export const PRINCIPAL = "44444444-4444-4444-8444-444444444444";
/** Secret of the default application. */
export const CLIENT_SECRET = "s3cr3t~of-the-default.application";
/** Resource group of every registry that names no other one. */
export const RESOURCE_GROUP = "rg-shop";
/** Name of a registry that is given no other one. */
export const REGISTRY = "contoso";
/** Home region of a registry that is given no other one. */
export const HOME = "westeurope";
/** The repository whose workflow is running. */
export const REPOSITORY = "contoso/shop";
/** The token that `github.token` stands for. */
export const GITHUB_TOKEN = "ghs_aDefaultTokenOfTheJob0123456789abcd";
/** Bearer for the runner's ID-token service. */
export const ID_TOKEN_REQUEST_TOKEN = "request-token-for-the-id-token-service";
/** `sub` of the job's ID token. */
export const SUBJECT = `repo:${REPOSITORY}:ref:refs/heads/main`;
/** `iss` of the job's ID token on github.com. */
export const ISSUER = "https://token.actions.githubusercontent.com";
/** Host of the runner's ID-token service. */
export const ID_TOKEN_HOST = "run-actions-1-azure-eastus.actions.githubusercontent.com";
/** Host of the simulated GitHub Enterprise Server. */
export const GHES_HOST = "ghes.example.com";
/** Value that a managed-identity request must carry in `X-IDENTITY-HEADER`. */
export const IDENTITY_HEADER = "identity-header-of-the-app-service";
/** Who makes the home row: the service's own application, the same GUID in every recording since 2021. */
export const REGISTRY_SERVICE = "6a0ec4d3-30cb-4a83-91c0-ae56bc0e3d26";
