import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { EOL, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, jest, test } from "@jest/globals";
import { formatOutputs } from "../../src/github/command-files.js";
import type { Environment } from "../../src/github/environment.js";
import { createRunner, createRunnerServices } from "../../src/github/runner.js";
import { createStep } from "../../src/github/step.js";
import type { LogEntry } from "../../src/report/log/log-entry.js";

function folder(): string {
  return mkdtempSync(join(tmpdir(), "runner-"));
}

function emptyFile(): string {
  const file = join(folder(), "file");
  writeFileSync(file, "");
  return file;
}

const UNUSED = () => Promise.reject(new Error("nothing is asked"));
const runnerIn = (environment: Environment) =>
  createRunner({ step: createStep([], {}), environment, fetch: UNUSED, sleep: UNUSED });
const NAMES = ["registry", "max-delete", "two words"];

describe("inputs", () => {
  test("are found by the runner's rule (upper case, hyphens stay, spaces become underscores) and come untouched", () => {
    const environment = { INPUT_REGISTRY: " contoso \n", "INPUT_MAX-DELETE": "3", INPUT_TWO_WORDS: "x" };
    expect(createStep(NAMES, environment).rawInputs().inputs).toEqual({
      registry: " contoso \n",
      "max-delete": "3",
      "two words": "x",
    });
  });

  test("that were left out are empty", () => {
    expect(createStep(["registry"], {}).rawInputs().inputs).toEqual({ registry: "" });
  });
});

describe("outputs", () => {
  test("are appended in the multi-line form", () => {
    const file = emptyFile();
    runnerIn({ GITHUB_OUTPUT: file }).writeOutputs({ a: "1", b: "[]" });
    expect(readFileSync(file, "utf8")).toMatch(
      /^a<<(end-[\w-]+)\r?\n1\r?\n\1\r?\nb<<\1\r?\n\[\]\r?\n\1\r?\n$/,
    );
  });

  test("cannot begin an output of their own", () => {
    expect(formatOutputs({ a: "x\nb=evil\nb<<EOF" }, "end-1")).toBe(
      ["a<<end-1", "x\nb=evil\nb<<EOF", "end-1", ""].join(EOL),
    );
  });

  test("go nowhere on a runner without the file", () => {
    expect(() => runnerIn({}).writeOutputs({ a: "1" })).not.toThrow();
  });
});

describe("the summary", () => {
  test("is replaced, not added to", () => {
    const file = emptyFile();
    const runner = runnerIn({ GITHUB_STEP_SUMMARY: file });
    runner.writeSummary("first, and longer");
    runner.writeSummary("second");
    expect(readFileSync(file, "utf8")).toBe("second");
  });

  test("that the runner would refuse whole is not written", () => {
    const file = emptyFile();
    runnerIn({ GITHUB_STEP_SUMMARY: file }).writeSummary("x".repeat(1024 * 1024 + 1));
    expect(readFileSync(file, "utf8")).toBe("");
  });

  test("goes nowhere on a runner without one", () => {
    expect(() => runnerIn({}).writeSummary("x")).not.toThrow();
  });
});

describe("a report", () => {
  test("lies among the job's temporary files, in a directory of its own", () => {
    const temporary = folder();
    const runner = runnerIn({ RUNNER_TEMP: temporary });
    const first = runner.writeReport("report.md", "one");
    const second = runner.writeReport("report.md", "two");
    expect(first.startsWith(temporary)).toBe(true);
    expect([readFileSync(first, "utf8"), readFileSync(second, "utf8")]).toEqual(["one", "two"]);
  });
});

describe("a file of the workspace", () => {
  function workspace() {
    const parent = folder();
    const inside = join(parent, "workspace");
    mkdirSync(join(inside, ".github"), { recursive: true });
    writeFileSync(join(inside, ".github", "regions.yml"), "regions: [japaneast]");
    writeFileSync(join(parent, "secret"), "secret");
    symlinkSync(join(parent, "secret"), join(inside, "link"));
    return createStep([], { GITHUB_WORKSPACE: inside });
  }

  test("is read", async () => {
    expect(String(await workspace().readWorkspaceFile(".github/regions.yml"))).toBe("regions: [japaneast]");
  });

  test("that is not there is told by the system's reason", async () => {
    await expect(workspace().readWorkspaceFile("nowhere.yml")).rejects.toMatchObject({ code: "ENOENT" });
  });

  test.each(["../secret", "link", "/etc/passwd", ".github/../../secret"])("%s lies outside", async (path) => {
    await expect(workspace().readWorkspaceFile(path)).rejects.toThrow("outside the workspace");
  });
});

describe("the log", () => {
  const { RUNNER_DEBUG } = process.env;
  let written = "";
  beforeEach(() => {
    written = "";
    delete process.env.RUNNER_DEBUG;
    jest.spyOn(process.stdout, "write").mockImplementation((text) => {
      written += String(text);
      return true;
    });
  });
  afterEach(() => {
    jest.restoreAllMocks();
    if (RUNNER_DEBUG === undefined) delete process.env.RUNNER_DEBUG;
    else process.env.RUNNER_DEBUG = RUNNER_DEBUG;
  });

  test.each<[string, LogEntry, string]>([
    ["a line", { kind: "line", text: "hello" }, "hello"],
    ["a line that looks like a command", { kind: "line", text: "::error::x" }, ": :error::x"],
    ["a group", { kind: "group-begin", title: "Plan" }, "::group::Plan"],
    ["the end of a group", { kind: "group-end" }, "::endgroup::"],
    [
      "an error",
      { kind: "error", title: "Japan East", text: "no", place: null },
      "::error title=Japan East::no",
    ],
    [
      "a warning in a file",
      { kind: "warning", title: "t", text: "w", place: { file: "a.yml", line: 2, column: 3 } },
      "::warning title=t,file=a.yml,line=2,col=3::w",
    ],
    ["a notice", { kind: "notice", title: "t", text: "a%b", place: null }, "::notice title=t::a%25b"],
    [
      "an annotation with a line break in its title",
      { kind: "error", title: "a\n::error::b", text: "c\n::error::d", place: null },
      "::error title=a %3A%3Aerror%3A%3Ab::c ::error::d",
    ],
  ])("%s", (_what, entry, line) => {
    runnerIn({}).print(entry);
    expect(written).toBe(`${line}${EOL}`);
  });

  test("says what the adapters have to say, guarded", () => {
    createRunnerServices(null).say("::warning::x");
    process.env.RUNNER_DEBUG = "1";
    createRunnerServices(null).trace("GET x\n::warning::y");
    expect(written).toBe(`: :warning::x${EOL}::debug::GET x ::warning::y${EOL}`);
  });

  test.each([undefined, "", "0"])(
    "writes no debug line where RUNNER_DEBUG is %p: nobody reads it",
    (value) => {
      if (value !== undefined) process.env.RUNNER_DEBUG = value;
      createRunnerServices(null).trace("GET x");
      expect(written).toBe("");
    },
  );

  test("masks", () => {
    createRunnerServices(null).mask("secret");
    expect(written).toBe(`::add-mask::secret${EOL}`);
  });
});
