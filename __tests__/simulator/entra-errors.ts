import { randomUUID } from "node:crypto";
import type { Answer } from "./http.js";

/** Why Entra refuses, by what is wrong. */
export type EntraRefusal =
  | "unknown-tenant"
  | "unknown-application"
  | "unknown-resource"
  | "wrong-secret"
  | "expired-secret"
  | "no-credential"
  | "malformed-assertion"
  | "expired-assertion"
  | "unknown-certificate"
  | "no-federated-credential"
  | "nothing-federated"
  | "unreadable-issuer"
  | "no-service-principal"
  | "other-cloud"
  | "unheard-of"
  | "issuer-mismatch"
  | "audience-mismatch"
  | "subject-mismatch"
  | "subject-case-mismatch";

/** What the texts quote. */
export interface RefusalDetails {
  readonly tenant?: string;
  readonly clientId?: string;
  readonly resource?: string;
  readonly issuer?: string;
  readonly subject?: string;
  readonly audience?: string;
}

interface Refusal {
  readonly status: number;
  readonly error: string;
  readonly number: number;
  readonly text: (details: RefusalDetails) => string;
}

const CHECK_CREDENTIAL =
  "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. https://learn.microsoft.com/entra/workload-id/workload-identity-federation";

const REFUSALS: Readonly<Record<EntraRefusal, Refusal>> = {
  "unknown-tenant": {
    status: 400,
    error: "invalid_request",
    number: 90002,
    text: ({ tenant }) =>
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud. Check with your subscription administrator, this may happen if there are no active subscriptions for the tenant.`,
  },
  "unknown-application": {
    status: 400,
    error: "unauthorized_client",
    number: 700016,
    text: ({ clientId }) =>
      `Application with identifier '${clientId}' was not found in the directory 'Contoso'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  },
  "unknown-resource": {
    status: 400,
    error: "invalid_resource",
    number: 500011,
    text: ({ resource }) =>
      `The resource principal named ${resource} was not found in the tenant named Contoso.`,
  },
  "wrong-secret": {
    status: 401,
    error: "invalid_client",
    number: 7000215,
    text: ({ clientId }) =>
      `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${clientId}'.`,
  },
  "expired-secret": {
    status: 401,
    error: "invalid_client",
    number: 7000222,
    text: ({ clientId }) =>
      `The provided client secret keys for app '${clientId}' are expired. Visit the Azure portal to create new keys for your app: https://aka.ms/NewClientSecret`,
  },
  "no-credential": {
    status: 401,
    error: "invalid_client",
    number: 7000218,
    text: () =>
      "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
  },
  "malformed-assertion": {
    status: 400,
    error: "invalid_request",
    number: 50027,
    text: () => "JWT token is invalid or malformed.",
  },
  "expired-assertion": {
    status: 401,
    error: "invalid_client",
    number: 700024,
    text: () =>
      "Client assertion is not within its valid time range. Review the documentation at https://learn.microsoft.com/entra/identity-platform/certificate-credentials.",
  },
  "unknown-certificate": {
    status: 401,
    error: "invalid_client",
    number: 700027,
    text: () =>
      "The certificate with identifier used to sign the client assertion is not registered on application.",
  },
  "no-federated-credential": {
    status: 400,
    error: "invalid_request",
    number: 70021,
    text: ({ issuer, subject, audience }) =>
      `No matching federated identity record found for presented assertion. Assertion Issuer: '${issuer}'. Assertion Subject: '${subject}'. Assertion Audience: '${audience}'. https://learn.microsoft.com/entra/workload-id/workload-identity-federation`,
  },
  "nothing-federated": {
    status: 401,
    error: "invalid_client",
    number: 70025,
    text: ({ clientId }) =>
      `The client '${clientId}'(Shop) has no configured federated identity credentials.`,
  },
  "unreadable-issuer": {
    status: 400,
    error: "invalid_request",
    number: 501661,
    text: () => "Request to External OIDC endpoint failed.",
  },
  "no-service-principal": {
    status: 401,
    error: "invalid_client",
    number: 7000229,
    text: ({ clientId, tenant }) =>
      `The client application ${clientId} is missing service principal in the tenant ${tenant}. See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119`,
  },
  "other-cloud": {
    status: 400,
    error: "invalid_request",
    number: 900382,
    text: () => "Confidential Client is not supported in Cross Cloud request.",
  },
  "unheard-of": {
    status: 400,
    error: "invalid_request",
    number: 7654321,
    text: () => "Something that nobody has seen yet.",
  },
  "issuer-mismatch": {
    status: 401,
    error: "invalid_client",
    number: 700211,
    text: ({ issuer }) =>
      `No matching federated identity record found for presented assertion issuer '${issuer}'. ${CHECK_CREDENTIAL}`,
  },
  "audience-mismatch": {
    status: 401,
    error: "invalid_client",
    number: 700212,
    text: ({ audience }) =>
      `No matching federated identity record found for presented assertion audience '${audience}'. ${CHECK_CREDENTIAL}`,
  },
  "subject-mismatch": {
    status: 401,
    error: "invalid_client",
    number: 700213,
    text: ({ subject }) =>
      `No matching federated identity record found for presented assertion subject '${subject}'. ${CHECK_CREDENTIAL}`,
  },
  "subject-case-mismatch": {
    status: 401,
    error: "invalid_client",
    number: 7002138,
    text: ({ subject }) =>
      `No matching federated identity record found for presented assertion subject '${subject}'. The subject matches with case-insensitive comparison, but not with case-sensitive comparison. ${CHECK_CREDENTIAL}`,
  },
};

/** The error answer of a token endpoint, in Entra's own shape. */
export function entraError(refusal: EntraRefusal, details: RefusalDetails): Answer {
  const { status, error, number, text } = REFUSALS[refusal];
  const [trace, correlation] = [randomUUID(), randomUUID()];
  const timestamp = new Date().toISOString().replace("T", " ").replace(/\.\d+/, "");
  const ids = `Trace ID: ${trace} Correlation ID: ${correlation} Timestamp: ${timestamp}`;
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${number}: ${text(details)} ${ids}`,
      error_codes: [number],
      timestamp,
      trace_id: trace,
      correlation_id: correlation,
      error_uri: `https://login.microsoftonline.com/error?code=${number}`,
    },
  };
}
