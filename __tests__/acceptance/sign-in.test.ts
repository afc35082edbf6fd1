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
import { type ActionRun, noCli, type RunOptions, type Stage, setStage, standInCli } from "./harness/index.js";
import { REGISTRY_ID } from "./harness/names.js";

const ARM = "management.azure.com";
const ENTRA = "login.microsoftonline.com";
const LOOK = { registry: REGISTRY_ID, mode: "check", regions: "westeurope" };
const CLIENT_OF_TENANT = `as client ${CLIENT} of tenant ${TENANT}`;

/** Runs the action in a world of its own; `prepare` gives options that need the world. */
async function playIn(
  world: World,
  inputs: Readonly<Record<string, string>>,
  prepare: (stage: Stage) => Promise<Partial<RunOptions>> | Partial<RunOptions> = () => ({}),
) {
  const stage = await setStage(world);
  try {
    return { ...(await stage.play(inputs, await prepare(stage))), simulator: stage.simulator };
  } finally {
    await stage.close();
  }
}

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

/** The variables of several ways at once. */
function together(...ways: readonly SignIn[]) {
  return ({ simulator }: Stage): Partial<RunOptions> => ({
    signIn: "none",
    environment: Object.assign({}, ...ways.map((way) => simulator.environment(way))),
  });
}

const LOOPBACK = "127.0.0.1";

describe("each way to sign in gets its token where it should, and says which way and why", () => {
  test.concurrent.each<[string, SignIn, object, string, readonly string[]]>([
    [
      "OIDC, by auto",
      "oidc",
      {},
      `the job's own ID token (OIDC) ${CLIENT_OF_TENANT}: client and tenant are known, and the job may ask for an ID token.`,
      [ID_TOKEN_HOST, ENTRA, ARM],
    ],
    [
      "a client secret, by auto",
      "secret",
      {},
      `a client secret ${CLIENT_OF_TENANT}: its AZURE_* variables are set.`,
      [ENTRA, ARM],
    ],
    [
      "a certificate, by auto",
      "certificate",
      {},
      `a client certificate ${CLIENT_OF_TENANT}: its AZURE_* variables are set.`,
      [ENTRA, ARM],
    ],
    [
      "a workload identity's file, by auto",
      "workload-identity",
      {},
      `a workload identity's token file ${CLIENT_OF_TENANT}: AZURE_FEDERATED_TOKEN_FILE is set.`,
      [ENTRA, ARM],
    ],
    [
      "the system's managed identity, by name",
      "managed-identity",
      { auth: "managed-identity" },
      "the runner's managed identity (the system-assigned one): `auth` asks for it.",
      [LOOPBACK, ARM],
    ],
    [
      "a managed identity by its client ID",
      "managed-identity",
      { auth: "managed-identity", "client-id": CLIENT },
      `the runner's managed identity (client ${CLIENT}): \`auth\` asks for it.`,
      [LOOPBACK, ARM],
    ],
  ])("%s", async (_way, signIn, inputs, story, hosts) => {
    const { run, simulator } = await playIn({}, { ...LOOK, ...inputs }, () => ({ signIn }));
    expect([run.exitCode, run.outputs.outcome]).toEqual([0, "in-sync"]);
    expect(run.log.filter((line) => line.startsWith("Signing in"))).toEqual([`Signing in with ${story}`]);
    expect(hostsAsked(simulator)).toEqual(hosts);
    expectMasks(run, simulator);
    expect(run.masks.includes(CLIENT_SECRET)).toBe(signIn === "secret");
  });

  test.concurrent.each<[string, string, string]>([
    ["by auto", "auto", "nothing else is set up"],
    ["by name", "azure-cli", "`auth` asks for it"],
  ])("the Azure CLI's session, %s", async (_how, auth, why) => {
    const stage = await setStage({});
    const cli = await standInCli(stage.simulator.folder, { token: stage.simulator.accessToken() });
    const { run } = await stage.play({ ...LOOK, auth }, { signIn: "none", environment: cli.environment });
    const calls = await cli.calls();
    await stage.close();
    expect(run.outputs.outcome).toBe("in-sync");
    expect(run.log).toContain(`Signing in as whoever is signed in to the Azure CLI: ${why}.`);
    expect(calls).toEqual([`account get-access-token --output json --resource https://${ARM}`]);
    expect(hostsAsked(stage.simulator)).toEqual([ARM]);
    expectMasks(run, stage.simulator);
  });
});

