import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The lines of docs/report-json.md as people copy them, each by the sentence before it. */
export const JQ_LINES: ReadonlyMap<string, string> = new Map(
  [...readFileSync("docs/report-json.md", "utf8").matchAll(/^([^\n]+):\n\n```sh\n([^\n]+)\n```$/gm)].map(
    ([, about = "", line = ""]) => [about, line],
  ),
);

/** What the real jq prints of a report by the line after this sentence. */
export function jqLines(about: string, report: string): readonly string[] {
  const line = JQ_LINES.get(about);
  if (line === undefined) throw new Error(`The document has no line "${about}".`);
  const folder = mkdtempSync(join(tmpdir(), "acr-report-"));
  const path = join(folder, "report.json");
  writeFileSync(path, report);
  try {
    const text = execFileSync("bash", ["-c", line], {
      env: { ...process.env, REPORT: path },
      encoding: "utf8",
    });
    return text.split("\n").slice(0, -1);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
