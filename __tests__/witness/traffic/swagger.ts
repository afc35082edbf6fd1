import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { runProgram } from "../programs/run-program.js";
import { type Exchange, isAnswered, subjectOf, urlOf } from "./exchange.js";

/** The versions of Microsoft.ContainerRegistry whose swagger the project has a part of. */
export const SWAGGER_VERSIONS = ["2021-09-01", "2022-02-01-preview", "2023-07-01", "2025-11-01"] as const;

/** One request with its answer, as the validator takes it. */
export interface Pair {
  readonly method: string;
  readonly url: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly responseBody: unknown;
}

/** What the validator says of a pair. */
export interface Verdict {
  /** The operation of the swagger that it took it for; null when it found none. */
  readonly operation: string | null;
  readonly requestProblems: readonly string[];
  readonly answerProblems: readonly string[];
}

/** Whether a swagger covers an exchange. */
export function isCovered(exchange: Exchange): boolean {
  const { method, apiVersion } = exchange;
  const subject = subjectOf(exchange);
  // Of 2025-11-01 the project has no more of a registry than how it is read.
  const isWholeRegistry = method === "GET" || apiVersion !== "2025-11-01";
  const isOperation =
    subject === "replications" || subject === "replication" || (subject === "registry" && isWholeRegistry);
  return isOperation && SWAGGER_VERSIONS.some((version) => version === apiVersion);
}

/** Whether it covers the answer too: until 2025-11-01 it defines no error at all. */
export function isAnswerCovered(exchange: Exchange): boolean {
  const { status = 0, apiVersion = "" } = exchange;
  return isAnswered(exchange) && (status < 400 || apiVersion >= "2025-11-01");
}

/** The pair of an exchange. One that was never answered gets a good answer, of which nothing is to be said. */
export function pairOf(exchange: Exchange): Pair {
  const { method, body, status = 200, responseHeaders = {}, responseBody } = exchange;
  return {
    method,
    url: urlOf(exchange),
    requestBody: body,
    status,
    headers: responseHeaders,
    responseBody,
  };
}

/** Has oav judge pairs by Microsoft's swagger, in a process of its own; gives a verdict for each, in their order. */
export async function judge(pairs: readonly Pair[]): Promise<readonly Verdict[]> {
  const folder = await mkdtemp(join(tmpdir(), "acr-swagger-"));
  const [asked, answered] = [join(folder, "pairs.json"), join(folder, "verdicts.json")];
  await writeFile(asked, JSON.stringify(pairs));
  const script = fileURLToPath(import.meta.resolve("./validate-with-oav.js"));
  // oav writes logs below HOME.
  const environment = { HOME: folder };
  const { exitCode, stderr } = await runProgram(process.execPath, [script, asked, answered], { environment });
  if (exitCode !== 0) throw new Error(`oav ended with ${exitCode}:\n${stderr}`);
  const verdicts: readonly Verdict[] = JSON.parse(await readFile(answered, "utf8"));
  await rm(folder, { recursive: true });
  return verdicts;
}
