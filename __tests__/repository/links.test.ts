import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "@jest/globals";
import MarkdownIt from "markdown-it";
import { markdownFiles } from "../../scripts/workflow-sources.js";

type Token = ReturnType<MarkdownIt["parse"]>[number];

const MARKDOWN = new MarkdownIt({ html: true });

describe("a link inside the documents", () => {
  test.each(markdownFiles("."))("leads somewhere: %s", (file) => {
    expect(linksIn(file).filter((link) => !leadsSomewhere(file, link))).toEqual([]);
  });

  test("is told apart from one that leads nowhere", () => {
    expect(leadsSomewhere("README.md", "docs/no-such-page.md")).toBe(false);
    expect(leadsSomewhere("README.md", "#no-such-heading")).toBe(false);
  });
});

function linksIn(file: string): readonly string[] {
  const written = tokensOf(file)
    .flatMap((token) => token.children ?? [])
    .flatMap((token) => [token.attrGet("href"), token.attrGet("src")]);
  const asHtml = [...readFileSync(file, "utf8").matchAll(/(?:src|srcset|href)="([^"]*)"/g)].map(
    ([, link]) => link,
  );
  return [...written, ...asHtml]
    .filter((link) => typeof link === "string")
    .filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(file: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : normalize(join(dirname(file), path));
  if (!existsSync(target)) return false;
  return anchor === undefined || anchorsOf(target).includes(anchor);
}

/** The anchors that GitHub gives the headings: lower case, letters, digits, `_` and `-`, blanks as `-`. */
function anchorsOf(file: string): readonly string[] {
  const tokens = tokensOf(file);
  const headings = tokens.filter((_token, at) => tokens[at - 1]?.type === "heading_open");
  return headings.map(({ content }) =>
    content
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_\- ]/gu, "")
      .replaceAll(" ", "-"),
  );
}

function tokensOf(file: string): readonly Token[] {
  return MARKDOWN.parse(readFileSync(file, "utf8"), {});
}
