import { beforeAll, describe, expect, test } from "@jest/globals";
import { isObject } from "../simulator/http.js";
import { member } from "../simulator/recorded-world.js";
import { saw } from "./table/saw.js";
import { concerns, find } from "./traffic/check.js";
import { CHECKS } from "./traffic/checks.js";
import {
  type Client,
  clientOf,
  type Exchange,
  isAnswered,
  isBent,
  readTraffic,
  subjectOf,
} from "./traffic/exchange.js";
import { MISTAKES, SOUND } from "./traffic/mistakes.js";
import {
  isAnswerCovered,
  isCovered,
  judge,
  pairOf,
  SWAGGER_VERSIONS,
  type Verdict,
} from "./traffic/swagger.js";

// What the simulators of the whole acceptance run, and of the witnesses before this one, were asked and answered.
const files = (process.env.WITNESS_TRAFFIC ?? "").split(":").filter(Boolean);
const traffic = files.flatMap(readTraffic);
const covered = traffic.filter(isCovered);

let verdicts: ReadonlyMap<Exchange, Verdict>;
beforeAll(async () => {
  const judged = await judge(covered.map(pairOf));
  verdicts = new Map(covered.map((exchange, at) => [exchange, judged[at] ?? NOT_JUDGED]));
});
const NOT_JUDGED: Verdict = {
  operation: null,
  requestProblems: ["not judged"],
  answerProblems: ["not judged"],
};

/** Exchanges of a client in a version. */
function coveredOf(client: Client, version: string): readonly Exchange[] {
  return covered.filter((exchange) => clientOf(exchange) === client && exchange.apiVersion === version);
}

/** What oav says against them, with what it says it of. */
function complaints(
  exchanges: readonly Exchange[],
  side: "requestProblems" | "answerProblems",
): readonly string[] {
  return exchanges.flatMap((exchange) => {
    const verdict = verdicts.get(exchange) ?? NOT_JUDGED;
    const problems = verdict.operation === null ? ["no operation of the swagger"] : verdict[side];
    return problems.map((problem) => `${exchange.method} ${exchange.path} ${exchange.status}: ${problem}`);
  });
}

/** How many of which operations, the most frequent first. */
function inOperations(exchanges: readonly Exchange[]): string {
  const counts = new Map<string, number>();
  for (const exchange of exchanges) {
    const name = verdicts.get(exchange)?.operation ?? "none";
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one);
  return sorted.map(([name, count]) => `${count} ${name}`).join(", ");
}

describe("Microsoft's swagger (oav)", () => {
  const programs = [
    ["the action", "2025-11-01"],
    ["Azure CLI", "2022-02-01-preview"],
    ["Ansible", "2021-09-01"],
  ] as const;

  test.each(programs)("every request of %s, version %s", (client, version) => {
    const asked = coveredOf(client, version);
    expect(asked.length).toBeGreaterThan(0);
    // Azure CLI sends a name that is too short, and the simulator refuses it as Azure would.
    const judged = asked.filter(({ status }) => client === "the action" || status !== 400);
    expect(complaints(judged, "requestProblems")).toEqual([]);
    saw(inOperations(asked));
  });

  test.each(programs)("every answer of the simulator to %s, version %s", (client, version) => {
    const answered = coveredOf(client, version).filter(isAnswered);
    const judged = answered.filter(isAnswerCovered);
    expect(complaints(judged, "answerProblems")).toEqual([]);
    const left = answered.length - judged.length;
    saw(`${judged.length} valid${left > 0 ? `; ${left} errors, which this version does not define` : ""}`);
  });

  test("everything else that a swagger covers: tests by hand, older versions", () => {
    const ofPrograms = new Set(programs.flatMap(([client, version]) => coveredOf(client, version)));
    const others = covered.filter((exchange) => !ofPrograms.has(exchange));
    const bySomeProgram = others.filter((exchange) => clientOf(exchange) !== "a test");
    expect(complaints(bySomeProgram, "requestProblems")).toEqual([]);
    expect(complaints(others.filter(isAnswerCovered), "answerProblems")).toEqual([]);
    saw(`${others.length} valid, of versions ${SWAGGER_VERSIONS.join(", ")}`);
  });

  test("a registry as the preview shows it, without what only the preview has", async () => {
    const isRead = (one: Exchange) => subjectOf(one) === "registry, preview" && one.method === "GET";
    const read = traffic.filter((one) => isRead(one) && isAnswered(one) && one.status === 200);
    const bad = await judgedBad(read.map(asStable));
    expect(bad.map(({ responseBody }) => member(responseBody, "properties"))).toEqual([]);
    expect(read.length).toBeGreaterThan(0);
    saw(`${read.length} valid as 2025-11-01`);
  });

  test("finds the mistakes that it is known to find, and lets the others pass", async () => {
    const faults = await judgedBad([...SOUND, ...MISTAKES.map(({ exchange }) => exchange)]);
    const found = MISTAKES.filter(({ exchange }) => faults.includes(exchange));
    const known = MISTAKES.filter(({ foundBy }) => foundBy === "oav");
    expect(found.map(({ what }) => what)).toEqual(known.map(({ what }) => what));
    expect(SOUND.filter((exchange) => faults.includes(exchange))).toEqual([]);
    saw(`${found.length} of ${MISTAKES.length} deliberate mistakes`);
  });
});

