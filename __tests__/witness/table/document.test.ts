import { expect, test } from "@jest/globals";
import { witnessDocument } from "./document.js";

test("docs/witnesses.md names each program with its version, and says what each witness saw", () => {
  const programs = [
    { name: "act", version: "0.2.89", install: "go install act", asked: ["act-"] },
    {
      name: "oras",
      version: null,
      install: "go install oras",
      asked: ["registry-tools"],
      isSlow: true as const,
    },
  ];
  const rows = [
    { who: "act", what: "runs", saw: "a | b", isGood: true },
    { who: "act", what: "ends", saw: "<never>", isGood: false },
  ];
  expect(
    witnessDocument(programs, rows)
      .split("\n")
      .filter((line) => line.startsWith("|")),
  ).toEqual([
    "| program | version | asked | how it is installed |",
    "|---|---|---|---|",
    "| act | 0.2.89 | in every CI run | `go install act` |",
    "| oras | none | every week | `go install oras` |",
    "| who was asked | what | what they saw |",
    "|---|---|---|",
    "| act | runs | a \\| b |",
    "|  | ends | **not so:** &lt;never> |",
  ]);
});
