import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  CLIENT,
  CLIENT_SECRET,
  ID_TOKEN_REQUEST_TOKEN,
  IDENTITY_HEADER,
  SUBSCRIPTION,
  TENANT,
} from "./constants.js";
import { ID_TOKEN_REQUEST_URL } from "./oidc-service.js";

/** A way to sign in that an environment offers. */
export type SignIn = "oidc" | "secret" | "certificate" | "workload-identity" | "managed-identity" | "none";

/** What the ways to sign in are made of. */
export interface SignInParts {
  readonly managedIdentityUrl: string;
  readonly certificate: string;
  readonly idToken: () => string;
  /** Keeps a text in a file and gives its path. */
  readonly writeSecret: (name: string, text: string) => string;
}

/** The variables that set up one way to sign in, and no other. */
export function signInEnvironment(signIn: SignIn, parts: SignInParts): Record<string, string> {
  const application = {
    AZURE_CLIENT_ID: CLIENT,
    AZURE_TENANT_ID: TENANT,
    AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
  };
  switch (signIn) {
    case "oidc":
      return {
        ...application,
        ACTIONS_ID_TOKEN_REQUEST_URL: ID_TOKEN_REQUEST_URL,
        ACTIONS_ID_TOKEN_REQUEST_TOKEN: ID_TOKEN_REQUEST_TOKEN,
      };
    case "secret":
      return { ...application, AZURE_CLIENT_SECRET: CLIENT_SECRET };
    case "certificate":
      return {
        ...application,
        AZURE_CLIENT_CERTIFICATE_PATH: parts.writeSecret("client.pem", parts.certificate),
      };
    case "workload-identity":
      return { ...application, AZURE_FEDERATED_TOKEN_FILE: parts.writeSecret("id-token", parts.idToken()) };
    case "managed-identity":
      return {
        AZURE_SUBSCRIPTION_ID: SUBSCRIPTION,
        IDENTITY_ENDPOINT: parts.managedIdentityUrl,
        IDENTITY_HEADER,
        // The Azure libraries send plain HTTP through HTTPS_PROXY as well; who runs behind a proxy exempts loopback.
        NO_PROXY: "127.0.0.1",
      };
    case "none":
      return {};
  }
}

/** Writes a file that only its owner may read; gives its path. */
export function writeSecretFile(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}
