import type { CloudEndpoints } from "../clouds.js";
import type { Environment } from "../environment.js";
import { httpsOnly } from "../http/host-fence.js";
import type { ChosenSignIn } from "./choose-sign-in.js";
import type { TokenRoute } from "./entra-client.js";

/** Where a way to sign in may ask for tokens: the cloud's authority, or the machine's own identity endpoint. */
export function tokenRoute(way: ChosenSignIn, cloud: CloudEndpoints, environment: Environment): TokenRoute {
  if (way.kind === "managed-identity") {
    const origins = managedIdentityOrigins(environment);
    return { isLocal: true, fence: (url) => origins.has(url.origin) };
  }
  const authority = new URL(cloud.authority).hostname;
  return { isLocal: false, fence: httpsOnly((host) => host === authority) };
}

/** Variables that hosts with managed identities set. */
const ENDPOINT_VARIABLES = [
  "IDENTITY_ENDPOINT",
  "IMDS_ENDPOINT",
  "MSI_ENDPOINT",
  "AZURE_POD_IDENTITY_AUTHORITY_HOST",
];

/** The metadata service of virtual machines, and the agent of Azure Arc. */
const FIXED_ORIGINS = ["http://169.254.169.254", "http://127.0.0.1:40342"];

function managedIdentityOrigins(environment: Environment): ReadonlySet<string> {
  const named = ENDPOINT_VARIABLES.map((name) => environment[name] ?? "").filter((url) => URL.canParse(url));
  // The library asks 127.0.0.1 where Azure Arc writes localhost.
  const origins = named.map((url) => new URL(url.replace("localhost", "127.0.0.1")).origin);
  return new Set([...FIXED_ORIGINS, ...origins]);
}
