import { type Prose, prose, ServerText } from "../../registry/server-text.js";
import type { AssertionClaims } from "../http/jwt.js";
import type { SignInFailed } from "../sign-in/credential.js";

/**
 * No federated credential matches the assertion: 700213 (subject), 70021 (older wording), 7002138 (only the case of
 * letters differs), 700211 (issuer), 700212 (audience).
 */
const NO_MATCH = new Set(["700213", "70021", "7002138", "700211", "700212"]);

/** What the ID token says, and the federated credential that would match it; null for other errors. */
export function explainFederation(number: string, failed: SignInFailed): Prose | null {
  if (!NO_MATCH.has(number) || !("clientId" in failed.way)) return null;
  if (failed.claims === null) {
    return prose`No federated credential of client ${failed.way.clientId ?? ""} matches the token's issuer, subject and audience.`;
  }
  const { issuer, subject, audience } = failed.claims;
  return [
    ...prose`No federated credential of client ${failed.way.clientId ?? ""} matches the job's ID token. It says: iss ${new ServerText(issuer)}, sub ${new ServerText(subject)}, aud ${new ServerText(audience)}. `,
    ...(number === "7002138" ? ["The subject differs only in the case of its letters, which counts. "] : []),
    ...prose`Create the credential that matches: ${new ServerText(createCommand(failed.way.clientId ?? "", failed.claims))}. `,
    "Repositories that are new since 15 July 2026, renamed or moved have subjects with IDs in them (repo:OWNER@ID/REPO@ID:…), ",
    "and an `environment` or a pull request changes the subject too.",
  ];
}

/** A line for a shell: the subject may hold a branch's name, so it is quoted. */
export function createCommand(clientId: string, claims: AssertionClaims): string {
  const parameters = JSON.stringify({
    name: "github-actions",
    issuer: claims.issuer,
    subject: claims.subject,
    audiences: [claims.audience],
  });
  const quoted = `'${parameters.replaceAll("'", `'\\''`)}'`;
  return `az ad app federated-credential create --id ${clientId} --parameters ${quoted}`;
}
