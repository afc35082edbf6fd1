import { expect, test } from "@jest/globals";
import { prose, ServerText } from "../../src/registry/server-text.js";

test("a server's text is not printed by accident", () => {
  const text = new ServerText("::error::gotcha");
  expect(`${text}`).toBe("(server text)");
  expect(JSON.stringify({ text })).not.toContain("gotcha");
});

test("a server's word is compared without case and blanks around it", () => {
  expect(new ServerText(" Ready\n").is("ready")).toBe(true);
  expect(new ServerText("Ready now").is("ready")).toBe(false);
});

test("prose keeps what a server said apart from our own words", () => {
  const code = new ServerText("ScopeLocked");
  expect(prose`Azure said ${code}.`).toEqual(["Azure said ", code, "."]);
});
