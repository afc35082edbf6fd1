import { describe, expect, test } from "@jest/globals";
import { problemsWith, requestFrom, textsAbout } from "./asking.js";

const DIGEST = `sha256:${"ab".repeat(32)}`;

describe("images", () => {
  test.each([
    ["a tag", "shop/api:v1", ["shop/api:v1"]],
    ["a digest", `shop/api@${DIGEST}`, [`shop/api@${DIGEST}`]],
    [
      "several",
      `shop/api:v1, web:latest\nbase@${DIGEST} # pinned`,
      ["shop/api:v1", "web:latest", `base@${DIGEST}`],
    ],
    ["a YAML sequence", "- shop/api:v1\n- web:latest", ["shop/api:v1", "web:latest"]],
    ["JSON", '["shop/api:v1"]', ["shop/api:v1"]],
    ["a tag and a digest", `shop/api:v1@${DIGEST}`, [`shop/api:v1@${DIGEST}`]],
    ["one behind the login server", "contoso.azurecr.io/shop/api:v1", ["shop/api:v1"]],
    ["one behind a login server in capitals", "Contoso.AzureCR.io/shop/api:v1", ["shop/api:v1"]],
    ["one behind a login server with a label", "contoso-a1b2c3.azurecr.io/api:v1", ["api:v1"]],
    ["a repository that is named like a host", "contoso.azurecr.io/docker.io/nginx:1", ["docker.io/nginx:1"]],
    ["one image in two spellings", "api:v1, contoso.azurecr.io/api:v1", ["api:v1"]],
    ["an empty list", "[]", []],
  ])("read %s", (_what, images, texts) => {
    expect(requestFrom({ inputs: { images } }).images.map(({ text }) => text)).toEqual(texts);
  });

  test.each([
    ["no tag", "shop/api", "It has neither a tag nor a digest."],
    ["no tag behind the login server", "contoso.azurecr.io/api", "It has neither a tag nor a digest."],
    ["capitals", "Shop/api:v1", "Repositories are written in lower case."],
    ["a short digest", "api@sha256:abc", "has 64 hexadecimal digits, and this one has 3"],
    ["a digest in capitals", `api@${DIGEST.toUpperCase().replace("SHA", "sha")}`, "written in lower case"],
    ["a digest of another algorithm", "api@md5:0123", "`sha256:` and 64 hexadecimal digits"],
    [
      "a digest alone",
      DIGEST,
      "A digest alone names no repository. Write the repository before it, such as `shop/api@sha256:…`",
    ],
    ["a digest alone, of SHA-512", `sha512:${"ab".repeat(64)}`, "such as `shop/api@sha512:…`"],
    [
      "a digest alone behind the login server",
      `contoso.azurecr.io/${DIGEST}`,
      "A digest alone names no repository",
    ],
    ["a digest alone behind `@`", `@${DIGEST}`, "A digest alone names no repository"],
    [
      "a digest right behind the login server",
      `contoso.azurecr.io@${DIGEST}`,
      "names a registry and no repository",
    ],
    ["a tag right behind the login server", "contoso.azurecr.io:v1", "names a registry and no repository"],
    ["a digest behind a slash", `shop/${DIGEST}`, "Before a digest comes `@`: write `shop@sha256:…`"],
    ["a digest behind a colon", `shop/api:${DIGEST}`, "Before a digest comes `@`: write `shop/api@sha256:…`"],
    ["a repository without what should follow", "shop/api@", "There is nothing after `@`"],
    ["a repository with an empty tag", "shop/api:", "There is nothing after `:`"],
    [
      "a chart as Helm names it",
      "oci://contoso.azurecr.io/charts/api:1.0.0",
      "Leave that out: write `contoso.azurecr.io/charts/api:1.0.0`",
    ],
    ["an address", "https://contoso.azurecr.io/api:v1", "begins with `https://`"],
    ["an image as skopeo names it", "docker://contoso.azurecr.io/api:v1", "begins with `docker://`"],
    ["a branch as a tag", "shop/api:feature/login", "docker/metadata-action makes `feature-login` of it"],
    ["a branch as a tag of a short repository", "api:feature/login", "A tag cannot contain `/`"],
    ["a branch that makes no tag", "shop/api:feature/a b", "Write the tag that was pushed."],
    ["what is no repository, before a digest", `shop\tapi/${DIGEST}`, "write `repository@sha256:…`"],
    ["a version with a build", "charts/api:1.0.0+build5", "Helm makes `1.0.0_build5` of it"],
    ["a tag that is too long", `api:${"v".repeat(129)}`, "128 characters at most"],
    ["a tag with a blank", "api:v 1", "A tag has letters, digits"],
    ["another registry", "docker.io/nginx:1", "a host that is not the login server of an Azure registry"],
    ["this machine", "localhost/api:v1", "a host that is not the login server of an Azure registry"],
    ["a port", "contoso.azurecr.io:443/api:v1", "a host that is not the login server of an Azure registry"],
    ["one region's endpoint", "contoso.japaneast.geo.azurecr.io/api:v1", "the endpoint of one region"],
    ["a YAML mapping", "- shop/api: v1", "A mapping is not an image."],
    ["a number", "- 5", '"5" is not an image.'],
  ])("refuse %s", (_what, images, message) => {
    expect(textsAbout("images", { inputs: { images } })).toEqual([expect.stringContaining(message)]);
  });
});

