import { describe, expect, test } from "@jest/globals";
import type { GitHubWorld, Simulator, World } from "../simulator/index.js";
import { type Played, play, setStage } from "./harness/index.js";
import { markTag } from "./harness/marks.js";

const SWEEP = { mode: "remove", "only-orphaned": "true" };
const LONG_AGO = "2020-01-01T00:00:00Z";
const ASKED = /^(?:\/api\/v3)?\/repos(?:itories)?\/.*(?:pulls|actions\/runs)\/\d+$/;

/** A replica that these owners need; ` until ` and a time behind one is its end. */
const onLoan = (region: string, ...needs: readonly string[]) => ({
  region,
  tags: Object.fromEntries(needs.map((need) => [markTag(need.split(" until ")[0] ?? ""), need])),
});

const worldOf = (replicas: readonly ReturnType<typeof onLoan>[], github: GitHubWorld): World => ({
  registry: { replicas: [...replicas, { region: "northeurope" }] },
  github,
});

const regionsOf = (simulator: Simulator) => simulator.replicas().map(({ region }) => region);
const asksOf = (simulator: Simulator) =>
  simulator.requests.filter(({ path }) => ASKED.test(path)).map(({ path }) => path);
const warningsOf = ({ run }: Played) =>
  run.annotations
    .filter(({ level }) => level === "warning")
    .map(({ message }) => message)
    .join("\n");

describe("only-orphaned", () => {
  test("deletes what no living owner needs, takes dead owners' marks off the rest, and says why something stays", async () => {
    const world = worldOf(
      [
        onLoan("japaneast", "contoso/shop/pr-7"),
        onLoan("japanwest", "contoso/shop/pr-8"),
        onLoan("eastus", "contoso/shop/run-123"),
        onLoan("eastus2", "contoso/shop/run-124"),
        onLoan("uksouth", "contoso/shop/pr-7", "contoso/shop/pr-8"),
        onLoan("brazilsouth", "contoso/old-name/pr-1"),
        onLoan("westus", "contoso/private/pr-1"),
        onLoan("westus2", `team-a until ${LONG_AGO}`),
        onLoan("canadacentral", "team-a"),
        onLoan("francecentral", `contoso/shop/pr-8 until ${LONG_AGO}`),
        onLoan("koreacentral", "contoso/shop/pr-7", "contoso/shop/run-123"),
      ],
      {
        pullRequests: [
          { number: 7, state: "merged" },
          { number: 8, state: "open" },
          { repository: "contoso/new-name", number: 1, state: "closed" },
        ],
        workflowRuns: [
          { id: 123, status: "completed", conclusion: "failure" },
          { id: 124, status: "in_progress" },
        ],
        renamed: { "contoso/old-name": "contoso/new-name" },
      },
    );
    const played = await play(world, SWEEP);
    expect([played.run.exitCode, played.run.outputs.outcome]).toEqual([0, "changed"]);
    expect(played.writes.toSorted()).toEqual([
      "DELETE brazilsouth",
      "DELETE eastus",
      "DELETE japaneast",
      "DELETE koreacentral",
      "DELETE westus2",
      "PATCH uksouth",
    ]);
    const shared = played.simulator.replicas().find(({ region }) => region === "uksouth");
    expect(shared?.tags).toEqual({ [markTag("contoso/shop/pr-8")]: "contoso/shop/pr-8" });
    // Each owner once for the plan, and the dead once more before each write.
    const asks = asksOf(played.simulator);
    const count = (end: string) => asks.filter((path) => path.endsWith(end)).length;
    expect([count("shop/pulls/8"), count("runs/124"), count("private/pulls/1")]).toEqual([1, 1, 1]);
    expect(count("shop/pulls/7")).toBe(1 + ["japaneast", "koreacentral", "uksouth"].length);
    const warnings = warningsOf(played);
    expect(warnings).toContain("contoso/private/pr-1");
    expect(warnings).toContain("owner: contoso/private/pr-1");
    expect(warnings).toMatch(/contoso\/shop\/pr-8/);
    expect(warnings).not.toContain("team-a");
  });

  test("with owner touches that owner's marks only, and asks for nobody else", async () => {
    const world = worldOf(
      [
        onLoan("japaneast", "contoso/shop/pr-7"),
        onLoan("eastus", "contoso/shop/pr-9"),
        onLoan("uksouth", "contoso/shop/pr-7", "contoso/shop/pr-9", "contoso/shop/pr-8"),
      ],
      {
        pullRequests: [
          { number: 7, state: "closed" },
          { number: 8, state: "open" },
          { number: 9, state: "closed" },
        ],
      },
    );
    const { run, writes, simulator } = await play(world, { ...SWEEP, owner: "contoso/shop/pr-7" });
    expect([run.outputs.outcome, writes.toSorted()]).toEqual([
      "changed",
      ["DELETE japaneast", "PATCH uksouth"],
    ]);
    const shared = simulator.replicas().find(({ region }) => region === "uksouth");
    expect(Object.values(shared?.tags ?? {}).toSorted()).toEqual(["contoso/shop/pr-8", "contoso/shop/pr-9"]);
  });

  test("leaves what came to life between plan and delete", async () => {
    const world = worldOf([onLoan("japaneast", "contoso/shop/pr-7"), onLoan("eastus", "contoso/shop/pr-8")], {
      pullRequests: [
        { number: 7, state: "closed" },
        { number: 8, state: "closed" },
      ],
    });
    const stage = await setStage(world);
    const reopen = () => stage.simulator.setPullRequest({ number: 7, state: "open" });
    stage.simulator.inject({
      host: "api.github.com",
      path: /shop\/pulls\/7$/,
      times: 1,
      effect: { kind: "meanwhile", after: reopen },
    });
    const { run, json, writes } = await stage.play(SWEEP);
    await stage.close();
    expect(writes).toEqual(["DELETE eastus"]);
    expect([run.exitCode, json("deleted")]).toEqual([0, ["eastus"]]);
    expect(json("changes")).toContainEqual(expect.objectContaining({ region: "japaneast", done: false }));
  });

  test("on a GitHub Enterprise Server asks that server", async () => {
    const world = worldOf([onLoan("japaneast", "contoso/shop/pr-7")], {
      pullRequests: [{ number: 7, state: "merged" }],
    });
    const { run, writes, simulator } = await play(world, SWEEP, { server: "ghes" });
    expect([run.exitCode, writes]).toEqual([0, ["DELETE japaneast"]]);
    expect(asksOf(simulator).every((path) => path.startsWith("/api/v3/"))).toBe(true);
  });

  test("without the token is an input error, before anything is asked", async () => {
    const { run, simulator } = await play({}, { ...SWEEP, "github-token": " " });
    expect([run.exitCode, run.outputs.outcome, simulator.requests]).toEqual([1, "failed", []]);
  });
});

