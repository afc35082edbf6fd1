import { describe, expect, test } from "@jest/globals";
import {
  CLIENT,
  CLIENT_SECRET,
  type FederatedCredentialWorld,
  ISSUER,
  type SignIn,
  SUBJECT,
  type World,
} from "../simulator/index.js";
import { play, type RunOptions } from "./harness/index.js";
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

describe("OIDC, where no federated credential matches the job's ID token", () => {
  const other = "repo:contoso/other:ref:refs/heads/main";
  const HINT =
    "Repositories that are new since 15 July 2026, renamed or moved have subjects with IDs in them";

  test.concurrent.each<[string, string, World, string]>([
    ["AADSTS700213 (quoted in Azure/login issues)", "subject", trusting({ ...OWN, subject: other }), ""],
    ["AADSTS70021 (documented, the older wording)", "record", trusting(null), ""],
    [
      "AADSTS7002138 (quoted in Azure/login issue 635)",
      "letters",
      trusting({ ...OWN, subject: SUBJECT.replace("contoso", "Contoso") }),
      "The subject differs only in the case of its letters, which counts.",
    ],
    [
      "AADSTS700211 (documented)",
      "issuer",
      trusting({ ...OWN, issuer: "https://ghes.example.com/_services/token" }),
      "",
    ],
    [
      "AADSTS700212 (documented)",
      "audience",
      trusting({ ...OWN, audience: "api://other" }),
      "change its audience, or write that one into the input `audience`.",
    ],
  ])("%s, %s: says what the token says, and the credential to create", async (code, _what, world, more) => {
    const { run, errors, simulator } = await play(world, LOOK);
    const number = code.split(" ")[0] ?? "";
    const [correlation] = simulator.matching({ host: "login.microsoftonline.com" }).map(correlationOf);
    const create = `az ad app federated-credential create --id ${CLIENT} --parameters '{"name":"github-actions","issuer":"${ISSUER}","subject":"${SUBJECT}","audiences":["${AUDIENCE}"]}'`;
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    for (const text of [plain(errors), plain(run.summary)]) {
      expect(text).toMatch(
        new RegExp(`^[^]*Signing in to Azure failed[*]*: ${number}: No matching federated`),
      );
      expect(text).toContain(`(correlation ID ${correlation})`);
      expect(text).toContain(`iss ${ISSUER}, sub ${SUBJECT}, aud ${AUDIENCE}.`);
      expect(text).toContain(create);
      expect(text).toContain(plain(more));
      expect(text).toContain(HINT);
    }
  });

  test("a subject with IDs and a quote in it is copied as the shell needs it", async () => {
    const subject = "repo:contoso@1234/shop@5678:ref:refs/heads/it's-`id`";
    const { errors, run } = await play({ ...trusting(OWN), idToken: { subject } }, LOOK);
    expect(errors).toContain(`sub ${subject}, aud`);
    expect(errors).toContain("repo:contoso@1234/shop@5678:ref:refs/heads/it'\\''s-`id`");
    expect(run.summary).toContain("``az ad app federated-credential create");
  });
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
      "The client secret has expired. Make a new one",
    ],
    [
      "a secret that is another's",
      "AADSTS7000215",
      { applications: [{ clientId: CLIENT, secret: "another" }] },
      "secret",
      {},
      "AZURE_CLIENT_SECRET must be the secret's value, not its ID",
    ],
    [
      "an unknown application",
      "AADSTS700016",
      {},
      "oidc",
      { "client-id": STRANGER },
      "Look at `client-id`, `tenant-id` and `cloud` (now AzureCloud).",
    ],
    [
      "a wrong tenant",
      "AADSTS90002",
      {},
      "oidc",
      { "tenant-id": STRANGER },
      "There is no such tenant in AzureCloud. Look at `tenant-id` and `cloud`.",
    ],
    [
      "a certificate that is not registered",
      "AADSTS700027",
      { applications: [{ clientId: CLIENT }] },
      "certificate",
      {},
      "Register the certificate of AZURE_CLIENT_CERTIFICATE_PATH with the application",
    ],
    [
      "a workload identity's token that has ended",
      "AADSTS700024",
      { tokens: { id: 0.001 } },
      "workload-identity",
      {},
      "The token in AZURE_FEDERATED_TOKEN_FILE has ended",
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

describe("a way that fails on the runner itself says what to look at", () => {
  const GITHUB = /actions\.githubusercontent\.com$/;
  const nowhere = "/nowhere/to/be/found";
  test.concurrent.each<[string, World, Partial<RunOptions>, string]>([
    [
      "an ID-token service that refuses (403, shape of the toolkit's tests)",
      { faults: [{ host: GITHUB, effect: { kind: "answer", status: 403, body: { message: "denied" } } }] },
      {},
      "HTTP 403, denied – GitHub's service gave the job no ID token.",
    ],
    [
      "a certificate file that is not there",
      {},
      { signIn: "certificate", environment: { AZURE_CLIENT_CERTIFICATE_PATH: nowhere } },
      "AZURE_CLIENT_CERTIFICATE_PATH must name a PEM file",
    ],
    [
      "a token file that is not there",
      {},
      { signIn: "workload-identity", environment: { AZURE_FEDERATED_TOKEN_FILE: nowhere } },
      "AZURE_FEDERATED_TOKEN_FILE must name a readable file",
    ],
  ])("%s", async (_what, world, options, text) => {
    const { run, errors } = await play(world, LOOK, options);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain(text);
  });

  test("a managed identity that the machine does not have", async () => {
    const inputs = { ...LOOK, auth: "managed-identity", "client-id": STRANGER };
    const { errors } = await play({}, inputs, { signIn: "managed-identity" });
    expect(errors).toContain("No User Assigned or Delegated Managed Identity found.");
    expect(errors).toContain(`Look whether the machine has one with client ID ${STRANGER}.`);
  });
});
