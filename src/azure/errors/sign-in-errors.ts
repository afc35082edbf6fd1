import { isRestError, type RestError } from "@azure/core-rest-pipeline";
import type { Failure } from "../../registry/failure.js";
import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import { textMember } from "../http/answer.js";
import { readErrorBody } from "../http/error-body.js";
import { FenceCrossed } from "../http/host-fence.js";
import { WHAT_EACH_WAY_NEEDS } from "../sign-in/choose-sign-in.js";
import type { SignInFailed } from "../sign-in/credential.js";
import { TokenRefused } from "../sign-in/entra-client.js";
import { connectionRemedy, explainConnection } from "./connection-errors.js";
import type { FailureContext } from "./failure-context.js";
import { explainFederation } from "./federation-errors.js";
import { explainPage, explainStatus } from "./status-errors.js";

type Explained = Pick<Failure, "kind" | "code" | "message" | "correlationId" | "remedy">;

/** A sign-in that gave no token: what Entra said, and what to change. */
export function explainSignIn(error: SignInFailed, context: FailureContext): Explained {
  const { cause } = error;
  if (cause instanceof TokenRefused) return explainRefusal(cause, error, context);
  if (cause instanceof FenceCrossed) return bare("rejected", "ForeignHost", explainFence(cause, context));
  if (isRestError(cause)) return explainSilence(cause, error);
  const said = textMember(cause, "message");
  const message = said === null ? null : new ServerText(said);
  const remedy =
    error.way.kind === "oidc" ? explainNoIdToken(cause, said ?? "") : explainLocally(error, said ?? "");
  return { ...bare("rejected", "SignInFailed", remedy), message };
}

function explainFence({ target, pointer }: FenceCrossed, { cloud }: FailureContext): Prose {
  const where = new ServerText(target);
  return pointer === null
    ? prose`The sign-in would have gone to ${where}, which is not the authority of ${cloud.name}. Nothing was sent there. Check AZURE_REGIONAL_AUTHORITY_NAME, if it is set, and the proxy in between.`
    : prose`${pointer.host} redirected the sign-in to ${where}. This was not followed, and nothing was sent there. Check the proxy in between, if there is one.`;
}

// The code is the port's: a status, or what Node says of a connection that did not come about.
function explainNoIdToken(cause: unknown, said: string): Prose {
  const code = textMember(cause, "code") ?? "";
  const status = /^HTTP (\d+)$/.exec(code)?.[1];
  if (status === undefined && code !== "") return connectionRemedy(code, said, ID_TOKEN_SERVICE);
  const remedy = explainStatus(Number(status), ID_TOKEN_SERVICE);
  if (remedy.length > 0) return remedy;
  if (status?.startsWith("3")) return ["Check the proxy in between, if there is one."];
  return prose`GitHub's service gave the job no ID token. Running again often helps; if it does not, check whether the job still has \`permissions: id-token: write\`.`;
}

const ID_TOKEN_SERVICE = "GitHub's ID-token service";

// Where nothing listens for managed identities, the network is not to blame.
function explainSilence(cause: RestError, failed: SignInFailed): Explained {
  const explained = { correlationId: null, ...explainConnection(cause) };
  return failed.way.kind === "managed-identity"
    ? { ...explained, remedy: explainLocally(failed) }
    : explained;
}

function bare(kind: Failure["kind"], code: string, remedy: Prose): Explained {
  return { kind, code, message: null, correlationId: null, remedy };
}

function explainRefusal(refused: TokenRefused, failed: SignInFailed, context: FailureContext): Explained {
  const said = readErrorBody(refused.answer);
  const { host, status } = refused.answer;
  return {
    kind: status === 429 ? "throttled" : status >= 500 ? "server" : status < 400 ? "malformed" : "denied",
    code: new ServerText(said.code ?? `HTTP ${status}`),
    message: said.message === null ? null : new ServerText(said.message),
    correlationId: said.correlationId === null ? null : new ServerText(said.correlationId),
    remedy:
      explainCode(said.code, failed, context) ??
      (said.code === null ? explainPage(status, host) : explainStatus(status, host)),
  };
}

function explainCode(code: string | null, failed: SignInFailed, context: FailureContext): Prose | null {
  if (failed.way.kind === "managed-identity") return explainLocally(failed);
  const number = /^AADSTS(\d+)$/.exec(code ?? "")?.[1];
  if (number === undefined) return null;
  return explainFederation(number, failed) ?? (REMEDIES.get(number) ?? pageOf(number))(context, failed);
}

/** Entra has a page for each of its codes. */
function pageOf(number: string): (context: FailureContext) => Prose {
  return ({ cloud }) => prose`What Entra means by this code: ${cloud.authority}/error?code=${number}`;
}

