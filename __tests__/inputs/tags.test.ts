import { describe, expect, test } from "@jest/globals";
import { requestFrom, textsAbout } from "./asking.js";

function tagsOf(tags: string): unknown {
  const request = requestFrom({ inputs: { tags } });
  return request.mode === "apply" ? request.tags : null;
}

describe("tags", () => {
  test.each([
    ["lines", "tier=dr\nteam = shop \n", { tier: "dr", team: "shop" }],
    ["a value with an equals sign", "query=a=b", { query: "a=b" }],
    ["an empty value", "empty=", { empty: "" }],
    ["a value with a hash", "# colours\ncolour=#fff # not a comment", { colour: "#fff # not a comment" }],
    ["a value with a colon", "url=https://contoso.com: all", { url: "https://contoso.com: all" }],
    ["a name with a colon", "hidden-title:x=y", { "hidden-title:x": "y" }],
    ["a YAML mapping", "tier: dr\nteam: shop", { tier: "dr", team: "shop" }],
    [
      "YAML values as they are written",
      "a: 0042\nb: True\nc: 1e3\nd: ''",
      { a: "0042", b: "True", c: "1e3", d: "" },
    ],
    ["JSON", '{"tier": "dr", "cost": 7}', { tier: "dr", cost: "7" }],
    [
      "names that objects have already",
      "constructor=a\n__proto__=b",
      { constructor: "a", ["__proto__"]: "b" },
    ],
    ["only comments", "# none", {}],
  ])("reads %s", (_what, text, tags) => {
    expect(tagsOf(text)).toEqual(tags);
  });

  test.each([
    ["a line without a value", "tier", '"tier" is not a tag. Write one `key=value` on each line.'],
    ["an empty name", "=dr", "A name has 1 to 512 characters."],
    ["a name that is too long", `${"n".repeat(513)}=v`, "A name has 1 to 512 characters."],
    ["a value that is too long", `n=${"v".repeat(257)}`, "A value has up to 256 characters."],
    ...[..."<>%&\\?/"].map(
      (letter) => [`${letter} in a name`, `a${letter}b=c`, "A name cannot contain"] as const,
    ),
    ["a control character in a name", '{"a\\u0007b": "c"}', "or control characters"],
    ["a mark of this action", "acr-geo-owner=me", "the inputs `owner` and `ttl` set them"],
    ["a mark of this action in capitals", "ACR-GEO-anything=me", "the inputs `owner` and `ttl` set them"],
    ["a name twice, compared without case", "Tier=a\ntier=b", '"tier" cannot be set. It is there twice'],
    ["a key twice", "tier: a\ntier: b", 'The key "tier" is here twice.'],
    ["a YAML key without a value", "tier:", 'The tag "tier" has no value. Write `""` if it should be empty.'],
    ["a YAML key with a list", "tier: [a]", 'The tag "tier" needs text as its value.'],
    ["broken YAML", "{tier: dr", "This is not valid YAML"],
  ])("refuse %s", (_what, tags, message) => {
    expect(textsAbout("tags", { inputs: { tags } })).toEqual([expect.stringContaining(message)]);
  });

  test("tell every fault", () => {
    expect(textsAbout("tags", { inputs: { tags: "a<b=c\nacr-geo-x=y\nnothing" } })).toHaveLength(3);
  });
});

describe("the number of tags", () => {
  const lines = (count: number): string =>
    Array.from({ length: count }, (_, index) => `t${index}=v`).join("\n");

  test("may be 50, all that Azure allows", () => {
    expect(textsAbout("tags", { inputs: { tags: lines(50) } })).toEqual([]);
    expect(textsAbout("tags", { inputs: { tags: lines(51) } })).toEqual([
      expect.stringContaining("A replica would get 51 tags."),
    ]);
  });

  test("leaves room for the mark of an owner", () => {
    expect(textsAbout("tags", { inputs: { tags: lines(49), owner: "me" } })).toEqual([]);
    expect(textsAbout("tags", { inputs: { tags: lines(50), owner: "me" } })).toEqual([
      expect.stringContaining("write up to 49"),
    ]);
  });

  test("counts those of a region too, each name once", () => {
    const regions = (tag: string) => `- japaneast: { tags: { ${tag}: x } }`;
    expect(textsAbout("regions", { inputs: { tags: lines(50), regions: regions("T1") } })).toEqual([]);
    expect(textsAbout("regions", { inputs: { tags: lines(50), regions: regions("own") } })).toEqual([
      expect.stringContaining("A replica would get 51 tags."),
    ]);
  });
});
