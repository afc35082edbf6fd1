import { describe, expect, test } from "@jest/globals";
import { find } from "./check.js";
import { CHECKS } from "./checks.js";
import { clientOf, isAnswered, type Subject, subjectOf, urlOf } from "./exchange.js";
import { MISTAKES, SOUND } from "./mistakes.js";

const [sound] = SOUND;
if (sound === undefined) throw new Error("There is no sound exchange.");
const REGISTRY = "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/contoso";

describe("the subject of an exchange", () => {
  test.each<[string, string, Subject]>([
    ["management.azure.com", REGISTRY, "registry"],
    ["management.chinacloudapi.cn", `${REGISTRY}/REPLICATIONS`.toLowerCase(), "replications"],
    ["management.azure.com", `${REGISTRY}/replications/geo01`, "replication"],
    [
      "management.azure.com",
      `${REGISTRY}/replications/geo01/operationStatuses/replications-1`,
      "operation status",
    ],
    ["management.azure.com", "/subscriptions/s/resources", "resource list"],
    ["contoso.azurecr.io", "/v2/", "challenge"],
    ["contoso.japaneast.geo.azurecr.cn", "/v2/a/b/manifests/v1", "manifest"],
    ["contoso.japaneast.geo.azurecr.io", "/v2/a/b/blobs/sha256:0", "blob"],
    ["management.azure.com", `${REGISTRY}/providers/Microsoft.Authorization/permissions`, "permissions"],
    ["management.azure.com", `${REGISTRY}/providers/Microsoft.Authorization/locks`, "locks"],
    ["contoso.azurecr.io", "/oauth2/exchange", "token exchange"],
    ["api.github.com", "/repos", "elsewhere"],
  ])("%s%s", (host, path, subject) => {
    expect(subjectOf({ ...sound, host, path })).toBe(subject);
  });

  test.each([
    ["management.azure.com", "/subscriptions/s/somethingElse"],
    ["contoso.azurecr.io", "/acr/v1/_catalog"],
  ])("nobody knows %s%s", (host, path) => {
    expect(subjectOf({ ...sound, host, path })).toBeUndefined();
  });

  test("a registry read by a preview of 2026 is a subject of its own", () => {
    expect(subjectOf({ ...sound, path: REGISTRY, apiVersion: "2026-03-01-preview" })).toBe(
      "registry, preview",
    );
  });
});

test.each([
  ["acr-geo-replication core-rest-pipeline/1.24.0", "the action"],
  ["AZURECLI/2.45.0 (DEB) azsdk-python-azure-mgmt-resource/22.0.0", "Azure CLI"],
  ["azsdk-python-azure-mgmt-containerregistry/10.0.0", "Ansible"],
  ["skopeo/1.9.3", "skopeo"],
  [undefined, "a test"],
])("%s is sent by %s", (agent, client) => {
  expect(clientOf({ ...sound, headers: { "user-agent": agent } })).toBe(client);
});

test("an answer that a test bent is not the service's own", () => {
  expect(isAnswered(sound)).toBe(true);
  expect(isAnswered({ ...sound, fault: "delay" })).toBe(true);
  expect(isAnswered({ ...sound, fault: "rewrite" })).toBe(false);
  expect(isAnswered({ ...sound, isInvented: true })).toBe(false);
});

test("a URL is put together as it was sent", () => {
  expect(urlOf({ ...sound, path: "/a", query: { $filter: "b eq 'c'" } })).toBe(
    "https://management.azure.com/a?%24filter=b+eq+%27c%27",
  );
});

describe("checks of our own", () => {
  const problems = (exchange: (typeof SOUND)[number]) =>
    CHECKS.flatMap((check) => find(check, [exchange]).problems);

  test("find nothing in what is sound", () => {
    expect(SOUND.flatMap(problems)).toEqual([]);
  });

  test.each(MISTAKES.filter(({ foundBy }) => foundBy === "us"))("find that $what", ({ exchange }) => {
    expect(problems(exchange)).toHaveLength(1);
  });
});
