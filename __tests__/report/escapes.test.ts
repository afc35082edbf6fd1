import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { prose, ServerText } from "../../src/registry/server-text.js";
import { htmlText } from "../../src/report/escape/html.js";
import { harmlessLine, logText } from "../../src/report/escape/log.js";
import { markdownCell, markdownCode, markdownText } from "../../src/report/escape/markdown.js";
import { mermaidLabel } from "../../src/report/escape/mermaid.js";
import { outputJson, outputState, outputWord } from "../../src/report/escape/output.js";
import { visibleText } from "../../src/report/escape/visible-text.js";

const server = (text: string) => new ServerText(text);

describe("text made visible", () => {
  test.each([
    ["line breaks and tabs become one blank", "a\r\n\t b", "a b"],
    ["blanks at the edges go", "  a  ", "a"],
    ["colour codes are spelled out", "\u001b[31mred", "\\u{1b}[31mred"],
    ["bidirectional overrides are spelled out", "a\u202eb", "a\\u{202e}b"],
    ["zero widths are spelled out", "a\u200bb", "a\\u{200b}b"],
    ["tag characters are spelled out", "a\u{e0041}b", "a\\u{e0041}b"],
    ["half a surrogate pair is spelled out", "a\ud800b", "a\\u{d800}b"],
    ["emoji and letters of any script stay", "ü 東京 ❤️", "ü 東京 ❤️"],
  ])("%s", (_, text, visible) => {
    expect(visibleText(text, 100)).toBe(visible);
  });

  test.each([
    ["a text that fits stays whole", "abcde", 5, "abcde"],
    ["a longer one is cut and says so", "abcdef", 5, "abcd…"],
    ["an emoji is not cut in half", "abc😀😀", 5, "abc…"],
    ["10 MB are cut as well", "x".repeat(10_000_000), 5, "xxxx…"],
    ["blanks do not hide that something was cut", `a${" ".repeat(1000)}b`, 5, "a …"],
  ])("%s", (_, text, limit, cut) => {
    expect(visibleText(text, limit)).toBe(cut);
  });
});

describe("text for the log", () => {
  test.each([
    ["::error::boom", ": :error::boom"],
    ["  ::error::boom", "  : :error::boom"],
    [":::error::boom", ": ::error::boom"],
    ["state ::error::boom", "state ::error::boom"],
    ["state ##[error]boom", "state # #[error]boom"],
    ["####[x]", "### #[x]"],
    ["a\nb", "a\\u{a}b"],
  ])("%j is harmless as %j", (line, harmless) => {
    expect(harmlessLine(line)).toBe(harmless);
  });

  test("keeps our own blanks, so that columns line up", () => {
    expect(logText(prose`a  ${server("b  c")}  d`)).toBe("a  b c  d");
  });
});

describe("running text for Markdown", () => {
  test.each([
    ["West Europe is ready (2 of 3), 99.5%.", "West Europe is ready (2 of 3), 99.5%."],
    ["Set max-delete: 2.", "Set max-delete: 2."],
    ["Set `routing: enabled` to enable it.", "Set `routing: enabled` to enable it."],
    ["az acr update --name contoso", "az acr update --name contoso"],
    ["See https://aka.ms/acr.", "See `https://aka.ms/acr`."],
    ["contoso.azurecr.io", "`contoso.azurecr.io`"],
    ["Ask @octocat (or #12).", "Ask `@octocat` (or `#12`)."],
    ["*bold* _em_ <b> & [a](b)", "`*bold*` `_em_` `<b>` `&` `[a](b)`"],
    [":tada:", "`:tada`:"],
    ["1. item", "1\\. item"],
    ["- item", "`-` item"],
    ["a ` b", "a `` ` `` b"],
    ["deadbeef1234", "`deadbeef1234`"],
    ["", ""],
  ])("%j is written %j", (text, markdown) => {
    expect(markdownText(text)).toBe(markdown);
  });

  test("holds a server's words in code spans", () => {
    expect(markdownText(prose`failed: ${server("Bad|Code")} (${server("`x`")})`)).toBe(
      "failed: `Bad|Code` (`` `x` ``)",
    );
  });

  test("keeps code spans apart that would run into one another", () => {
    expect(markdownText(prose`${server("a")}${server("b")}`)).toBe("`a` `b`");
  });
});

