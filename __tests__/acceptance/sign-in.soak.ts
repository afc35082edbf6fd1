import { describe, expect, test } from "@jest/globals";
import {
  CLIENT,
  CLIENT_SECRET,
  ID_TOKEN_HOST,
  type SignIn,
  SUBSCRIPTION,
  TENANT,
  type World,
} from "../simulator/index.js";
import { type ActionRun, play, type RunOptions, type Stage, setStage, standInCli } from "./harness/index.js";
import { REGISTRY_ID } from "./harness/names.js";

const ARM = "management.azure.com";
const ENTRA = "login.microsoftonline.com";
const LOOPBACK = "127.0.0.1";
const LOOK = { registry: REGISTRY_ID, mode: "check", regions: "westeurope" };
const OTHER = "99999999-9999-4999-8999-999999999999";
const AS_CLIENT = `as client ${CLIENT} of tenant ${TENANT}`;

function hostsAsked({ requests }: Stage["simulator"]): readonly string[] {
  return [...new Set(requests.map(({ host }) => host))];
}

/**
 * Every token and assertion is masked; the IDs, which are no secrets, are not. A token counts when a request carried it:
 * where a run ends in the middle of a renewal, the token was issued and never came to it. No text may hold even that
 * one; the harness sees to it.
 */
function expectMasks({ masks }: ActionRun, simulator: Stage["simulator"]): void {
  const isToken = (what: string) => /^(ID|Entra) token for/.test(what);
  const tokens = simulator.secrets().filter(({ what, wasSent }) => wasSent && isToken(what));
  expect(tokens).not.toEqual([]);
  expect(tokens.filter(({ value }) => !masks.includes(value)).map(({ what }) => what)).toEqual([]);
  expect(masks.filter((mask) => [SUBSCRIPTION, TENANT, CLIENT].includes(mask))).toEqual([]);
}

/** Runs the action with the variables of several ways at once. */
async function playWith(ways: readonly SignIn[], inputs: Readonly<Record<string, string>>) {
  const stage = await setStage();
  const environment = Object.assign({}, ...ways.map((way) => stage.simulator.environment(way)));
  const played = await stage.play({ ...LOOK, ...inputs }, { signIn: "none", environment });
  await stage.close();
  return { ...played, simulator: stage.simulator };
}

/** Runs the action where an `az` is on PATH; `calls` are the command lines that it was run with. */
async function playWithCli(
  world: World,
  session: { readonly isSignedIn: boolean; readonly subscription?: string },
  inputs: Readonly<Record<string, string>>,
  options: Partial<RunOptions> = {},
) {
  const stage = await setStage(world);
  const { isSignedIn, ...where } = session;
  const token = isSignedIn ? { token: stage.simulator.accessToken() } : {};
  const cli = await standInCli(stage.simulator.folder, { ...token, ...where });
  const environment = { ...cli.environment, ...options.environment };
  const played = await stage.play({ ...LOOK, ...inputs }, { signIn: "none", ...options, environment });
  const calls = await cli.calls();
  await stage.close();
  return { ...played, simulator: stage.simulator, calls };
}