/** What Azure's own description of 2026-09-01-preview has beyond 2025-11-01 in the properties of a registry. */
const ONLY_IN_PREVIEW = [
  "regionalEndpoints",
  "regionalEndpointHostNames",
  "endpointProtocol",
  "metadataSearch",
  "autoGeneratedDomainNameLabelScope",
  "writableCacheRepos",
];

function asStable(exchange: Exchange): Exchange {
  const apiVersion = "2025-11-01";
  const body = isObject(exchange.responseBody) ? exchange.responseBody : {};
  const properties = Object.entries(member(body, "properties") ?? {});
  const stable = Object.fromEntries(properties.filter(([name]) => !ONLY_IN_PREVIEW.includes(name)));
  return {
    ...exchange,
    apiVersion,
    query: { ...exchange.query, "api-version": apiVersion },
    responseBody: { ...body, properties: stable },
  };
}

/** Those in which oav finds anything. */
async function judgedBad(exchanges: readonly Exchange[]): Promise<readonly Exchange[]> {
  const judged = await judge(exchanges.map(pairOf));
  return exchanges.filter((_, at) => {
    const { requestProblems, answerProblems } = judged[at] ?? NOT_JUDGED;
    return requestProblems.length + answerProblems.length > 0;
  });
}

describe("Checks of our own", () => {
  test.each(CHECKS.map((check) => [check.claim, check] as const))("%s", (_, check) => {
    const { examined, problems } = find(check, traffic);
    expect(problems).toEqual([]);
    expect(examined).toBeGreaterThan(0);
    saw(`${examined} examined`);
  });

  test("find every mistake that the validator lets pass", () => {
    const others = MISTAKES.filter(({ foundBy }) => foundBy === "us");
    const isSeen = (exchange: Exchange) =>
      CHECKS.some((check) => find(check, [exchange]).problems.length > 0);
    expect(others.filter(({ exchange }) => !isSeen(exchange)).map(({ what }) => what)).toEqual([]);
    expect(SOUND.filter(isSeen)).toEqual([]);
    saw(`${others.length} of ${MISTAKES.length} deliberate mistakes`);
  });

  test("nothing that ARM or a registry was asked or answered is left to nobody", () => {
    const ours = traffic.filter((exchange) => subjectOf(exchange) !== "elsewhere");
    const unseen = ours.filter(
      (exchange) =>
        !isCovered(exchange) && !CHECKS.some((check) => concerns(check, exchange)) && isJudgeable(exchange),
    );
    expect([
      ...new Set(unseen.map(({ method, host, path, status }) => `${method} ${host}${path} ${status}`)),
    ]).toEqual([]);
    const elsewhere = traffic.length - ours.length;
    const bent = ours.filter(isBent).length;
    saw(
      `${ours.length} exchanges; of ${bent} only the request, since a test bent the answer; ${elsewhere} more with Entra, GitHub and the runner, not judged here`,
    );
  });
});

/** Not what a test asked by hand, nor content that skopeo and a real registry settled between them. */
function isJudgeable(exchange: Exchange): boolean {
  const client = clientOf(exchange);
  return client !== "a test" && client !== "skopeo" && (client === "the action" || isAnswered(exchange));
}
