import { describe, expect, test } from "@jest/globals";
import type { Effect, World } from "../simulator/index.js";
import { play } from "./harness/index.js";
import { REGISTRY_ID } from "./harness/names.js";

// The harness fails each run that contacts an unexpected host, or in which a token goes where it was not made for.

const ARM = "management.azure.com";
const EVIL = "https://evil.example.com";
const LOOK = { registry: REGISTRY_ID, mode: "check", regions: "westeurope" };
const TWO_REPLICAS = { replicas: [{ region: "uksouth" }, { region: "ukwest" }] };

function redirectTo(location: string, status = 307): Effect {
  return { kind: "answer", status, headers: { Location: location } };
}

function withHeader(name: string, value: string): Effect {
  return { kind: "rewrite", rewrite: (body) => body, headers: { [name]: value } };
}

describe("a link that leaves the cloud's host is an error, and nothing is sent there", () => {
  test.concurrent.each<[string, World, Readonly<Record<string, string>>, string]>([
    [
      "nextLink of the list of registries",
      { registries: [{ name: "fabrikam" }, {}], list: { pageSize: 1, nextLinkHost: "evil.example.com" } },
      { ...LOOK, registry: "contoso" },
      `Finding the registry failed: ForeignHost – The next request would have gone to ${EVIL}`,
    ],
    [
      "nextLink of the list of replicas, on a host that begins alike",
      { registry: TWO_REPLICAS, list: { pageSize: 1, nextLinkHost: `${ARM}.evil.example.com` } },
      LOOK,
      `Listing the replicas failed: ForeignHost – The next request would have gone to https://${ARM}.evil.example.com`,
    ],
    [
      "nextLink of the list of replicas, to another cloud",
      { registry: TWO_REPLICAS, list: { pageSize: 1, nextLinkHost: "management.chinacloudapi.cn" } },
      LOOK,
      "would have gone to https://management.chinacloudapi.cn, which is no host of the chosen cloud.",
    ],
    [
      "Azure-AsyncOperation of a PUT",
      { faults: [{ method: "PUT", effect: withHeader("Azure-AsyncOperation", `${EVIL}/operation?t=1`) }] },
      { registry: REGISTRY_ID, regions: "japaneast" },
      `Creating the replica in Japan East failed: ForeignHost – ${ARM} answered with a link to ${EVIL}`,
    ],
    [
      "Azure-AsyncOperation of a PATCH, over plain http",
      {
        registry: { replicas: [{ region: "uksouth" }] },
        faults: [{ method: "PATCH", effect: withHeader("Azure-AsyncOperation", `http://${ARM}/operation`) }],
      },
      { registry: REGISTRY_ID, regions: "- uksouth: { routing: disabled }" },
      `Updating the replica in UK South failed: ForeignHost – ${ARM} answered with a link to http://${ARM}`,
    ],
    [
      "Location of a DELETE",
      {
        registry: TWO_REPLICAS,
        faults: [{ method: "DELETE", effect: withHeader("Location", `${EVIL}/result`) }],
      },
      { registry: REGISTRY_ID, mode: "remove", regions: "uksouth" },
      `Deleting the replica in UK South failed: ForeignHost – ${ARM} answered with a link to ${EVIL}`,
    ],
  ])("%s", async (_what, world, inputs, text) => {
    const { run, errors } = await play(world, inputs);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain(text);
    expect(errors).toContain("no token left");
  });
});

describe("a redirect is not followed", () => {
  test.concurrent.each<[string, World, Readonly<Record<string, string>>, string]>([
    [
      "by ARM",
      { faults: [{ host: ARM, effect: redirectTo(`${EVIL}/x?secret=1`) }] },
      LOOK,
      `${ARM} redirected the request to ${EVIL}. It was not followed, and no token left.`,
    ],
    [
      "by ARM, to itself",
      { faults: [{ host: ARM, effect: redirectTo("/elsewhere", 302) }] },
      LOOK,
      `${ARM} redirected the request to https://${ARM}.`,
    ],
    [
      "by Entra",
      { faults: [{ host: "login.microsoftonline.com", effect: redirectTo(`${EVIL}/token`, 308) }] },
      LOOK,
      `The sign-in would have gone to ${EVIL}, which is not the authority of AzureCloud. Nothing was sent there.`,
    ],
    [
      "by the runner's ID-token service",
      { faults: [{ host: /githubusercontent/, effect: redirectTo(`${EVIL}/token`, 302) }] },
      LOOK,
      `HTTP 302, which leads to ${EVIL}. It was not followed, and no token left`,
    ],
  ])("%s", async (_who, world, inputs, text) => {
    const { run, errors } = await play(world, inputs);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain(text);
  });
});

describe("the registry's own hosts", () => {
  const images = [{ repository: "shop/api", tag: "v1" }];
  const inputs = { registry: REGISTRY_ID, mode: "wait", regions: "westeurope", images: "shop/api:v1" };

  test.concurrent.each<[string, World["registry"], string]>([
    ["a challenge realm elsewhere", { challenge: { realm: `${EVIL}/oauth2/token` } }, EVIL],
    [
      "a challenge realm at another registry",
      { challenge: { realm: "https://fabrikam.azurecr.io/oauth2/token" } },
      "https://fabrikam.azurecr.io",
    ],
    [
      "a challenge realm over plain http",
      { challenge: { realm: "http://contoso.westeurope.geo.azurecr.io/oauth2/token" } },
      "http://contoso.westeurope.geo.azurecr.io",
    ],
    ["a manifest that redirects elsewhere", { redirectsTo: "evil.example.com" }, EVIL],
  ])("%s gets no token, and the image is denied", async (_what, registry, target) => {
    const { run, errors } = await play({ registry: { images, ...registry } }, inputs);
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([1, "false"]);
    expect(run.outputs["image-states"]).toContain('"state":"denied"');
    expect(errors).toContain("Proving the images in West Europe failed: ForeignHost – ");
    expect(errors).toContain(target);
  });
});

describe("what the environment says of hosts", () => {
  test("does not lead a sign-in out of the cloud: AZURE_REGIONAL_AUTHORITY_NAME is an error that names it", async () => {
    const environment = { AZURE_REGIONAL_AUTHORITY_NAME: "westeurope" };
    const { run, errors } = await play({}, LOOK, { signIn: "secret", environment });
    expect(run.exitCode).toBe(1);
    expect(errors).toContain("Look at AZURE_REGIONAL_AUTHORITY_NAME");
  });
});