describe("a way that is named", () => {
  test.concurrent.each<[string, string, RegExp]>([
    ["secret", "OIDC", /^Signing in with a client secret/],
    ["workload-identity", "OIDC and a secret", /^Signing in with a workload identity's token file/],
    ["oidc", "a secret", /^Signing in with the job's own ID token/],
  ])("%s is taken although %s would do", async (auth, _others, story) => {
    const all = together("workload-identity", "secret", "oidc");
    const { run, simulator } = await playIn({}, { ...LOOK, auth }, all);
    expect(run.outputs.outcome).toBe("in-sync");
    expect(run.log).toContainEqual(expect.stringMatching(story));
    expect(hostsAsked(simulator).includes(ID_TOKEN_HOST)).toBe(auth === "oidc");
  });

  test("is not replaced by another: it says what it lacks, and nothing is asked", async () => {
    const { run, errors, simulator } = await playIn({}, { ...LOOK, auth: "oidc" }, () => ({
      signIn: "secret",
    }));
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
    expect(errors).toContain(
      "SignInNotSetUp – The job may not ask for an ID token: add `permissions: id-token: write`",
    );
    expect(errors).toContain("fork or Dependabot");
  });
});

describe("auto, where nothing is set up", () => {
  test("says what each way would need, after asking nobody but the CLI", async () => {
    const { run, errors, simulator } = await playIn({}, LOOK, async ({ simulator }) => ({
      signIn: "none",
      environment: await noCli(simulator.folder),
    }));
    expect([run.exitCode, simulator.requests]).toEqual([1, []]);
    for (const way of [
      "OIDC: the inputs `client-id`",
      "Secret: ",
      "Workload identity: ",
      "Azure CLI: ",
      "Managed identity: ",
    ]) {
      expect(errors).toContain(way);
      expect(run.summary.replaceAll("`", "")).toContain(way.replaceAll("`", ""));
    }
  });

  test("does not take a machine's managed identity, and tells of nobody being signed in to the CLI", async () => {
    const { errors, simulator } = await playIn({}, LOOK, async ({ simulator }) => ({
      signIn: "managed-identity",
      environment: (await standInCli(simulator.folder, {})).environment,
    }));
    expect(errors).toContain("Nobody is signed in to the Azure CLI");
    expect(simulator.requests).toEqual([]);
  });
});

describe("auto, where a client is named and nothing proves it", () => {
  test.concurrent.each<[string, object, object]>([
    ["by input", { "client-id": CLIENT, "tenant-id": TENANT }, {}],
    ["by variable", {}, { AZURE_CLIENT_ID: CLIENT, AZURE_TENANT_ID: TENANT }],
  ])("(%s) never turns to the CLI, but says what that client needs", async (_how, inputs, environment) => {
    const stage = await setStage({});
    const cli = await standInCli(stage.simulator.folder, { token: stage.simulator.accessToken() });
    const options = { signIn: "none", environment: { ...cli.environment, ...environment } } as const;
    const { run, errors } = await stage.play({ ...LOOK, ...inputs }, options);
    const calls = await cli.calls();
    await stage.close();
    expect([run.exitCode, stage.simulator.requests, calls]).toEqual([1, [], []]);
    expect(errors).toContain(
      `\`client-id\` (or AZURE_CLIENT_ID) is ${CLIENT}, so the action signs in as that client and as nobody else. This is missing: The job may not ask for an ID token: add \`permissions: id-token: write\` to it.`,
    );
    expect(errors).toContain(
      "AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH or AZURE_FEDERATED_TOKEN_FILE",
    );
  });

  test("names the tenant when it is the only thing that lacks", async () => {
    const { errors } = await playIn({}, LOOK, () => ({ environment: { AZURE_TENANT_ID: undefined } }));
    expect(errors).toMatch(/This is missing: `tenant-id` \(or AZURE_TENANT_ID\) is not set\.$/);
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
    const { run, simulator } = await playIn(world, inputs);
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
    const { run, simulator } = await playIn(world, { ...inputs, auth: "managed-identity" }, () => ({
      signIn: "managed-identity",
    }));
    expect([run.outputs.outcome, run.annotations]).toEqual(["changed", []]);
    expect(simulator.matching({ host: LOOPBACK }).length).toBeGreaterThanOrEqual(3);
    expectMasks(run, simulator);
  });

  test.concurrent("waits out an Entra that is down for a moment", async () => {
    const down = { kind: "answer", status: 503, body: "down" } as const;
    const { run, simulator } = await playIn(
      { ...world, tokens: { access: 8 }, faults: [{ host: ENTRA, skip: 1, times: 2, effect: down }] },
      inputs,
      () => ({ signIn: "secret" }),
    );
    expect([run.outputs.outcome, run.annotations]).toEqual(["changed", []]);
    const answers = simulator.matching({ host: ENTRA }).map(({ status }) => status);
    expect(answers.slice(0, 4)).toEqual([200, 503, 503, 200]);
  });
});
