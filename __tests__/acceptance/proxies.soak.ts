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

describe("every connection of a run takes the same proxy", () => {
  test.each<[string, Readonly<Record<string, string>>, string | null]>([
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
  test.each<[string, readonly Kind[]]>([
    ["*", ALL],
    ["*.Azure.com:443, azurecr.io", ["ARM", "registry"]],
    [".githubusercontent.com API.github.com", ["ID token", "GitHub"]],
  ])("%s", async (noProxy, exempt) => {
    const { direct, proxied } = await waysWith(stage, { HTTPS_PROXY: "http://PROXY", NO_PROXY: noProxy });
    expect([direct, proxied]).toEqual([exempt, ALL.filter((kind) => !exempt.includes(kind))]);
  });
});

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