describe("each way to sign in gets its token where it should, and says which way and why", () => {
  test.concurrent.each<[string, readonly SignIn[], object, string, readonly string[]]>([
    [
      "OIDC, by auto, although a secret is set",
      ["secret", "oidc"],
      {},
      `the job's own ID token (OIDC) ${AS_CLIENT}: client and tenant are known, and the job may request an ID token.`,
      [ID_TOKEN_HOST, ENTRA, ARM],
    ],
    [
      "a client secret, by name, although OIDC would do",
      ["secret", "oidc"],
      { auth: "secret" },
      `a client secret ${AS_CLIENT}: \`auth\` asks for it.`,
      [ENTRA, ARM],
    ],
    [
      "a certificate, by auto",
      ["certificate"],
      {},
      `a client certificate ${AS_CLIENT}: its AZURE_* variables are set.`,
      [ENTRA, ARM],
    ],
    [
      "a workload identity's file, by auto",
      ["workload-identity"],
      {},
      `a workload identity's token file ${AS_CLIENT}: AZURE_FEDERATED_TOKEN_FILE is set.`,
      [ENTRA, ARM],
    ],
    [
      "the system's managed identity, by name",
      ["managed-identity"],
      { auth: "managed-identity" },
      "the runner's managed identity (the system-assigned one): `auth` asks for it.",
      [LOOPBACK, ARM],
    ],
    [
      "a managed identity by its client ID",
      ["managed-identity"],
      { auth: "managed-identity", "client-id": CLIENT },
      `the runner's managed identity (client ${CLIENT}): \`auth\` asks for it.`,
      [LOOPBACK, ARM],
    ],
  ])("%s", async (_way, ways, inputs, story, hosts) => {
    const { run, simulator } = await playWith(ways, { ...inputs });
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(run.log.filter((line) => line.startsWith("Signing in"))).toEqual([`Signing in with ${story}`]);
    expect(hostsAsked(simulator)).toEqual(hosts);
    expectMasks(run, simulator);
    expect(run.masks.includes(CLIENT_SECRET)).toBe(story.startsWith("a client secret"));
  });

  const TOKEN = `account get-access-token --output json --resource https://${ARM}`;

  test.concurrent("the Azure CLI's session, by auto; the registry in the only subscription that it sees", async () => {
    const { run, simulator, calls } = await playWithCli({}, { isSignedIn: true }, { registry: "contoso" });
    expect(run.outputs.outcome).toBe("in-sync");
    expect(run.log).toContain("Signing in as whoever is signed in to the Azure CLI: nothing else is set up.");
    expect(run.log).toContain(
      `No subscription is set: the registry is searched in the only one that the identity can see, ${SUBSCRIPTION}.`,
    );
    expect(calls).toEqual([TOKEN, "account show --output json"]);
    expect(hostsAsked(simulator)).toEqual([ARM]);
    expectMasks(run, simulator);
  });

  test.concurrent("the Azure CLI's session, by name; the registry in the session's subscription", async () => {
    const world = { subscriptions: [{ id: OTHER }, { id: SUBSCRIPTION }] };
    const session = { isSignedIn: true, subscription: SUBSCRIPTION };
    const { run, calls } = await playWithCli(world, session, { registry: "contoso", auth: "azure-cli" });
    expect(run.outputs.outcome).toBe("in-sync");
    expect(run.log).toContain("Signing in as whoever is signed in to the Azure CLI: `auth` asks for it.");
    expect(run.log).toContain(
      `No subscription is set: the registry is searched in the Azure CLI's current one, ${SUBSCRIPTION}.`,
    );
    expect(calls).toContain("account show --output json");
  });
});

describe("where a way is not set up", () => {
  test.concurrent("it is not replaced by another: it says what it lacks, and nothing is asked", async () => {
    const { run, errors, simulator } = await playWith(["secret"], { auth: "oidc" });
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
    expect(errors).toContain(
      "SignInNotSetUp – The job may not request an ID token: add `permissions: id-token: write`",
    );
    expect(errors).toContain("fork or Dependabot");
  });

  test.concurrent("auto says what each would need, and does not take the machine's managed identity", async () => {
    const { run, errors, simulator } = await playWithCli(
      {},
      { isSignedIn: false },
      {},
      {
        signIn: "managed-identity",
      },
    );
    expect([run.exitCode, simulator.requests]).toEqual([1, []]);
    const ways = ["OIDC: the inputs client-id", "Secret: ", "Workload identity: ", "Azure CLI: "];
    for (const text of [errors, run.summary].map((one) => one.replaceAll("`", ""))) {
      expect(text).toContain("Nobody is signed in to the Azure CLI, or it is not installed.");
      for (const way of [...ways, "Managed identity: auth: managed-identity"]) expect(text).toContain(way);
    }
  });

  test.concurrent("auto never turns from a named client to the CLI, but says what that client needs", async () => {
    const environment = { AZURE_CLIENT_ID: CLIENT, AZURE_TENANT_ID: TENANT };
    const played = await playWithCli({}, { isSignedIn: true }, {}, { environment });
    expect([played.run.exitCode, played.simulator.requests, played.calls]).toEqual([1, [], []]);
    expect(played.errors).toContain(
      `\`client-id\` (or AZURE_CLIENT_ID) is ${CLIENT}, so the action signs in as that client and as nobody else. This is missing: The job may not request an ID token: add \`permissions: id-token: write\` to it.`,
    );
    expect(played.errors).toContain(
      "AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE",
    );
  });
});

