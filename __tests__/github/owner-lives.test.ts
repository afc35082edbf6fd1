import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createFetch } from "../../src/github/http.js";
import { githubOwnerLives } from "../../src/github/owner-lives.js";
import { impatientSleep } from "../builders/impatient-sleep.js";

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const fetch = createFetch({ kind: "direct" });
const sleep = impatientSleep();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const PULL_REQUEST = "contoso/shop/pr-42";
const RUN = "contoso/shop/run-123";
const HOSTILE = "::error::<img src=x>";

/** A GitHub API on loopback that answers each path as `reply` says, and what it was asked. */
async function api(reply: (path: string) => Reply | Promise<Reply>) {
  const seen: string[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url ?? "";
    seen.push(`${request.method} ${path} ${request.headers.authorization}`);
    const { status, body, headers = {} } = await reply(path);
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  return { seen, origin, environment: { GITHUB_API_URL: `${origin}/api/v3` } };
}

async function ask(owner: string, reply: (path: string) => Reply) {
  const { seen, environment } = await api(reply);
  const lives = githubOwnerLives({ token: "the token", environment, fetch, sleep });
  return { seen, life: await lives.ask(owner, AbortSignal.timeout(20_000)) };
}

describe("a pull request", () => {
  test.each([
    [{ number: 42, state: "open" }, "alive"],
    [{ number: 42, state: "open", draft: true }, "alive"],
    [{ number: 42, state: "closed", merged: false }, "ended"],
    [{ number: 42, state: "closed", merged: true }, "ended"],
  ])("that is %j is %s", async (body, kind) => {
    const { seen, life } = await ask(PULL_REQUEST, () => ({ status: 200, body }));
    expect(life).toEqual({ kind });
    expect(seen).toEqual(["GET /api/v3/repos/contoso/shop/pulls/42 token the token"]);
  });
});

describe("a workflow run", () => {
  test.each([
    ["queued", "alive"],
    ["in_progress", "alive"],
    ["waiting", "alive"],
    ["pending", "alive"],
    ["requested", "alive"],
    ["a state of the future", "alive"],
    ["completed", "ended"],
  ])("that is %s is %s", async (status, kind) => {
    const { seen, life } = await ask(RUN, () => ({ status: 200, body: { id: 123, status } }));
    expect(life).toEqual({ kind });
    expect(seen).toEqual(["GET /api/v3/repos/contoso/shop/actions/runs/123 token the token"]);
  });
});

describe("an owner that is neither", () => {
  test.each([
    "team-a",
    "contoso/shop/pr-0",
    "contoso/shop/pr-42/x",
    "contoso/../pr-1",
    "shop/pr-42",
    "contoso/shop/issue-4",
  ])("is not asked for: %s", async (owner) => {
    const { seen, life } = await ask(owner, () => ({ status: 200, body: { number: 42, state: "closed" } }));
    expect([life, seen]).toEqual([{ kind: "unlisted" }, []]);
  });
});

describe("what GitHub does not tell is no end", () => {
  test.each<[string, Reply, string]>([
    ["404", { status: 404, body: { message: HOSTILE } }, "`permissions: pull-requests: read`"],
    [
      "403",
      { status: 403, body: { message: "Resource not accessible by integration" } },
      "HTTP 403. The job needs `permissions: pull-requests: read`",
    ],
    ["401", { status: 401, body: { message: "Bad credentials" } }, "not valid"],
    ["410", { status: 410, body: { message: HOSTILE } }, "HTTP 410"],
    ["451", { status: 451, body: { message: HOSTILE } }, "HTTP 451."],
    [
      "a rate limit that lasts",
      { status: 403, body: { message: "API rate limit exceeded" }, headers: { "retry-after": "3600" } },
      "used up its requests",
    ],
    ["an empty answer", { status: 200 }, "no answer|HTTP"],
    ["no object", { status: 200, body: [] }, "does not say"],
    ["null", { status: 200, body: "null" }, "does not say"],
    ["another pull request", { status: 200, body: { number: 43, state: "closed" } }, "does not say"],
    ["no state", { status: 200, body: { number: 42 } }, "does not say"],
    ["a state that is none", { status: 200, body: { number: 42, state: "Closed" } }, "does not say"],
    [
      "a page of a proxy's",
      { status: 200, body: "<html>closed</html>", headers: { "Content-Type": "text/html" } },
      "HTTP",
    ],
  ])(
    "%s",
    async (_what, reply, said) => {
      const { life } = await ask(PULL_REQUEST, () => reply);
      expect(life).toEqual({ kind: "untold", reason: expect.stringMatching(new RegExp(said)) });
      expect(JSON.stringify(life)).not.toContain(HOSTILE);
    },
    20_000,
  );

  test.each([
    { id: 124, status: "completed" },
    { id: 123 },
    { id: 123, status: "" },
    { id: "123", status: "completed" },
  ])("a run that answers %j", async (body) => {
    const { life } = await ask(RUN, () => ({ status: 200, body }));
    expect(life).toEqual({ kind: "untold", reason: expect.stringContaining("does not say") });
  });

  test("a server's error, after another try", async () => {
    const replies: Reply[] = [{ status: 502 }, { status: 200, body: { number: 42, state: "closed" } }];
    const { seen, life } = await ask(PULL_REQUEST, () => replies.shift() ?? { status: 500 });
    expect([life, seen.length]).toEqual([{ kind: "ended" }, 2]);
  });

  test("a run that is over, at once", async () => {
    const { environment } = await api(() => new Promise(() => undefined));
    const lives = githubOwnerLives({ token: "the token", environment, fetch, sleep });
    const life = await lives.ask(PULL_REQUEST, AbortSignal.timeout(300));
    expect(life).toEqual({ kind: "untold", reason: "The run ended before GitHub answered." });
  });

  test("nobody who listens", async () => {
    const environment = { GITHUB_API_URL: "http://127.0.0.1:9/api/v3" };
    const lives = githubOwnerLives({ token: "the token", environment, fetch, sleep });
    const life = await lives.ask(PULL_REQUEST, AbortSignal.timeout(20_000));
    expect(life).toEqual({ kind: "untold", reason: "GitHub's API gave no answer." });
  }, 30_000);
});

describe("a renamed repository", () => {
  test("is followed on the same host, with the token", async () => {
    const { seen, life } = await ask(PULL_REQUEST, (path) =>
      path.includes("/repos/")
        ? { status: 301, headers: { Location: "/api/v3/repositories/7/pulls/42" }, body: {} }
        : { status: 200, body: { number: 42, state: "closed" } },
    );
    expect(life).toEqual({ kind: "ended" });
    expect(seen.at(-1)).toBe("GET /api/v3/repositories/7/pulls/42 token the token");
  });

  test("is not followed to another host, and no token goes there", async () => {
    const other = await api(() => ({ status: 200, body: { number: 42, state: "closed" } }));
    const { life } = await ask(PULL_REQUEST, () => ({
      status: 301,
      headers: { Location: `${other.origin}/x` },
    }));
    expect(life).toEqual({ kind: "untold", reason: expect.stringContaining("another host") });
    expect(other.seen).toEqual([]);
  });

  test("is not followed for ever", async () => {
    const { seen, life } = await ask(PULL_REQUEST, (path) => ({
      status: 301,
      headers: { Location: `${path}x` },
    }));
    expect(life.kind).toBe("untold");
    expect(seen.length).toBeLessThan(6);
  });
});

test("asks anew at every call", async () => {
  const states = ["open", "closed"];
  const { seen, environment } = await api(() => ({
    status: 200,
    body: { number: 42, state: states.shift() },
  }));
  const lives = githubOwnerLives({ token: "the token", environment, fetch, sleep });
  const twice = [];
  for (const _time of [1, 2]) twice.push((await lives.ask(PULL_REQUEST, AbortSignal.timeout(9_000))).kind);
  expect([twice, seen.length]).toEqual([["alive", "ended"], 2]);
});
