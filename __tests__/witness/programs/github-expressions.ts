import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import { parse } from "yaml";
import type { Workflow } from "../../repository/workflow-model.js";
import type { ActRun } from "./act.js";

/** What expressions may read, by the name of the context. */
export type Contexts = Readonly<Record<string, unknown>>;

/** The value of an expression, without its `${{ }}`, by GitHub's own implementation. */
export function evaluate(expression: string, contexts: Contexts): unknown {
  const { tokens } = new Lexer(expression.trim()).lex();
  const parsed = new Parser(tokens, Object.keys(contexts), []).parse();
  const values: unknown = JSON.parse(JSON.stringify(contexts), data.reviver);
  if (!(values instanceof data.Dictionary)) throw new Error("The contexts are no dictionary.");
  return JSON.parse(JSON.stringify(new Evaluator(parsed, values).evaluate(), data.replacer));
}

/**
 * The jobs that GitHub would start, with their cell of the matrix, such as `deploy japaneast`: by the conditions and
 * the matrix of the workflow, on the outputs that a run on act really had.
 */
export function jobsByGitHub(text: string, { jobs }: ActRun, contexts: Contexts): readonly string[] {
  const workflow: Workflow = parse(text);
  const needs: Record<
    string,
    { readonly result: string; readonly outputs: Readonly<Record<string, unknown>> }
  > = {};
  const started: string[] = [];
  for (const [id, job] of Object.entries(workflow.jobs)) {
    const known = { ...contexts, needs };
    const isNeeded = [job.needs ?? []].flat().every((name) => needs[name]?.result === "success");
    const holds = isNeeded && (job.if === undefined || isTrue(evaluate(bare(job.if), known)));
    if (!holds) continue;
    const cells = cellsOf(job.strategy?.matrix ?? {}, known);
    started.push(...cells.map((cell) => [id, ...cell].join(" ")));
    const own = jobs.filter((one) => one.id === id);
    const outputs = own.flatMap((one) => one.outputs);
    const steps = Object.fromEntries(
      outputs.map(({ step }) => [
        step,
        {
          outputs: Object.fromEntries(
            outputs.filter((one) => one.step === step).map(({ name, value }) => [name, value]),
          ),
        },
      ]),
    );
    needs[id] = {
      result: own.every(({ result }) => result === "success") ? "success" : "failure",
      outputs: Object.fromEntries(
        Object.entries(job.outputs ?? {}).map(([name, output]) => [
          name,
          evaluate(bare(output), { ...known, steps }),
        ]),
      ),
    };
  }
  return started.toSorted();
}

/** An expression without its `${{ }}`; one of several parts is not in the examples. */
function bare(text: string): string {
  return /^\$\{\{(.*)\}\}$/.exec(text.trim())?.[1] ?? text;
}

function isTrue(value: unknown): boolean {
  return ![false, null, 0, ""].includes(value as never);
}

/** The cells of a matrix; one without a value where there is none. */
function cellsOf(
  matrix: Readonly<Record<string, unknown>>,
  contexts: Contexts,
): readonly (readonly string[])[] {
  return Object.values(matrix).reduce<readonly (readonly string[])[]>(
    (cells, values) => cells.flatMap((cell) => listOf(values, contexts).map((value) => [...cell, value])),
    [[]],
  );
}

function listOf(values: unknown, contexts: Contexts): readonly string[] {
  const list = typeof values === "string" ? evaluate(bare(values), contexts) : values;
  return Array.isArray(list) ? list.map(String) : [];
}
