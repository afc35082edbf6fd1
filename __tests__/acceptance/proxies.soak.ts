import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import { type Stage, setStage } from "./harness/index.js";
import { ALL, type Kind, NONE, setProxyStage, waysWith } from "./proxy-ways.js";

let stage: Stage;
beforeAll(async () => {
  stage = await setProxyStage();
});
afterAll(() => stage.close());

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;
const OTHER = "http://127.0.0.1:9";

describe("every connection of a run takes the same proxy", () => {
  test.each<[string, Readonly<Record<string, string>>, string | null]>([
    ["https_proxy", { https_proxy: "http://PROXY" }, null],
    ["HTTPS_PROXY", { HTTPS_PROXY: "http://PROXY/" }, null],
    ["https_proxy, where HTTPS_PROXY is another", { https_proxy: "http://PROXY", HTTPS_PROXY: OTHER }, null],
    [
      "HTTPS_PROXY, where HTTP_PROXY and ALL_PROXY are others",
      { HTTPS_PROXY: "http://PROXY", HTTP_PROXY: OTHER, ALL_PROXY: "socks5://127.0.0.1:9" },
      null,
    ],
    ["http_proxy, where HTTP_PROXY is another", { http_proxy: "http://PROXY", HTTP_PROXY: OTHER }, null],
    ["all_proxy alone", { all_proxy: "http://PROXY" }, null],
    [
      "ALL_PROXY alone, the others empty",
      { ALL_PROXY: "http://PROXY", HTTPS_PROXY: "", http_proxy: "" },
      null,
    ],
    [
      "one that requires a name and password",
      { HTTPS_PROXY: "http://jane:s3cret-word@PROXY" },
      basic("jane:s3cret-word"),
    ],
    [
      "a password with an escape",
      { HTTPS_PROXY: "http://jane:s3cret%40word@PROXY" },
      basic("jane:s3cret@word"),
    ],
    ["a name alone", { HTTPS_PROXY: "http://jane@PROXY" }, basic("jane:")],
    [
      "https_proxy, where HTTPS_PROXY is no address",
      { https_proxy: "http://PROXY", HTTPS_PROXY: "nonsense" },
      null,
    ],
    ["HTTP_PROXY alone", { HTTP_PROXY: "http://PROXY" }, null],
    [
      "a password with a percent sign that nobody encoded",
      { HTTPS_PROXY: "http://jane:s3cret-100%@PROXY" },
      basic("jane:s3cret-100%"),
    ],
  ])("%s", async (_what, variables, authorization) => {
    const { direct, proxied, authorizations, played } = await waysWith(stage, variables);
    expect([direct, proxied, authorizations]).toEqual([NONE, ALL, [authorization]]);
    expect(played.run.outputs.outcome).toBe("in-sync");
    expect(`${played.run.stdout}${played.run.stderr}`).not.toMatch(/s3cret|Deprecat|DEP\d/);
  });
});

describe("every connection of a run reads the same exemptions", () => {
  const ARM: readonly Kind[] = ["ARM"];
  test.each<[string, readonly Kind[]]>([
    ["nowhere.example,*", ALL],
    ["azure.com", ARM],
    [".azure.com", ARM],
    ["*.azure.com", ARM],
    ["MANAGEMENT.Azure.COM", ARM],
    ["management.azure.com:443", ARM],
    ["management.azure.com:80", NONE],
    ["zure.com", NONE],
    ["azurecr.io, MICROSOFTONLINE.com", ["Entra", "registry"]],
    ["*.azurecr.io:443 login.microsoftonline.com", ["Entra", "registry"]],
    ["githubusercontent.com,api.github.com", ["ID token", "GitHub"]],
    [".actions.githubusercontent.com:443,*.GITHUB.com", ["ID token", "GitHub"]],
    ["github.com:443", ["GitHub"]],
    ["127.0.0.1,localhost,", NONE],
    ["*", ALL],
    ["*.Azure.com:443, azurecr.io", ["ARM", "registry"]],
    [".githubusercontent.com API.github.com", ["ID token", "GitHub"]],
  ])("%s", async (noProxy, exempt) => {
    const { direct, proxied, played } = await waysWith(stage, {
      HTTPS_PROXY: "http://PROXY",
      NO_PROXY: noProxy,
    });
    expect([direct, proxied]).toEqual([exempt, ALL.filter((kind) => !exempt.includes(kind))]);
    expect(played.run.outputs.outcome).toBe("in-sync");
  });

  test("no_proxy, where NO_PROXY is another", async () => {
    const variables = { HTTPS_PROXY: "http://PROXY", NO_PROXY: "*", no_proxy: "azure.com" };
    expect((await waysWith(stage, variables)).direct).toEqual(["ARM"]);
  });

  test("without a proxy nothing is exempt from anything", async () => {
    expect((await waysWith(stage, { NO_PROXY: "azure.com" })).direct).toEqual(ALL);
  });
});

test.each(["nonsense", "socks5://PROXY"])(
  "%s is no proxy's address: an error that names the variable, and nothing is sent",
  async (address) => {
    const { direct, proxied, played } = await waysWith(stage, { ALL_PROXY: address });
    expect([direct, proxied, played.run.outputs.outcome]).toEqual([NONE, NONE, "failed"]);
    expect(played.errors).toContain("ALL_PROXY is not the address of an HTTP proxy");
  },
);

test("what is no proxy's address is an error that names the variable, and nothing is sent", async () => {
  const { direct, proxied, played } = await waysWith(stage, { http_proxy: "PROXY" });
  expect([direct, proxied, played.run.outputs.outcome]).toEqual([NONE, NONE, "failed"]);
  expect(played.errors).toContain("http_proxy is not the address of an HTTP proxy");
});

test("its connections are used again: no more of them than requests under way at once", async () => {
  const regions = REGION_TABLE.map(({ name }) => name).filter((name) => name !== "westeurope");
  const stage = await setStage({ regions: REGION_TABLE.map(({ displayName }) => displayName) });
  const { run } = await stage.play({ regions: regions.slice(0, 40).join() });
  await stage.close();
  expect(run.outputs.outcome).toBe("changed");
  const toArm = stage.simulator.connections.filter(({ host }) => host === "management.azure.com");
  // Those that nobody used for some seconds are closed: the PUTs and, when all are ready, the GETs have theirs.
  expect(toArm.length).toBeLessThan(2 * 20);
});
