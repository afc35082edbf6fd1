import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import type { AssertionClaims } from "../http/jwt.js";
import type { SignInFailed } from "../sign-in/credential.js";

/**
 * No federated credential matches the assertion: 700213 (subject), 70021 (older wording), 7002138 (only the case of
 * letters differs), 700211 (issuer), 700212 (audience), 70025 (there is none at all).
 */
const NO_MATCH = new Set(["700213", "70021", "7002138", "700211", "700212", "70025"]);

/** What the assertion says, and the federated credential that would match it; null for other errors. */
export function explainFederation(number: string, { way, claims }: SignInFailed): Prose | null {
  if (!NO_MATCH.has(number) || !("clientId" in way)) return null;
  const clientId = way.clientId ?? "";
  if (claims === null) {
    return prose`No federated credential of client ${clientId} matches the token's issuer, subject and audience.`;
  }
  const { issuer, subject, audience } = claims;
  const token = way.kind === "oidc" ? "the job's ID token" : "the token in AZURE_FEDERATED_TOKEN_FILE";
  return [
    ...prose`No federated credential of client ${clientId} matches ${token}. It says: iss ${new ServerText(issuer)}, sub ${new ServerText(subject)}, aud ${new ServerText(audience)}. `,
    ...(NEAR_MISSES.get(number) ?? []),
    ...(way.kind === "oidc" ? [WHY_SUBJECTS_DIFFER] : []),
    "Create the credential that matches (for a user-assigned managed identity, with the same values in `az identity federated-credential create`): ",
    // At the end of the line, where it is easy to copy.
    new ServerText(createCommand(clientId, claims)),
  ];
}

/** An application has one credential at most with the same issuer and subject. */
const NEAR_MISSES: ReadonlyMap<string, Prose> = new Map([
  ["7002138", ["The subject differs only in upper and lower case, which matters. "]],
  [
    "700212",
    [
      "If a credential with this issuer and subject exists, change its audience, or set the input `audience` to it. ",
    ],
  ],
]);

const WHY_SUBJECTS_DIFFER =
  "Repositories created, renamed or transferred since 15 July 2026 have subjects with IDs in them " +
  "(repo:OWNER@ID/REPO@ID:…), and an `environment` or a pull request changes the subject too. ";

/** A line for a shell: the subject may hold a branch's name, so it is quoted. */
export function createCommand(clientId: string, claims: AssertionClaims): string {
  const parameters = JSON.stringify({
    name: nameAfter(claims.subject),
    issuer: claims.issuer,
    subject: claims.subject,
    audiences: [claims.audience],
  });
  const quoted = `'${parameters.replaceAll("'", `'\\''`)}'`;
  return `az ad app federated-credential create --id ${clientId} --parameters ${quoted}`;
}

/** A name that no credential of another subject has: letters, digits and hyphens, 120 at most. */
function nameAfter(subject: string): string {
  const name = subject
    .replace(/[^a-z0-9]+/gi, "-")
    .replace(/^-/, "")
    .slice(0, 120)
    .replace(/-$/, "");
  return name === "" ? "github-actions" : name;
}