describe("where GitHub does not tell, everything stays", () => {
  const replicas = [onLoan("japaneast", "contoso/shop/pr-7"), onLoan("eastus", "contoso/shop/run-123")];
  const dead: GitHubWorld = {
    pullRequests: [{ number: 7, state: "closed" }],
    workflowRuns: [{ id: 123, status: "completed" }],
  };
  const answer = (status: number, body: unknown, headers: Record<string, string> = {}) => ({
    kind: "answer" as const,
    status,
    body,
    headers,
  });
  const elsewhere = { Location: "https://evil.example.com/repos/contoso/shop/pulls/7" };

  test.each([
    [
      "403",
      answer(403, { message: "Resource not accessible by integration" }),
      "permissions: pull-requests: read",
    ],
    ["404", answer(404, { message: "Not Found" }), "HTTP 404"],
    ["an outage", answer(503, { message: "::error::no" }), "HTTP 503"],
    [
      "a rate limit",
      answer(
        403,
        { message: "API rate limit exceeded" },
        { "X-RateLimit-Remaining": "0", "Retry-After": "3000" },
      ),
      "HTTP 403",
    ],
    ["a bad token", answer(401, { message: "Bad credentials" }), "not valid"],
    ["nonsense", answer(200, { state: "closed" }), "does not say"],
    ["an empty object", answer(200, {}), "does not say"],
    ["a redirect to another host", answer(301, {}, elsewhere), "another host"],
  ])("%s", async (_what, effect, said) => {
    const faults = [{ host: "api.github.com", path: ASKED, effect }];
    const played = await play({ ...worldOf(replicas, dead), faults }, SWEEP);
    expect([played.run.exitCode, played.writes]).toEqual([0, []]);
    expect(played.run.outputs.outcome).toBe("in-sync");
    expect(regionsOf(played.simulator)).toEqual(["eastus", "japaneast", "northeurope", "westeurope"]);
    const warnings = warningsOf(played);
    expect(warnings).toContain(said);
    for (const owner of ["contoso/shop/pr-7", "contoso/shop/run-123"]) {
      expect(warnings).toContain(`owner: ${owner}`);
    }
    expect(played.run.log.join("\n")).not.toContain("::error::no");
  });

  test("nor at the question right before the delete", async () => {
    const faults = [
      {
        host: "api.github.com",
        path: ASKED,
        skip: 2,
        effect: answer(404, { message: "Not Found" }),
      },
    ];
    const played = await play({ ...worldOf(replicas, dead), faults }, SWEEP);
    expect([played.run.exitCode, played.writes, played.json("deleted")]).toEqual([0, [], []]);
    for (const owner of ["contoso/shop/pr-7", "contoso/shop/run-123"]) {
      expect(warningsOf(played)).toContain(`owner: ${owner}`);
    }
    expect(played.json("changes")).toContainEqual(
      expect.objectContaining({ done: false, reason: expect.stringContaining("did not confirm again") }),
    );
  });
});