test.each([DIGEST, `sha512:${"ab".repeat(64)}`])(
  "a digest alone is an error in the config file, too: %s",
  (images) => {
    const file = `registry: contoso\nregions: japaneast\nimages: ${images}\n`;
    expect(textsAbout("images", { file })).toEqual([
      expect.stringContaining("A digest alone names no repository"),
    ]);
    expect(textsAbout("images", { file: file.replace(images, `[${images}]`) })).toHaveLength(1);
  },
);

describe("the login server before an image", () => {
  const ID =
    "/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg/providers/Microsoft.ContainerRegistry/registries/Contoso";

  test.each([
    ["contoso", "AzureCloud", "contoso.azurecr.io"],
    ["Contoso", "AzureCloud", "contoso.azurecr.io"],
    ["contoso", "AzureCloud", "contoso-a1b2c3.azurecr.io"],
    ["contoso", "AzureChinaCloud", "contoso.azurecr.cn"],
    ["contoso.azurecr.io", "AzureCloud", "contoso.azurecr.io"],
    ["contoso-a1b2c3.azurecr.io", "AzureCloud", "contoso-a1b2c3.azurecr.io"],
    [ID, "AzureCloud", "contoso.azurecr.io"],
    [ID, "AzureCloud", "contoso-a1b2c3.azurecr.io"],
  ])("for %s in %s can be %s", (registry, cloud, host) => {
    expect(problemsWith({ inputs: { registry, cloud, images: `${host}/api:v1` } })).toEqual([]);
  });

  test.each([
    ["contoso", "AzureCloud", "fabrikam.azurecr.io"],
    ["contoso", "AzureCloud", "contosoo.azurecr.io"],
    ["contoso", "AzureCloud", "contoso.azurecr.us"],
    ["contoso", "AzureUSGovernment", "contoso.azurecr.io"],
    ["contoso.azurecr.io", "AzureCloud", "contoso-a1b2c3.azurecr.io"],
    ["contoso-a1b2c3.azurecr.io", "AzureCloud", "contoso.azurecr.io"],
    [ID, "AzureCloud", "fabrikam.azurecr.io"],
  ])("for %s in %s cannot be %s", (registry, cloud, host) => {
    expect(textsAbout("images", { inputs: { registry, cloud, images: `${host}/api:v1` } })).toEqual([
      `"${host}/api:v1" is an image of another registry than \`registry\`. Correct its login server, or leave that out.`,
    ]);
  });

  test.each([["contoso"], [ID]])("for %s is kept, to be compared with the registry's own", (registry) => {
    const inputs = { registry, images: "web:v1, contoso-a1b2c3.azurecr.io/api:v1" };
    expect(requestFrom({ inputs }).loginServer).toBe("contoso-a1b2c3.azurecr.io");
  });

  test("is not needed", () => {
    expect(requestFrom({ inputs: { registry: "contoso", images: "web:v1" } }).loginServer).toBeNull();
  });

  test("cannot be another for another image", () => {
    const inputs = {
      registry: "contoso",
      images: "contoso.azurecr.io/web:v1, contoso-a1b2c3.azurecr.io/api:v1",
    };
    expect(textsAbout("images", { inputs })).toEqual([
      'The images name two login servers, "contoso.azurecr.io" and "contoso-a1b2c3.azurecr.io", but all must be of one registry.',
    ]);
  });
});