describe("a code span", () => {
  test.each([
    ["a", "`a`"],
    ["a`b", "``a`b``"],
    ["`", "`` ` ``"],
    ["a``b`c", "```a``b`c```"],
    ["", "(empty)"],
    [" \n ", "(empty)"],
  ])("%j is written %j", (text, code) => {
    expect(markdownCode(text)).toBe(code);
  });

  test.each([
    ["`a|b`", "`a\\|b`"],
    ["`a\\|b`", "`a\\ \\|b`"],
    ["`a\\\\|b`", "`a\\\\ \\|b`"],
  ])("%j fits into a table's cell as %j", (code, cell) => {
    expect(markdownCell(code)).toBe(cell);
  });
});

describe("text for HTML", () => {
  test("has no character that ends a text or an attribute", () => {
    expect(htmlText(prose`a "${server("<b>&'")}" c`)).toBe("a &quot;&lt;b&gt;&amp;&#39;&quot; c");
  });
});

describe("a label for mermaid", () => {
  test.each([
    ["Creating", "Creating"],
    ["a:b;c#d\nend", "a_b_c_d end"],
    ["%%{init}%%", "___init___"],
    ["東京-1", "東京-1"],
  ])("%j is written %j", (text, label) => {
    expect(mermaidLabel(text)).toBe(label);
  });
});

describe("a word for the outputs", () => {
  test.each([
    ["ScopeLocked", "ScopeLocked"],
    [" Succeeded ", "Succeeded"],
    ["/subscriptions/0000", "_subscriptions_0000"],
    ["two words", "two_words"],
    ["x".repeat(100), "x".repeat(80)],
    [null, null],
  ])("%j is written %j", (word, output) => {
    expect(outputWord(word)).toBe(output);
  });

  test.each([
    ["Syncing", "Syncing"],
    [" Sync paused ", "Sync paused"],
    ["a\n::error::/subscriptions/0000", "a___error___subscriptions_0000"],
    ["x".repeat(100), "x".repeat(80)],
  ])("the state %j is written %j", (state, output) => {
    expect(outputState(server(state))).toBe(output);
  });

  test("JSON spells out all but letters, digits, blanks and a few signs, and parses to the same value", () => {
    const value = {
      "it's": "`$(id)` <b> & #x ü \\' \u2028 ; | ! \u{1f600} é٣ a._:/@=+,-z",
      list: ["东京", 1, null, true, [], {}],
    };
    const json = outputJson(value);
    expect(json).toMatch(/^\{"it\\u0027s": "\\u0060\\u0024\\u0028id/);
    const strings = [...json.matchAll(/"([^"]*)"/g)].map(([, text]) => text ?? "");
    for (const text of strings) expect(text).toMatch(/^(?:[\p{L}0-9 ._:/@=+,-]|\\u[0-9a-f]{4})*$/u);
    expect(JSON.parse(json)).toEqual(value);
  });

  test("JSON has a blank after each comma and colon outside strings", () => {
    expect(outputJson({ a: [1, 2], b: "c,d:e" })).toBe('{"a": [1, 2], "b": "c,d:e"}');
  });

  test.each([
    "; touch pwned ;",
    "| touch pwned",
    "$(touch pwned)",
    "`touch pwned`",
    "& touch pwned",
    "> pwned",
    "\n touch pwned\n",
    "'; touch pwned; '",
    '"; touch pwned; "',
    "\\'; touch pwned #",
    '\\"; touch pwned #',
    "(touch pwned)",
    "! touch pwned",
    "<(touch pwned)",
    "{touch,pwned}",
    "* ? [a-z] ~ !!",
  ])("JSON with %j in it runs nothing, pasted bare, in single or in double quotes", (text) => {
    const folder = mkdtempSync(join(tmpdir(), "shell-"));
    const json = outputJson({ owners: [text, `a ${text}`], [text]: text }, [text]);
    const lines = [json, `'${json}'`, `"${json}"`].flatMap((pasted) => [`echo ${pasted}`, `value=${pasted}`]);
    for (const line of lines) spawnSync("bash", ["-c", line], { cwd: folder });
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
