import type { IdentityRequest } from "../../registry/request.js";
import type { Environment } from "../environment.js";

/** One way to sign in, with all that it needs. */
export type ChosenSignIn =
  | { readonly kind: "oidc"; readonly tenantId: string; readonly clientId: string }
  | {
      readonly kind: "client-secret";
      readonly tenantId: string;
      readonly clientId: string;
      readonly secret: string;
    }
  | {
      readonly kind: "client-certificate";
      readonly tenantId: string;
      readonly clientId: string;
      readonly path: string;
      readonly password: string | null;
      readonly sendsChain: boolean;
    }
  | {
      readonly kind: "workload-identity";
      readonly tenantId: string;
      readonly clientId: string;
      readonly tokenFile: string;
    }
  | { readonly kind: "managed-identity"; readonly clientId: string | null }
  /** `isNamed`: `auth` asks for it; else it is what `auto` comes to when nothing else is set up. */
  | { readonly kind: "azure-cli"; readonly tenantId: string | null; readonly isNamed: boolean };

/** A way, and one line that says why; or what is missing, one sentence per lack. */
type SignInChoice =
  | { readonly way: ChosenSignIn; readonly story: string }
  | { readonly way: null; readonly lacks: readonly string[] };

/** What each way would need, for runs where nothing is set up. */
export const WHAT_EACH_WAY_NEEDS: readonly string[] = [
  "OIDC: the inputs `client-id` and `tenant-id`, and `permissions: id-token: write` on the job.",
  "Secret: AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET (or AZURE_CLIENT_CERTIFICATE_PATH).",
  "Workload identity: AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE.",
  "Azure CLI: a step before this one that signs in, such as azure/login.",
  "Managed identity: `auth: managed-identity`, on a runner in Azure that has one.",
];

/** Chooses by what is set, without asking any network. */
export function chooseSignIn(
  identity: IdentityRequest,
  environment: Environment,
  canAskForIdToken: boolean,
): SignInChoice {
  const known: Known = { identity, environment, canAskForIdToken };
  switch (identity.way) {
    case "oidc":
      return oidc(known, "`auth` asks for it");
    case "secret":
      return secret(known, "`auth` asks for it");
    case "workload-identity":
      return workloadIdentity(known, "`auth` asks for it");
    case "managed-identity":
      return managedIdentity(known);
    case "azure-cli":
      return azureCli(known, "`auth` asks for it");
    case "auto":
      return firstThatIsSetUp(known);
  }
}

interface Known {
  readonly identity: IdentityRequest;
  readonly environment: Environment;
  readonly canAskForIdToken: boolean;
}

function firstThatIsSetUp(known: Known): SignInChoice {
  const choices = [
    oidc(known, "client and tenant are known, and the job may request an ID token"),
    secret(known, "its AZURE_* variables are set"),
    workloadIdentity(known, "AZURE_FEDERATED_TOKEN_FILE is set"),
  ];
  const chosen = choices.find((choice) => choice.way !== null);
  if (chosen !== undefined) return chosen;
  if (known.identity.clientId === null) return azureCli(known, "nothing else is set up");
  return { way: null, lacks: namedClientLacks(known) };
}

// A named client must never turn into whoever happens to be signed in to the CLI.
function namedClientLacks({ identity, canAskForIdToken }: Known): readonly string[] {
  const proof = [
    NO_ID_TOKEN,
    "Or instead of an ID token: AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE.",
  ];
  return [
    `\`client-id\` (or AZURE_CLIENT_ID) is ${identity.clientId}, so the action signs in as that client and as nobody else. This is missing:`,
    ...clientLacks(identity),
    ...(canAskForIdToken ? [] : proof),
  ];
}

const NO_ID_TOKEN =
  "The job may not request an ID token: add `permissions: id-token: write` to it. Workflows that a fork or " +
  "Dependabot started never get that permission.";

function oidc({ identity, canAskForIdToken }: Known, because: string): SignInChoice {
  const { tenantId, clientId } = identity;
  if (tenantId !== null && clientId !== null && canAskForIdToken) {
    return {
      way: { kind: "oidc", tenantId, clientId },
      story: tell("the job's own ID token (OIDC)", identity, because),
    };
  }
  return { way: null, lacks: [...clientLacks(identity), ...(canAskForIdToken ? [] : [NO_ID_TOKEN])] };
}

function secret({ identity, environment }: Known, because: string): SignInChoice {
  const { tenantId, clientId } = identity;
  const clientSecret = environment.AZURE_CLIENT_SECRET;
  const path = environment.AZURE_CLIENT_CERTIFICATE_PATH;
  if (tenantId === null || clientId === null || (!clientSecret && !path)) {
    const proof = clientSecret || path ? [] : [NO_SECRET];
    return { way: null, lacks: [...clientLacks(identity), ...proof] };
  }
  if (clientSecret) {
    return {
      way: { kind: "client-secret", tenantId, clientId, secret: clientSecret },
      story: tell("a client secret", identity, because),
    };
  }
  return {
    way: {
      kind: "client-certificate",
      tenantId,
      clientId,
      path: path ?? "",
      password: environment.AZURE_CLIENT_CERTIFICATE_PASSWORD || null,
      sendsChain: ["1", "true"].includes(environment.AZURE_CLIENT_SEND_CERTIFICATE_CHAIN ?? ""),
    },
    story: tell("a client certificate", identity, because),
  };
}

const NO_SECRET =
  "Neither AZURE_CLIENT_SECRET nor AZURE_CLIENT_CERTIFICATE_PATH is set in the environment of the step.";

function workloadIdentity({ identity, environment }: Known, because: string): SignInChoice {
  const { tenantId, clientId } = identity;
  const tokenFile = environment.AZURE_FEDERATED_TOKEN_FILE;
  if (tenantId !== null && clientId !== null && tokenFile) {
    return {
      way: { kind: "workload-identity", tenantId, clientId, tokenFile },
      story: tell("a workload identity's token file", identity, because),
    };
  }
  const file = tokenFile ? [] : ["AZURE_FEDERATED_TOKEN_FILE is not set in the environment of the step."];
  return { way: null, lacks: [...clientLacks(identity), ...file] };
}

function managedIdentity(known: Known): SignInChoice {
  const { identity, environment } = known;
  // In AKS an identity is handed out as a token file; the library would read it past our policies.
  if (environment.AZURE_FEDERATED_TOKEN_FILE && environment.AZURE_TENANT_ID && identity.clientId !== null) {
    return workloadIdentity(known, "`auth` asks for a managed identity, and this one comes as a token file");
  }
  const whose = identity.clientId === null ? "the system-assigned one" : `client ${identity.clientId}`;
  return {
    way: { kind: "managed-identity", clientId: identity.clientId },
    story: `Signing in with the runner's managed identity (${whose}): \`auth\` asks for it.`,
  };
}

function azureCli({ identity }: Known, because: string): SignInChoice {
  return {
    way: { kind: "azure-cli", tenantId: identity.tenantId, isNamed: identity.way === "azure-cli" },
    story: `Signing in as whoever is signed in to the Azure CLI: ${because}.`,
  };
}

function clientLacks({ tenantId, clientId }: IdentityRequest): readonly string[] {
  return [
    ...(clientId === null ? ["`client-id` (or AZURE_CLIENT_ID) is not set."] : []),
    ...(tenantId === null ? ["`tenant-id` (or AZURE_TENANT_ID) is not set."] : []),
  ];
}

function tell(means: string, { tenantId, clientId }: IdentityRequest, because: string): string {
  return `Signing in with ${means} as client ${clientId} of tenant ${tenantId}: ${because}.`;
}