describe("a wait that outlives its tokens", () => {
  // Seconds; the wait takes twelve.
  const world: World = {
    tokens: { access: 4, id: 5 },
    schedules: { japaneast: { provisioned: 1_000, syncing: 11_000 } },
  };
  const inputs = { registry: REGISTRY_ID, regions: "japaneast" };

  test.concurrent("renews them several times by OIDC, with a fresh ID token for each exchange", async () => {
    const { run, simulator } = await play(world, inputs);
    expect(run.outputs.outcome).toBe("changed");
    const signIns = simulator.requests.filter(({ host }) => host === ENTRA || host === ID_TOKEN_HOST);
    expect(signIns.length).toBeGreaterThanOrEqual(6);
    expect(signIns.map(({ host }) => host)).toEqual(
      signIns.map((_request, index) => (index % 2 === 0 ? ID_TOKEN_HOST : ENTRA)),
    );
    expect(signIns.map(({ status }) => status)).toEqual(signIns.map(() => 200));
    // Not each of them because the old one was refused, which may happen once where the machine is busy.
    const refused = simulator.matching({ host: ARM }).filter(({ status }) => status === 401);
    expect(refused.length).toBeLessThan(Math.floor(signIns.length / 2) - 1);
    expectMasks(run, simulator);
  });

  test.concurrent("renews them several times by a managed identity, and hears nothing else of it", async () => {
    const asked = { ...inputs, auth: "managed-identity" };
    const { run, simulator } = await play(world, asked, { signIn: "managed-identity" });
    expect([run.outputs.outcome, run.annotations]).toEqual(["changed", []]);
    expect(simulator.matching({ host: LOOPBACK }).length).toBeGreaterThanOrEqual(3);
    expectMasks(run, simulator);
  });

  test.concurrent("waits out an Entra that is down for a moment", async () => {
    const down = { kind: "answer", status: 503, body: "down" } as const;
    const faults = [{ host: ENTRA, skip: 1, times: 2, effect: down }];
    const troubled = { ...world, tokens: { access: 8 }, faults };
    const { run, simulator } = await play(troubled, inputs, { signIn: "secret" });
    expect([run.outputs.outcome, run.annotations]).toEqual(["changed", []]);
    const answers = simulator.matching({ host: ENTRA }).map(({ status }) => status);
    expect(answers.slice(0, 4)).toEqual([200, 503, 503, 200]);
  });
});

// The ID token is asked for before anything else is loaded: not where the run will not come to use it.
test.each([
  ["an input is wrong", { regions: "?" }],
  ["a required one is missing", { registry: "" }],
  ["the config file is missing", { config: "nowhere.yml" }],
])("nothing is asked of anybody where %s", async (_what, inputs) => {
  const { run, simulator } = await playWith(["oidc"], inputs);
  expect([run.exitCode, simulator.requests]).toEqual([1, []]);
});

test("no ID token is asked for where another way was chosen", async () => {
  const { run, simulator } = await playWith(["oidc", "secret"], { auth: "secret" });
  expect([run.exitCode, hostsAsked(simulator)]).toEqual([0, [ENTRA, ARM]]);
});
