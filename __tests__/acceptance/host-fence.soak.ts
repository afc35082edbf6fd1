import { describe, expect, test } from "@jest/globals";
import type { Effect, Fault, World } from "../simulator/index.js";
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

/** What a registry's host says first of where its tokens are to be had. */
function challenge(realm: string): Effect {
  const header = `Bearer realm="${realm}",service="contoso.azurecr.io"`;
  const body = { errors: [{ code: "UNAUTHORIZED", message: "authentication required" }] };
  return { kind: "answer", status: 401, headers: { "WWW-Authenticate": header }, body };
}

describe("a link that leaves the cloud's host is an error, and nothing is sent there", () => {
  test.concurrent.each<[string, World, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "nextLink of the list of registries",
      { registries: [{ name: "fabrikam" }, {}], list: { pageSize: 1, nextLinkHost: "evil.example.com" } },
      { ...LOOK, registry: "contoso" },
      [`Finding the registry failed: ForeignHost – The next request would have gone to ${EVIL}`],
    ],
    [
      "nextLink of the list of replicas, on a host that begins alike",
      { registry: TWO_REPLICAS, list: { pageSize: 1, nextLinkHost: `${ARM}.evil.example.com` } },
      LOOK,
      [
        `Listing the replicas failed: ForeignHost – The next request would have gone to https://${ARM}.evil.example.com, which is not a host of the chosen cloud.`,
      ],
    ],
    [
      "Azure-AsyncOperation of a PUT, and of a PATCH over plain http",
      {
        registry: TWO_REPLICAS,
        faults: [
          { method: "PUT", effect: withHeader("Azure-AsyncOperation", `${EVIL}/operation?t=1`) },
          { method: "PATCH", effect: withHeader("Azure-AsyncOperation", `http://${ARM}/operation`) },
        ],
      },
      { registry: REGISTRY_ID, regions: "- japaneast\n- uksouth: { routing: disabled }\n- ukwest" },
      [
        `Creating the replica in Japan East failed: ForeignHost – ${ARM} answered with a link to ${EVIL}`,
        `Updating the replica in UK South failed: ForeignHost – ${ARM} answered with a link to http://${ARM}`,
      ],
    ],
    [
      "Location of a DELETE",
      {
        registry: TWO_REPLICAS,
        faults: [{ method: "DELETE", effect: withHeader("Location", `${EVIL}/result`) }],
      },
      { registry: REGISTRY_ID, mode: "remove", regions: "uksouth" },
      [`Deleting the replica in UK South failed: ForeignHost – ${ARM} answered with a link to ${EVIL}`],
    ],
  ])("%s", async (_what, world, inputs, texts) => {
    const { run, errors } = await play(world, inputs);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    for (const text of texts) expect(errors).toContain(text);
    expect(errors).toContain("no token was sent");
  });
});

describe("a redirect is not followed", () => {
  test.concurrent.each<[string, Fault, string]>([
    [
      "by ARM",
      { host: ARM, effect: redirectTo(`${EVIL}/x?secret=1`) },
      `${ARM} redirected the request to ${EVIL}. This was not followed, and no token was sent.`,
    ],
    [
      "by Entra",
      { host: "login.microsoftonline.com", effect: redirectTo(`${EVIL}/token`, 308) },
      `login.microsoftonline.com redirected the sign-in to ${EVIL}. This was not followed, and nothing was sent there.`,
    ],
    [
      "by the runner's ID-token service",
      { host: /githubusercontent/, effect: redirectTo(`${EVIL}/token`, 302) },
      `HTTP 302, which leads to ${EVIL}. It was not followed, and no token was sent`,
    ],
  ])("%s", async (_who, fault, text) => {
    const { run, errors } = await play({ faults: [fault] }, LOOK);
    expect([run.exitCode, run.outputs.outcome]).toEqual([1, "failed"]);
    expect(errors).toContain(text);
  });
});

describe("the registry's own hosts", () => {
  const HOSTS: readonly [string, string, Effect, string][] = [
    ["westeurope", "West Europe", challenge(`${EVIL}/oauth2/token`), EVIL],
    [
      "uksouth",
      "UK South",
      challenge("https://fabrikam.azurecr.io/oauth2/token"),
      "https://fabrikam.azurecr.io",
    ],
    [
      "ukwest",
      "UK West",
      challenge("http://contoso.ukwest.geo.azurecr.io/oauth2/token"),
      "http://contoso.ukwest.geo.azurecr.io",
    ],
  ];

  test.concurrent("a challenge realm elsewhere, at another registry or over plain http gets no token", async () => {
    const faults = HOSTS.map(([region, , effect]) => ({
      host: `contoso.${region}.geo.azurecr.io`,
      path: /^\/v2\/$/,
      effect,
    }));
    const images = [{ repository: "shop/api", tag: "v1" }];
    const { run, errors } = await play(
      { registry: { ...TWO_REPLICAS, images }, faults },
      { registry: REGISTRY_ID, mode: "wait", regions: "uksouth, ukwest", images: "shop/api:v1" },
    );
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([1, "false"]);
    expect(run.outputs["image-states"]?.match(/"state": "denied"/g)).toHaveLength(3);
    for (const [, name, , target] of HOSTS) {
      expect(errors).toMatch(new RegExp(`Proving the images in ${name} failed: ForeignHost – .*${target}`));
    }
  });

  test.concurrent("a manifest that redirects elsewhere gets no token there", async () => {
    const images = [{ repository: "shop/api", tag: "v1" }];
    const { run, errors } = await play(
      { registry: { images, redirectsTo: "evil.example.com" } },
      { registry: REGISTRY_ID, mode: "wait", regions: "westeurope", images: "shop/api:v1" },
    );
    expect([run.exitCode, run.outputs["images-ready"]]).toEqual([1, "false"]);
    expect(errors).toMatch(new RegExp(`Proving the images in West Europe failed: ForeignHost – .*${EVIL}`));
  });
});

describe("what the environment says of hosts", () => {
  test.concurrent("does not lead a sign-in out of the cloud: AZURE_REGIONAL_AUTHORITY_NAME is an error that names it", async () => {
    const environment = { AZURE_REGIONAL_AUTHORITY_NAME: "westeurope" };
    const { run, errors } = await play({}, LOOK, { signIn: "secret", environment });
    expect(run.exitCode).toBe(1);
    expect(errors).toContain("Check AZURE_REGIONAL_AUTHORITY_NAME");
  });
});
