import { describe, expect, test } from "@jest/globals";
import { problemsWith, requestFrom, textsAbout } from "./asking.js";

const HASH = "ab".repeat(32);

describe("what a mode takes of the inputs", () => {
  test("apply takes the desired state and the plan that it is held to", () => {
    const inputs = {
      prune: "owned",
      owner: "me",
      ttl: "8h",
      routing: "enabled",
      tags: "a=b",
      repair: "true",
      "expect-plan": HASH,
    };
    expect(requestFrom({ inputs })).toMatchObject({
      mode: "apply",
      wanted: [{ region: "westeurope", routing: null, tags: {} }],
      prune: "owned",
      owner: "me",
      ttl: 28_800_000,
      routing: "enabled",
      tags: { a: "b" },
      repair: true,
      waitFor: "ready",
      expectPlan: HASH,
    });
  });

  test("check takes the desired state and the kinds of drift that fail it", () => {
    const inputs = { mode: "check", prune: "all", "fail-on": "missing" };
    expect(requestFrom({ inputs })).toMatchObject({ mode: "check", prune: "all", failOn: ["missing"] });
  });

  test("wait takes the wanted regions only", () => {
    const request = requestFrom({
      inputs: { mode: "wait", "wait-for": "provisioned", prune: "all", repair: "true" },
    });
    expect(request).toMatchObject({ mode: "wait", waitFor: "provisioned" });
    expect(request).not.toHaveProperty("prune");
  });

  test("remove takes its selectors", () => {
    const inputs = {
      mode: "remove",
      regions: "- japaneast: { routing: disabled }",
      owner: "me",
      "only-expired": "true",
    };
    expect(requestFrom({ inputs })).toMatchObject({
      mode: "remove",
      regions: ["japaneast"],
      owner: "me",
      onlyExpired: true,
      expectPlan: null,
    });
  });

  test.each([
    [{ owner: "me" }, { regions: null, owner: "me", onlyExpired: false, onlyOrphaned: false }],
    [{ "only-expired": "true" }, { regions: null, owner: null, onlyExpired: true, onlyOrphaned: false }],
    [
      { "only-orphaned": "true", "github-token": "t" },
      { regions: null, owner: null, onlyExpired: false, onlyOrphaned: true },
    ],
  ])("remove needs no more than one selector: %j", (selectors, job) => {
    expect(requestFrom({ inputs: { mode: "remove", regions: "", ...selectors } })).toMatchObject(job);
  });
});

describe("what a mode cannot do without", () => {
  test.each([
    ["apply", "."],
    ["wait", ", or `existing` for those that exist."],
  ])("%s: regions", (mode, end) => {
    expect(textsAbout("regions", { inputs: { mode, regions: "" } })).toEqual([
      `Required in \`mode: ${mode}\`: the wanted replicas, such as \`westeurope, japaneast\`${end}`,
    ]);
  });

  test.each([{}, { "only-expired": "false", "only-orphaned": "false" }])(
    "remove: a selector",
    (selectors) => {
      expect(textsAbout("regions", { inputs: { mode: "remove", regions: "", ...selectors } })).toEqual([
        "`mode: remove` deletes what `regions`, `owner`, `only-expired` and `only-orphaned` select, and the workflow sets none of them. Set at least one; those of the config file do not count here.",
      ]);
    },
  );

  test("remove: a selector in the workflow; the config file's do not count", () => {
    const file =
      "registry: contoso\nregions: japaneast\nowner: me\nonly-expired: true\nonly-orphaned: true\n";
    expect(textsAbout("regions", { inputs: { mode: "remove" }, file })).toEqual([
      expect.stringContaining("those of the config file do not count here"),
    ]);
  });
});

describe("inputs that need each other", () => {
  test.each([
    ["prune", { prune: "owned" }, "which is left out. Set `owner`, or write `none`."],
    ["ttl", { ttl: "8h" }, "Set `owner`, or leave `ttl` out."],
    ["wait-for", { prune: "all", "wait-for": "provisioned" }, "or write `prune: none`"],
    ["wait-for", { prune: "all", "wait-for": "none" }, "or write `prune: none`"],
    ["wait-for", { images: "api:v1", "wait-for": "none" }, "Leave `wait-for` out, or `images`."],
  ])("%s is told about %j", (input, inputs, message) => {
    expect(problemsWith({ inputs })).toEqual([
      { input, text: expect.stringContaining(message), place: null },
    ]);
    expect(problemsWith({ inputs: { ...inputs, mode: "check" } })).toHaveLength(1);
  });

  test("only-orphaned is told about a github-token that is empty", () => {
    const inputs = { mode: "remove", regions: "", "only-orphaned": "true", "github-token": " " };
    expect(problemsWith({ inputs })).toEqual([
      { input: "only-orphaned", text: expect.stringContaining("Leave `github-token` out"), place: null },
    ]);
    expect(problemsWith({ inputs: { ...inputs, "github-token": "t" } })).toEqual([]);
  });

  test("are told with the line of the config file that says the one", () => {
    const file = "registry: contoso\nregions: westeurope\nttl: 8h\n";
    expect(problemsWith({ file })).toMatchObject([{ input: "ttl", place: { line: 3, column: 6 } }]);
  });

  test("may come one from the file and one from the workflow", () => {
    const file = "registry: contoso\nregions: westeurope\nttl: 8h\n";
    expect(problemsWith({ file, inputs: { owner: "me" } })).toEqual([]);
  });

  test("do not in a mode that has no use for them", () => {
    const file = "registry: contoso\nregions: westeurope\nttl: 8h\nprune: owned\nwait-for: provisioned\n";
    expect(problemsWith({ file, inputs: { mode: "wait" } })).toEqual([]);
    expect(problemsWith({ file, inputs: { mode: "remove", owner: "me" } })).toEqual([]);
  });

  test.each([
    { prune: "owned", owner: "a until b" },
    { prune: "all", "wait-for": "soon" },
    { ttl: "8", owner: "" },
    { mode: "aply", regions: "" },
    { mode: "remove", regions: "-" },
    { registry: "contoso.azurecr.cn", cloud: "China" },
    { images: "contoso.azurecr.cn/api:v1", cloud: "China" },
  ])("are not judged while one of them cannot be read: %j", (inputs) => {
    expect(problemsWith({ inputs })).toHaveLength(1);
  });
});

