import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { CLIENT_SECRET, GITHUB_TOKEN, type Simulator, startSimulator } from "../../simulator/index.js";
import { type Bundle, copyFrom } from "./bundle.js";
import { parseCommandFile } from "./command-files.js";
import { runAction } from "./run-action.js";
import { readLog } from "./workflow-commands.js";

const METADATA = `
name: stand-in
inputs:
  dry-run: { description: one with a hyphen }
  two words: { description: one with a blank, default: both }
  github-token: { description: one with an expression, default: "\${{ github.token }}" }
`;

async function standIn(parent: string, script: string): Promise<Bundle> {
  const folder = await mkdtemp(join(parent, "stand-in-"));
  await mkdir(join(folder, "dist"));
  await writeFile(join(folder, "action.yml"), METADATA);
  await writeFile(join(folder, "package.json"), '{"type":"module"}');
  await writeFile(join(folder, "dist", "index.js"), `import { appendFileSync } from "node:fs";\n${script}`);
  return { entry: join(folder, "dist", "index.js"), metadata: join(folder, "action.yml") };
}

describe("running an action as a runner does", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator();
  });
  afterAll(() => simulator.close());

  const run = async (script: string, more: Partial<Parameters<typeof runAction>[0]> = {}) =>
    runAction({ simulator, bundle: await standIn(simulator.folder, script), ...more });

  test("every declared input is in the environment, hyphens kept, blanks as underscores", async () => {
    const script = `
      const names = ["INPUT_DRY-RUN", "INPUT_TWO_WORDS", "INPUT_GITHUB-TOKEN"];
      const values = names.map((name) => process.env[name]);
      values[2] = values[2] === "${GITHUB_TOKEN}";
      appendFileSync(process.env.GITHUB_OUTPUT, "values=" + JSON.stringify(values) + "\\n");`;
    const { outputs } = await run(script, { inputs: { "dry-run": " yes " } });
    expect(outputs).toEqual({ values: '["yes","both",true]' });
  });

  test("nothing of the test's own environment is there but PATH", async () => {
    process.env.OF_THE_TEST = "yes";
    const { log } = await run("console.log(String(process.env.OF_THE_TEST), process.env.PATH.length > 0);");
    expect(log[0]).toBe("undefined true");
  });

  test("it starts in the workspace, with the given files and stdin closed", async () => {
    const script = `
      const { readFileSync } = await import("node:fs");
      console.log(readFileSync("a/b.yml", "utf8"), process.cwd() === process.env.GITHUB_WORKSPACE);
      process.stdin.on("end", () => console.log("stdin ended")).resume();`;
    const { log } = await run(script, { files: { "a/b.yml": "text" } });
    expect(log).toEqual(["text true", "stdin ended", ""]);
  });

  test("an input that action.yml does not declare is a slip of the test", async () => {
    await expect(run("", { inputs: { dryrun: "yes" } })).rejects.toThrow("declares no input dryrun");
  });

  test.each([
    ["a deprecation", "new Buffer(1);"],
    ["a deprecation that is pending", `process.emitWarning("soon", "PendingDeprecationWarning");`],
    ["a leak of listeners", `for (let i = 0; i < 11; i++) process.on("SIGUSR2", () => {});`],
  ])(
    "a warning of Node's is never overlooked, even where the action survives what is thrown: %s",
    async (_what, warned) => {
      const script = `process.on("uncaughtException", () => {}); ${warned}`;
      await expect(run(script)).rejects.toThrow(/^Node warned of something:\n\(node:/);
    },
  );

  test("masks hide, annotations are collected, the exit code and the summary come back", async () => {
    const script = `
      console.log("::add-mask::hush");
      console.log("::error file=a.yml,line=3,title=What%3A now::it is hush%0Aand more");
      appendFileSync(process.env.GITHUB_STEP_SUMMARY, "# Done");
      process.exitCode = 3;`;
    const { log, annotations, exitCode, summary } = await run(script);
    expect(exitCode).toBe(3);
    expect(summary).toBe("# Done");
    expect(log).toEqual(["error: it is ***", "and more", ""]);
    expect(annotations).toEqual([
      { level: "error", message: "it is ***\nand more", title: "What: now", file: "a.yml", line: 3 },
    ]);
  });

  test("a signal reaches the process", async () => {
    const script = `process.on("SIGINT", () => process.exit(7)); setInterval(() => {}, 1000);`;
    const { exitCode } = await run(script, { signalAt: [{ signal: "SIGINT", after: 400 }] });
    expect(exitCode).toBe(7);
  });

  test("a run that does not end is killed and fails the test with what it said", async () => {
    const script = `console.log("waiting"); setInterval(() => {}, 1000);`;
    await expect(run(script, { limit: 600 })).rejects.toThrow("waiting");
  });

  test.each([
    "console.log",
    "console.error",
    "(text) => appendFileSync(process.env.GITHUB_STEP_SUMMARY, text);",
  ])("a secret that %s prints fails the run", async (print) => {
    await expect(run(`(${print.replace(/;$/, "")})("it is ${CLIENT_SECRET}");`)).rejects.toThrow(
      "client secret stands in",
    );
  });

  test("a secret behind add-mask is no leak", async () => {
    await expect(run(`console.log("::add-mask::${CLIENT_SECRET}");`)).resolves.toMatchObject({ exitCode: 0 });
  });

  test("a host that the world does not have fails the run", async () => {
    const own = await startSimulator();
    const script = `
      const { request } = await import("node:http");
      const [, host, port] = process.env.HTTPS_PROXY.split(/:\\/\\/|:/);
      request({ host, port, method: "CONNECT", path: "evil.example.com:443" }).on("connect", (_, s) => s.end()).end();`;
    await expect(run(script, { simulator: own })).rejects.toThrow("evil.example.com:443 was contacted");
    await own.close();
  });
});

