import { describe, expect, test } from "@jest/globals";
import { type EntraRefusal, entraError } from "../simulator/entra-errors.js";
import {
  CLIENT,
  CLIENT_SECRET,
  type FederatedCredentialWorld,
  ISSUER,
  type SignIn,
  SUBJECT,
  TENANT,
  type World,
} from "../simulator/index.js";
import { play } from "./harness/index.js";
import { REGISTRY_ID } from "./harness/names.js";
import { plain } from "./harness/told.js";

const LOOK = { registry: REGISTRY_ID, mode: "check", regions: "westeurope" };
const STRANGER = "99999999-9999-4999-8999-999999999999";
const AUDIENCE = "api://AzureADTokenExchange";
const OWN: FederatedCredentialWorld = { issuer: ISSUER, subject: SUBJECT, audience: AUDIENCE };

/** A tenant whose application trusts this credential alone; null: none at all. */
function trusting(credential: FederatedCredentialWorld | null): World {
  const federatedCredentials = credential === null ? [] : [credential];
  return { applications: [{ clientId: CLIENT, federatedCredentials }] };
}

/** A world in which Entra says nothing but this. */
function refusing(refusal: EntraRefusal): World {
  const details = {
    clientId: CLIENT,
    tenant: TENANT,
    issuer: ISSUER,
    subject: SUBJECT,
    audience: AUDIENCE,
  };
  const effect = { kind: "answer", ...entraError(refusal, details) } as const;
  return { faults: [{ host: "login.microsoftonline.com", effect }] };
}