/** By AADSTS number: learn.microsoft.com/entra/identity-platform/reference-error-codes. */
const REMEDIES: ReadonlyMap<string, (context: FailureContext, failed: SignInFailed) => Prose> = new Map([
  ["700016", unknownClient],
  ["700038", unknownClient],
  ["90002", unknownTenant],
  ["900023", unknownTenant],
  ["900021", unknownTenant],
  ["900382", otherCloud],
  ["900432", otherCloud],
  ["7000229", noServicePrincipal],
  ["50166", unreadableIssuer],
  ["501661", unreadableIssuer],
  ["90061", unreadableIssuer],
  ["500133", staleAssertion],
  [
    "7000215",
    () =>
      prose`The client secret is wrong. AZURE_CLIENT_SECRET must be the secret's value, not its ID; also check for a line break at its end.`,
  ],
  [
    "7000222",
    () =>
      prose`The client secret has expired. Create a new one in Entra and set AZURE_CLIENT_SECRET to its value, or switch to OIDC, which needs none.`,
  ],
  [
    "7000112",
    () => prose`The application is disabled in this tenant. An administrator can enable it in Entra.`,
  ],
  ["700024", staleAssertion],
  [
    "700027",
    () =>
      prose`The certificate is not one of the application's, or its signature is not valid. Register the certificate of AZURE_CLIENT_CERTIFICATE_PATH with the application, or use the one that is registered.`,
  ],
  [
    "53003",
    () =>
      prose`A Conditional Access policy of the tenant forbids this sign-in. Ask whoever manages it; the addresses of hosted runners are often not on its list.`,
  ],
  [
    "500011",
    () =>
      prose`The tenant does not know the service that the token is for. Check \`cloud\` and \`tenant-id\`.`,
  ],
]);

function unknownClient({ cloud }: FailureContext): Prose {
  return prose`The tenant has no application with this client ID. Check \`client-id\`, \`tenant-id\` and \`cloud\` (now ${cloud.name}).`;
}

function unknownTenant({ cloud }: FailureContext): Prose {
  return prose`There is no such tenant in ${cloud.name}. Check \`tenant-id\` and \`cloud\`.`;
}

function otherCloud({ cloud }: FailureContext): Prose {
  return prose`The tenant or the application belongs to another cloud than ${cloud.name}. Check \`cloud\` and \`tenant-id\`.`;
}

// `az ad app create` makes the one without the other; the portal makes both.
function noServicePrincipal(_context: FailureContext, { way }: SignInFailed): Prose {
  const clientId = "clientId" in way ? (way.clientId ?? "") : "";
  return prose`The application exists but has no service principal in this tenant. Check \`tenant-id\`; if it is right, create one: \`az ad sp create --id ${clientId}\``;
}

function unreadableIssuer(_context: FailureContext, { claims }: SignInFailed): Prose {
  const issuer = claims === null ? "the token's issuer" : new ServerText(claims.issuer);
  return prose`Entra could not read the keys of ${issuer}: its /.well-known/openid-configuration must be reachable from the internet, with a publicly trusted certificate. On github.com and GHE.com this is temporary: run again. A GitHub Enterprise Server that Entra cannot reach cannot be used for OIDC.`;
}

function staleAssertion(_context: FailureContext, { way }: SignInFailed): Prose {
  switch (way.kind) {
    case "oidc":
      return prose`The job's ID token expired before Entra saw it; it is valid for about five minutes. Run again. If that does not help, check the runner's clock.`;
    case "workload-identity":
      return prose`The token in AZURE_FEDERATED_TOKEN_FILE has expired or is not valid yet. Whatever writes the file must renew it; also check the runner's clock.`;
    default:
      return prose`The assertion has expired or is not valid yet. Check the runner's clock.`;
  }
}

// No answer of a server: the library, the CLI or a file on the runner said no.
function explainLocally({ way }: SignInFailed, said = ""): Prose {
  switch (way.kind) {
    case "client-certificate":
      return prose`AZURE_CLIENT_CERTIFICATE_PATH must be the path of a PEM file with the certificate and its private key; AZURE_CLIENT_CERTIFICATE_PASSWORD is the password if the key is encrypted.`;
    case "workload-identity":
      return prose`AZURE_FEDERATED_TOKEN_FILE must be the path of a readable file with a token that has not expired.`;
    case "managed-identity":
      return prose`Only runners in Azure have managed identities. Check whether the machine has one${way.clientId === null ? "" : ` with client ID ${way.clientId}`}.`;
    case "azure-cli":
      return explainCli(way.isNamed, said);
    case "oidc":
    case "client-secret":
      return [];
  }
}

function explainCli(isNamed: boolean, said: string): Prose {
  // The CLI was given one ID token, which lives minutes: with that it renews nothing.
  if (/AADSTS700024/.test(said)) {
    return prose`The session of the Azure CLI began with an ID token of the job, has expired, and cannot be renewed. Let the action itself sign in by OIDC, which renews: \`client-id\`, \`tenant-id\`, \`permissions: id-token: write\`, and no \`auth: azure-cli\`.`;
  }
  if (isNamed) {
    return prose`\`auth: azure-cli\` needs an Azure CLI on the runner, and a step before this one that signs in, such as azure/login.`;
  }
  return [
    "Nobody is signed in to the Azure CLI, or it is not installed. Any one of these is enough. ",
    WHAT_EACH_WAY_NEEDS.join(" "),
  ];
}
