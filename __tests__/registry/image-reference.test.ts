import { describe, expect, test } from "@jest/globals";
import { isDigest, parseImageReference } from "../../src/registry/image-reference.js";

const SHA256 = `sha256:${"0a1b2c3d".repeat(8)}`;
const SHA512 = `sha512:${"0a1b2c3d".repeat(16)}`;

describe("an image reference", () => {
  test.each([
    [`shop@${SHA256}`, { kind: "digest", repository: "shop", digest: SHA256 }],
    [`shop/api@${SHA512}`, { kind: "digest", repository: "shop/api", digest: SHA512 }],
    ["shop:v1", { kind: "tag", repository: "shop", tag: "v1" }],
    ["team/shop/api:1.2.3-rc_1", { kind: "tag", repository: "team/shop/api", tag: "1.2.3-rc_1" }],
    ["a__b/c--d.e:_hidden", { kind: "tag", repository: "a__b/c--d.e", tag: "_hidden" }],
    [`shop:v1@${SHA256}`, { kind: "digest", repository: "shop", digest: SHA256 }],
    ["sha256:v1", { kind: "tag", repository: "sha256", tag: "v1" }],
    [`shop:${"v".repeat(128)}`, { kind: "tag", repository: "shop", tag: "v".repeat(128) }],
  ])("%s is read", (text, parts) => {
    expect(parseImageReference(text)).toEqual({ text, ...parts });
  });

  test.each([
    ["no tag and no digest", "shop"],
    ["an empty tag", "shop:"],
    ["an empty repository", ":v1"],
    ["capital letters in the repository", "Shop:v1"],
    ["a blank", "shop: v1"],
    ["a login server", "contoso.azurecr.io:443/shop:v1"],
    ["a digest alone", SHA256],
    ["a digest of SHA-512 alone, which is as long as a tag may be", SHA512],
    ["a digest after a slash", `shop/${SHA256}`],
    ["a bad tag before a digest", `shop:v/1@${SHA256}`],
    ["a digest that is too short", "shop@sha256:0a1b"],
    ["a digest in capital letters", `shop@${SHA256.toUpperCase()}`],
    ["a digest of another algorithm", `shop@md5:${"0".repeat(32)}`],
    ["a tag that begins with a dot", "shop:.v1"],
    ["a tag that is too long", `shop:${"v".repeat(129)}`],
    ["a path that climbs", "shop/../other:v1"],
    ["a slash at the end", "shop/:v1"],
    ["a repository that is too long", `${"a".repeat(256)}:v1`],
    ["a question mark", "shop:v1?x=1"],
  ])("%s is refused", (_, text) => {
    expect(parseImageReference(text)).toBeNull();
  });
});

test.each([
  [SHA256, true],
  [SHA512, true],
  [` ${SHA256}`, false],
  [SHA256.slice(0, -1), false],
  ["", false],
])("whether %s is a digest: %s", (text, is) => {
  expect(isDigest(text)).toBe(is);
});
