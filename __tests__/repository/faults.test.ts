import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";

test("docs/faults.md tells what the tests of faults tell: `npm run docs` writes it", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["build/scripts/print-faults.js"]);
  expect(readFileSync("docs/faults.md", "utf8")).toBe(stdout);
});
