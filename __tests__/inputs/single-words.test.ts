import { describe, expect, test } from "@jest/globals";
import { requestFrom, textsAbout } from "./asking.js";

describe("a yes or no", () => {
  test.each(["true", "True", "TRUE", " true "])("is yes when %j", (summary) => {
    expect(requestFrom({ inputs: { "report-html": summary } }).writesHtmlReport).toBe(true);
  });

  test.each(["false", "False", "FALSE"])("is no when %j", (summary) => {
    expect(requestFrom({ inputs: { summary } }).writesSummary).toBe(false);
  });

  test.each(["yes", "no", "on", "off", "1", "0", "tRUE", "y"])("is not %j", (repair) => {
    expect(textsAbout("repair", { inputs: { repair } })).toEqual([
      `"${repair}" is neither \`true\` nor \`false\`. Write one of the two.`,
    ]);
  });

  test.each(["", "  ", "\n"])("is left out when %j", (summary) => {
    expect(requestFrom({ inputs: { summary } }).writesSummary).toBe(true);
  });
});

describe("a choice", () => {
  test.each([
    ["mode", "Apply", "Write `apply`, `check`, `wait` or `remove`."],
    ["wait-for", "succeeded", "Write `none`, `provisioned` or `ready`."],
    ["routing", "on", "Write `enabled`, `disabled` or `keep`."],
    ["if-image-unknown", "ignore", "Write `error` or `warn`."],
    [
      "auth",
      "cli",
      "Write `auto`, `oidc`, `secret`, `workload-identity`, `managed-identity` or `azure-cli`.",
    ],
    ["cloud", "Azure", "Write `AzureCloud`, `AzureUSGovernment` or `AzureChinaCloud`."],
    ["prune", "some", "Write `none`, `owned` or `all`."],
  ])("of %s is not %s", (input, text, accepted) => {
    expect(textsAbout(input, { inputs: { [input]: text } })).toEqual([
      `"${text}" is not one of the choices. ${accepted}`,
    ]);
  });

  test.each(["true", "false", "True", "yes", "1"])(
    "of prune that is %s is told what the choices do",
    (prune) => {
      expect(textsAbout("prune", { inputs: { prune } })).toEqual([
        `"${prune}" does not say which replicas. Write \`owned\` to delete those whose only owner is \`owner\`, \`all\` to delete every replica that is not wanted, or \`none\` to delete nothing.`,
      ]);
    },
  );
});

describe("max-delete and max-replicas", () => {
  test.each([
    ["0", 0],
    ["12", 12],
  ])("can be %s", (text, count) => {
    expect(requestFrom({ inputs: { "max-delete": text, "max-replicas": text } })).toMatchObject({
      maxDelete: { limit: count },
      maxReplicas: count,
    });
  });

  test.each(["-1", "1.5", "1e3", "many", "99999999999999999999", "0x10", "Infinity"])(
    "cannot be %s",
    (text) => {
      for (const input of ["max-delete", "max-replicas"]) {
        expect(textsAbout(input, { inputs: { [input]: text } })).toEqual([
          `"${text}" is not a count. Write a whole number, 0 or more.`,
        ]);
      }
    },
  );
});

describe("fail-on", () => {
  const all = ["missing", "extra", "failed", "not-ready", "syncing", "routing", "tags", "image", "on-loan"];

  test.each([
    ["any", all],
    ["none", []],
    ["missing", ["missing"]],
    ["missing, failed\nnot-ready", ["missing", "failed", "not-ready"]],
    ["[tags, routing]", ["tags", "routing"]],
    ["tags, tags", ["tags"]],
  ])("%j is %j", (text, kinds) => {
    expect(requestFrom({ inputs: { mode: "check", "fail-on": text } })).toMatchObject({ failOn: kinds });
  });

  test.each(["any, missing", "none, extra", "[]"])("cannot be %j", (text) => {
    expect(textsAbout("fail-on", { inputs: { mode: "check", "fail-on": text } })).toEqual([
      expect.stringContaining("Write `any` or `none` alone, or some of `missing`, `extra`"),
    ]);
  });

  test.each(["stale", "missing extra", "Missing", "missing, stale"])("has no kind %j", (text) => {
    expect(textsAbout("fail-on", { inputs: { mode: "check", "fail-on": text } })).toEqual([
      expect.stringContaining("is not one of the choices. Write `missing`, `extra`"),
    ]);
  });
});

describe("owner", () => {
  test.each([
    "contoso/shop/pr-42",
    "me",
    "x".repeat(200),
    "Jürgen's branch",
    "a, b",
    "until",
    "runtil x",
    "a until. b",
    "a until",
  ])("can be %s", (owner) => {
    expect(requestFrom({ inputs: { owner } })).toMatchObject({ owner });
  });

  test.each([
    ["line breaks", "a\nb"],
    ["control characters", "a\u0007b"],
    ["direction marks", "a\u202Eb"],
    ["more than 200 characters", "x".repeat(201)],
    ["what parts an owner from a time in a mark", "me until 2026-09-01T00:00:00Z"],
  ])("cannot have %s", (_what, owner) => {
    expect(textsAbout("owner", { inputs: { owner } })).toEqual([
      expect.stringContaining("cannot be an owner."),
    ]);
  });
});

describe("identities and places", () => {
  test.each([
    ["subscription-id", "AAAAAAAA-1111-4111-8111-111111111111"],
    ["client-id", "11111111-1111-4111-8111-111111111111"],
    ["tenant-id", "11111111-1111-4111-8111-111111111111"],
    ["tenant-id", "contoso.onmicrosoft.com"],
    ["resource-group", "rg_shop.(1)-ä"],
    ["audience", "api://AzureADTokenExchange"],
    ["expect-plan", "AB".repeat(32)],
  ])("%s can be %s", (input, text) => {
    expect(textsAbout(input, { inputs: { [input]: text } })).toEqual([]);
  });

  test.each([
    ["subscription-id", "My subscription"],
    ["client-id", "11111111111141118111111111111111"],
    ["tenant-id", "contoso com"],
    ["resource-group", "rg/shop"],
    ["resource-group", "ends."],
    ["resource-group", "g".repeat(91)],
    ["audience", "two words"],
    ["expect-plan", "abc"],
    ["expect-plan", "g".repeat(64)],
  ])("%s cannot be %s", (input, text) => {
    expect(textsAbout(input, { inputs: { [input]: text } })).toHaveLength(1);
  });

  test("are given in small letters, as hashes and IDs are compared", () => {
    expect(requestFrom({ inputs: { "expect-plan": "AB".repeat(32) } })).toMatchObject({
      expectPlan: "ab".repeat(32),
    });
  });
});

describe("a value in an error text", () => {
  test("stands on one line, shortened, without invisible characters", () => {
    const [text] = textsAbout("mode", { inputs: { mode: `a\n::error::b\u202E\u0007${"x".repeat(100)}` } });
    expect(text).toBe(
      `"a ::error::b\u{FFFD}\u{FFFD}${"x".repeat(45)}…" is not one of the choices. Write \`apply\`, \`check\`, \`wait\` or \`remove\`.`,
    );
  });
});
