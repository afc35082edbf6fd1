import type { Program } from "../programs/installed.js";
import type { Row } from "./table.js";

/** A program with the version that is installed; null for none. */
export interface FoundProgram extends Pick<Program, "name" | "install" | "asked" | "isSlow"> {
  readonly version: string | null;
}

/** docs/witnesses.md: which programs were asked, and what each saw. */
export function witnessDocument(programs: readonly FoundProgram[], rows: readonly Row[]): string {
  return [
    "<!-- Written by npm run witness -- --write -->",
    "",
    "# Witnesses",
    "",
    "What the authors of a program say of it proves little about what others do. The programs below are not ours. They",
    "are asked against the simulator that the tests run on, before and after runs of the action, and must see what the",
    "action says. `npm run witness` asks all of them; `bash .ci/run` those that take no minutes.",
    "",
    "| program | version | asked | how it is installed |",
    "|---|---|---|---|",
    ...programs.map(({ name, version, isSlow, install }) =>
      line(name, version ?? "none", isSlow ? "every week" : "in every CI run", `\`${install}\``),
    ),
    "",
    "| who was asked | what | what they saw |",
    "|---|---|---|",
    ...rows.map(({ who, what, saw, isGood }, at) =>
      line(rows[at - 1]?.who === who ? "" : who, what, isGood ? saw : `**not so:** ${saw}`),
    ),
    "",
  ].join("\n");
}

function line(...cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|").replaceAll("<", "&lt;").replaceAll("\n", " ")).join(" | ")} |`;
}