describe("the copy of a bundle", () => {
  test("is made once for the same content, with action.yml and package.json beside it", async () => {
    const simulator = await startSimulator();
    const original = await standIn(simulator.folder, "process.exitCode = 0;");
    const [one, other] = await Promise.all([
      copyFrom(dirname(original.entry)),
      copyFrom(dirname(original.entry)),
    ]);
    expect(one).toEqual(other);
    expect(await readFile(one.metadata, "utf8")).toBe(METADATA);
    expect(await readFile(one.entry, "utf8")).toContain("process.exitCode = 0;");
    await simulator.close();
  });
});

describe("reading command files", () => {
  test.each<[string, string, Record<string, string>]>([
    ["a pair", "a=b\n", { a: "b" }],
    ["a value with an equals sign", "a=b=c\n", { a: "b=c" }],
    ["a value that looks like a heredoc", "a=b<<c\n", { a: "b<<c" }],
    ["a heredoc", "a<<END\none\ntwo\nEND\n", { a: "one\ntwo" }],
    ["an empty heredoc", "a<<END\nEND\n", { a: "" }],
    ["the later of two", "a=1\na=2\n", { a: "2" }],
    ["an empty value", "a=\n", { a: "" }],
  ])("%s", (_, text, values) => {
    expect(parseCommandFile(text)).toEqual(values);
  });

  test.each([
    ["a line of neither form", "text\n", "Invalid format"],
    ["a delimiter that never comes", "a<<END\none\n", "Matching delimiter not found"],
    ["a pair without a name", "=b\n", "Name must not be empty"],
  ])("%s is an error", (_, text, message) => {
    expect(() => parseCommandFile(text)).toThrow(message);
  });
});

describe("reading workflow commands", () => {
  test.each<[string, readonly string[]]>([
    ["::warning::x", ["warning"]],
    ["   ::warning::x", ["warning"]],
    ["text ::warning::x", []],
    ["text ##[warning]x", ["warning"]],
    ["::WARNING::x", ["warning"]],
    ["::unknown::x", []],
    ["::warning ::x", ["warning"]],
    ["::stop-commands::t0\n::warning::x\n::t0::\n::error::y", ["stop-commands", "error"]],
    ["a\r::error::y", ["error"]],
  ])("%j holds %j", (text, names) => {
    expect(readLog(text).commands.map(({ name }) => name)).toEqual(names);
  });
});