describe("an input that a mode has no use for", () => {
  test.each([
    ["apply", { "only-expired": "true" }],
    ["check", { "only-expired": "true" }],
    ["wait", { "only-expired": "true" }],
    ["apply", { "only-orphaned": "true" }],
    ["check", { "only-orphaned": "true" }],
    ["wait", { "only-orphaned": "true" }],
    ["check", { "expect-plan": HASH }],
    ["wait", { "expect-plan": HASH }],
    ["remove", { ttl: "8h" }],
    ["remove", { tags: "tier=test" }],
    ["remove", { routing: "disabled" }],
    ["remove", { prune: "owned", owner: "me" }],
  ])("is refused where it promises what %s would not keep: %j", (mode, inputs) => {
    const [name] = Object.keys(inputs);
    expect(problemsWith({ inputs: { mode, ...inputs } })).toEqual([
      { input: name, text: expect.stringContaining("eave"), place: null },
    ]);
  });

  test.each([
    ["apply", { "fail-on": "missing", "only-expired": "false", "only-orphaned": "false" }],
    ["check", { repair: "true", timeout: "5m", "max-delete": "3" }],
    ["wait", { prune: "all", owner: "me", ttl: "8h", tags: "a=b", "fail-on": "none", repair: "true" }],
    [
      "remove",
      { images: "api:v1", repair: "true", "wait-for": "none", "fail-on": "none", "drift-issue": "true" },
    ],
    ["remove", { routing: "keep", prune: "none" }],
  ])("is accepted where it does no harm in %s: %j", (mode, inputs) => {
    expect(problemsWith({ inputs: { mode, ...inputs } })).toEqual([]);
  });

  test.each(["apply", "check", "wait", "remove"])("is accepted from the config file in %s", (mode) => {
    const file =
      "registry: contoso\nregions: westeurope\nowner: me\nttl: 8h\nprune: owned\nonly-expired: true\nonly-orphaned: true\nmax-replicas: 2\ntags: { a: b }\nrouting: enabled\nfail-on: missing\nrepair: true\n";
    const inputs = mode === "remove" ? { mode, regions: "japaneast" } : { mode };
    expect(problemsWith({ inputs, file })).toEqual([]);
  });
});

describe("an input that is left out", () => {
  test("has its default", () => {
    expect(requestFrom({})).toEqual({
      mode: "apply",
      registry: { kind: "name", name: "contoso" },
      loginServer: null,
      cloud: "AzureCloud",
      subscriptionId: null,
      resourceGroup: null,
      identity: { way: "auto", tenantId: null, clientId: null, audience: null },
      wanted: [{ region: "westeurope", routing: null, tags: {} }],
      protect: [],
      maxDelete: { limit: null, isSetByWorkflow: false },
      timeout: 3_600_000,
      stuckAfter: 1_800_000,
      images: [],
      ifImageUnknown: "error",
      keepsDriftIssue: false,
      keepsPullRequestComment: false,
      githubToken: null,
      writesSummary: true,
      writesHtmlReport: false,
      routing: "keep",
      tags: {},
      waitFor: "ready",
      prune: "none",
      owner: null,
      ttl: null,
      repair: false,
      maxReplicas: null,
      expectPlan: null,
    });
  });
});

describe("several problems", () => {
  test("are told in one go, those of the workflow first", () => {
    const file = "regions: westeurope, westeurope\ntimeout: 90\nnonsense: 1\n";
    const inputs = { "max-delete": "x", prune: "owned", repair: "maybe" };
    expect(
      problemsWith({ inputs, file, environment: { AZURE_TENANT_ID: "a b" } }).map(({ input }) => input),
    ).toEqual(["max-delete", "repair", "regions", "timeout", "config", "tenant-id", "registry", "prune"]);
  });
});