describe("OIDC, where no federated credential matches the job's ID token", () => {
  const HINT =
    "Repositories created, renamed or transferred since 15 July 2026 have subjects with IDs in them";
  const withIds = "repo:contoso@1234/shop@5678:ref:refs/heads/`it`'s-1";

  test.concurrent.each<[string, World, string, string, string]>([
    [
      "AADSTS700213 (quoted in Azure/login issues): a subject with IDs and a quote in it",
      { ...trusting(OWN), idToken: { subject: withIds } },
      withIds,
      "repo-contoso-1234-shop-5678-ref-refs-heads-it-s-1",
      "",
    ],
    [
      "AADSTS70021 (documented, the older wording)",
      refusing("no-federated-credential"),
      SUBJECT,
      "repo-contoso-shop-ref-refs-heads-main",
      "",
    ],
    [
      "AADSTS70025 (quoted in dotnet-foundation/projects issue 503): no credential at all",
      trusting(null),
      SUBJECT,
      "repo-contoso-shop-ref-refs-heads-main",
      "",
    ],
    [
      "AADSTS7002138 (quoted in Azure/login issue 635): only the case of letters differs",
      trusting({ ...OWN, subject: SUBJECT.replace("contoso", "Contoso") }),
      SUBJECT,
      "repo-contoso-shop-ref-refs-heads-main",
      "The subject differs only in upper and lower case, which matters.",
    ],
  ])(
    "%s: says what the token says, and the credential to create",
    async (code, world, subject, name, more) => {
      const { run, errors, simulator } = await play(world, LOOK);
      const number = code.split(" ")[0] ?? "";
      const [correlation] = simulator.matching({ host: "login.microsoftonline.com" }).map(correlationOf);
      const quoted = subject.replaceAll("'", "'\\''");
      const create = `az ad app federated-credential create --id ${CLIENT} --parameters '{"name":"${name}","issuer":"${ISSUER}","subject":"${quoted}","audiences":["${AUDIENCE}"]}'`;
      expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
      // At the end of its line in the log, and one piece of code in the summary.
      expect(errors.endsWith(`: ${create}`)).toBe(true);
      expect(run.summary).toMatch(/: (`+)az ad app federated-credential create [^\n]+\1\n/);
      for (const text of [plain(errors), plain(run.summary)]) {
        expect(text).toMatch(
          new RegExp(`^[^]*Signing in to Azure failed[*]*: ${number}: (No matching federated|The client )`),
        );
        expect(text).toContain(`(correlation ID ${correlation})`);
        expect(text).toContain(`iss ${ISSUER}, sub ${plain(subject)}, aud ${AUDIENCE}.`);
        expect(text).toContain(plain(create));
        expect(text).toContain(more);
        expect(text).toContain(HINT);
      }
    },
  );
});

function correlationOf({ responseBody }: { readonly responseBody?: unknown }): unknown {
  return Object(responseBody).correlation_id;
}

describe("other refusals of Entra's (documented shapes) have texts of their own", () => {
  const expired = { applications: [{ clientId: CLIENT, secret: CLIENT_SECRET, secretExpired: true }] };
  test.concurrent.each<[string, string, World, SignIn, object, string]>([
    [
      "an expired secret",
      "AADSTS7000222",
      expired,
      "secret",
      {},
      "The client secret has expired. Create a new one",
    ],
    [
      "an unknown application",
      "AADSTS700016",
      {},
      "oidc",
      { "client-id": STRANGER },
      "Check `client-id`, `tenant-id` and `cloud` (now AzureCloud).",
    ],
    [
      "a wrong tenant",
      "AADSTS90002",
      {},
      "oidc",
      { "tenant-id": STRANGER },
      "There is no such tenant in AzureCloud. Check `tenant-id` and `cloud`.",
    ],
    [
      "an application without a service principal (quoted in public issues)",
      "AADSTS7000229",
      refusing("no-service-principal"),
      "oidc",
      {},
      `create one: \`az ad sp create --id ${CLIENT}\``,
    ],
    [
      "a tenant of another cloud (quoted in public issues)",
      "AADSTS900382",
      refusing("other-cloud"),
      "secret",
      {},
      "belongs to another cloud than AzureCloud. Check `cloud` and `tenant-id`.",
    ],
    [
      "an issuer whose keys Entra cannot read (quoted in Azure/login issue 283)",
      "AADSTS501661",
      refusing("unreadable-issuer"),
      "oidc",
      {},
      `Entra could not read the keys of ${ISSUER}: its /.well-known/openid-configuration must be reachable from the internet`,
    ],
    [
      "a code that the action does not know leads to Entra's page on it",
      "AADSTS7654321",
      refusing("unheard-of"),
      "oidc",
      {},
      "What Entra means by this code: https://login.microsoftonline.com/error?code=7654321",
    ],
  ])("%s: %s", async (_what, code, world, signIn, inputs, remedy) => {
    const { run, errors } = await play(world, { ...LOOK, ...inputs }, { signIn });
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toMatch(
      new RegExp(`^Signing in to Azure failed: ${code}: [^]+ \\(correlation ID [0-9a-f-]{36}\\) – `),
    );
    expect(errors).toContain(remedy);
    expect(plain(run.summary)).toContain(plain(remedy));
  });
});

describe("an answer that is not Entra's", () => {
  test.concurrent.each([
    ["a gateway's refusal", 403],
    ["a portal's page", 200],
  ])("%s (HTTP %i) is told from a refusal, and the variable to check named", async (_what, status) => {
    const effect = { kind: "answer", status, body: "<html>\n::error::Blocked\n</html>" } as const;
    const { run, errors } = await play({ faults: [{ host: "login.microsoftonline.com", effect }] }, LOOK);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain(`HTTP ${status}: <html> ::error::Blocked </html> – `);
    expect(errors).toContain("This is not how login.microsoftonline.com answers");
    expect(errors).toContain("Check HTTPS_PROXY and NO_PROXY");
  });
});

describe("a way that fails on the runner itself says what to check", () => {
  const GITHUB = /actions\.githubusercontent\.com$/;

  test.concurrent("an ID-token service that refuses (403, shape of the toolkit's tests)", async () => {
    const denied = { kind: "answer", status: 403, body: { message: "denied" } } as const;
    const { run, errors } = await play({ faults: [{ host: GITHUB, effect: denied }] }, LOOK);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain("HTTP 403, denied – GitHub's service gave the job no ID token.");
  });

  test.concurrent("a managed identity that the machine does not have", async () => {
    const inputs = { ...LOOK, auth: "managed-identity", "client-id": STRANGER };
    const { errors } = await play({}, inputs, { signIn: "managed-identity" });
    expect(errors).toContain("No User Assigned or Delegated Managed Identity found.");
    expect(errors).toContain(`Check whether the machine has one with client ID ${STRANGER}.`);
  });
});
