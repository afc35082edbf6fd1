import { createServer, type IncomingMessage, type Server } from "node:http";
import { afterEach, describe, expect, test } from "@jest/globals";
import { createFetch } from "../../src/github/http.js";
import { githubIssues } from "../../src/github/issues.js";
import { impatientSleep } from "../builders/impatient-sleep.js";

interface Reply {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly authorization: string;
  readonly body: unknown;
}

const fetch = createFetch({ kind: "direct" });
const sleep = impatientSleep();
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A GitHub API on loopback that answers as `reply` says. */
async function api(reply: (request: Seen) => Reply) {
  const seen: Seen[] = [];
  const server = createServer(async (request, response) => {
    const one = await read(request);
    seen.push(one);
    const { status, body, headers = {} } = reply(one);
    response.writeHead(status, { "Content-Type": "application/json", ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}/api/v3`;
  const environment = { GITHUB_API_URL: url, GITHUB_REPOSITORY: "contoso/shop" };
  return {
    seen,
    url,
    issues: githubIssues({ token: "the token", environment, fetch, sleep }, AbortSignal.timeout(20_000)),
  };
}

async function read(request: IncomingMessage): Promise<Seen> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString();
  return {
    method: request.method ?? "",
    url: request.url ?? "",
    authorization: request.headers.authorization ?? "",
    body: text === "" ? null : JSON.parse(text),
  };
}

function row(number: number, change: object = {}) {
  return { number, state: "open", title: `Issue ${number}`, body: "text", user: {}, labels: [], ...change };
}

const VIEWER: Reply = { status: 200, body: { data: { viewer: { login: "shop-bot" } } } };
const ISSUE = { isNotPlanned: false, isClosedByPerson: null, labels: [], author: "" };

describe("issues", () => {
  test("of the token's own account are listed by who that is, as GraphQL tells", async () => {
    const { seen, issues } = await api(({ url }) => ({
      status: 200,
      body: url.endsWith("/graphql") ? { data: { viewer: { login: "shop-bot[bot]" } } } : [],
    }));
    expect(await issues.listOwn()).toEqual([]);
    expect(
      seen.map(
        ({ method, url }) => `${method} ${url.replace(/[?].*creator/, "?creator").replace(/&.*/, "")}`,
      ),
    ).toEqual([
      "POST /api/graphql",
      "GET /api/v3/repos/contoso/shop/issues?creator=shop-bot%5Bbot%5D",
      "GET /api/v3/repos/contoso/shop/issues?creator=shop-bot%5Bbot%5D",
    ]);
  });

  test("of the token's own account are found however old they are while they are open", async () => {
    const { issues } = await api(({ url }) => {
      if (url.endsWith("/graphql")) return { status: 200, body: { data: { viewer: { login: "shop-bot" } } } };
      const query = new URL(url, "http://x").searchParams;
      if (query.get("state") === "open") return { status: 200, body: [row(1_000), row(7)] };
      const first = 1_000 - 100 * (Number(query.get("page")) - 1);
      return { status: 200, body: Array.from({ length: 100 }, (_, index) => row(first - index)) };
    });
    const numbers = (await issues.listOwn()).map(({ number }) => number);
    expect([numbers.length, numbers.at(-1)]).toEqual([301, 7]);
  });

  test.each<[string, (tries: number) => Reply]>([
    ["a server that fails once", (tries) => (tries === 1 ? { status: 502 } : VIEWER)],
    ["an answer that is cut off", (tries) => (tries === 1 ? { status: 200 } : VIEWER)],
  ])("are those of the account that GitHub tells at the next try: %s", async (_what, reply) => {
    let tries = 0;
    const { seen, issues } = await api(({ url }) => {
      if (!url.endsWith("/graphql")) return { status: 200, body: [] };
      tries += 1;
      return reply(tries);
    });
    await issues.listOwn();
    expect(seen.at(-1)?.url).toContain("creator=shop-bot&");
  });

  test.each<[string, Reply, string]>([
    [
      "a limit, which GraphQL tells with 200",
      {
        status: 200,
        body: { errors: [{ type: "RATE_LIMITED", message: "API rate limit exceeded for user ID 7." }] },
      },
      "API rate limit exceeded for user ID 7.",
    ],
    [
      "a failure without a kind",
      { status: 200, body: { data: null, errors: [{ message: "Something went wrong" }] } },
      "Something went wrong",
    ],
  ])("are not guessed where GitHub fails to tell whose token it is: %s", async (_what, reply, words) => {
    const { seen, issues } = await api(() => reply);
    await expect(issues.listOwn()).rejects.toThrow(`did not say whose token it is: ${words}`);
    expect(seen).toHaveLength(1);
  });

  test("are the job's own where GraphQL refuses to tell", async () => {
    const refusal = { data: { viewer: null }, errors: [{ type: "FORBIDDEN", message: "no" }] };
    const { seen, issues } = await api(({ url }) => ({
      status: 200,
      body: url.endsWith("/graphql") ? refusal : [],
    }));
    await issues.listOwn();
    expect(seen.at(-1)?.url).toContain("creator=github-actions%5Bbot%5D");
  });

  test("are the job's own where GitHub does not tell whose token it is", async () => {
    const { seen, issues } = await api(({ url }) =>
      url.endsWith("/graphql") ? { status: 404, body: { message: "Not Found" } } : { status: 200, body: [] },
    );
    await issues.listOwn();
    expect(seen.at(-1)?.url).toContain("creator=github-actions%5Bbot%5D");
  });

  test.each([
    ["a person", { type: "User" }, true],
    ["a bot", { type: "Bot" }, false],
    ["nobody that is known", null, null],
  ])("are read one by one with who closed it: %s", async (_who, closed_by, isClosedByPerson) => {
    const { issues } = await api(() => ({ status: 200, body: row(7, { closed_by }) }));
    expect(await issues.read(7)).toMatchObject({ number: 7, isClosedByPerson });
  });

  test.each([
    ["is not there", { status: 404, body: { message: "Not Found" } }],
    ["was deleted", { status: 410, body: { message: "This issue was deleted" } }],
    ["is a pull request", { status: 200, body: row(7, { pull_request: {} }) }],
  ])("are null where one %s", async (_what, reply) => {
    const { issues } = await api(() => reply);
    expect(await issues.read(7)).toBeNull();
  });

  test("are listed by label, open and closed, newest first, with the token", async () => {
    const { seen, issues } = await api(() => ({
      status: 200,
      body: [
        row(2, { state: "closed", state_reason: "not_planned", body: null }),
        row(1, { labels: [{ name: "a" }, "b"] }),
      ],
    }));
    expect(await issues.listByLabel("acr-drift")).toEqual([
      { ...ISSUE, number: 2, state: "closed", isNotPlanned: true, title: "Issue 2", body: "" },
      { ...ISSUE, number: 1, state: "open", title: "Issue 1", body: "text", labels: ["a", "b"] },
    ]);
    const url = new URL(seen[0]?.url ?? "", "http://x");
    expect(url.pathname).toBe("/api/v3/repos/contoso/shop/issues");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      labels: "acr-drift",
      state: "all",
      sort: "created",
      direction: "desc",
      per_page: "100",
      page: "1",
    });
    expect(seen[0]?.authorization).toBe("token the token");
  });

  test("are read to the last page", async () => {
    const page = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => row(from - index));
    const { seen, issues } = await api(({ url }) => ({
      status: 200,
      body: new URL(url, "http://x").searchParams.get("page") === "1" ? page(150, 100) : page(50, 50),
    }));
    expect(await issues.listByLabel("x")).toHaveLength(150);
    expect(seen).toHaveLength(2);
  });

  test("are read on where pages are shorter than was asked for, without following a link", async () => {
    const { seen, issues } = await api(({ url }) => {
      const page = Number(new URL(url, "http://x").searchParams.get("page"));
      const link = page < 3 ? { Link: '<http://127.0.0.1:9/elsewhere>; rel="next"' } : {};
      return { status: 200, body: [row(4 - page)], headers: link };
    });
    expect(await issues.listByLabel("x")).toMatchObject([{ number: 3 }, { number: 2 }, { number: 1 }]);
    expect(seen).toHaveLength(3);
  });

  test("are no pull requests", async () => {
    const { issues } = await api(() => ({ status: 200, body: [row(1, { pull_request: {} }), row(2)] }));
    expect(await issues.listByLabel("x")).toMatchObject([{ number: 2 }]);
  });

  test("are opened, rewritten, commented", async () => {
    const { seen, issues } = await api(({ method }) => ({
      status: method === "POST" ? 201 : 200,
      body: row(7),
    }));
    expect(await issues.open("T", "B", ["l"])).toMatchObject({ number: 7 });
    await issues.rewrite(7, { state: "closed", body: "new" });
    await issues.comment(7, "done");
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["POST", "/api/v3/repos/contoso/shop/issues", { title: "T", body: "B", labels: ["l"] }],
      [
        "PATCH",
        "/api/v3/repos/contoso/shop/issues/7",
        { state: "closed", state_reason: "completed", body: "new" },
      ],
      ["POST", "/api/v3/repos/contoso/shop/issues/7/comments", { body: "done" }],
    ]);
  });

  test("follow no redirect to another host", async () => {
    const other = await api(() => ({ status: 200, body: [] }));
    const { seen, issues } = await api(() => ({ status: 302, headers: { Location: other.url } }));
    await expect(issues.listByLabel("x")).rejects.toThrow("points elsewhere");
    expect([seen.length, other.seen]).toEqual([1, []]);
  });

  test.each([301, 302, 307, 308])(
    "follow a redirect (%i) on the same host: the repository was renamed",
    async (status) => {
      const { seen, issues } = await api(({ url, method }) =>
        url.startsWith("/api/v3/repos/")
          ? { status, headers: { Location: "/api/v3/repositories/1/issues" } }
          : { status: method === "POST" ? 201 : 200, body: row(7) },
      );
      expect(await issues.open("T", "B", [])).toMatchObject({ number: 7 });
      expect(seen.map(({ method, authorization }) => `${method} ${authorization}`)).toEqual([
        "POST token the token",
        "POST token the token",
      ]);
    },
  );

  test("follow no redirect that leads in a circle", async () => {
    const { seen, issues } = await api(({ url }) => ({ status: 301, headers: { Location: url } }));
    await expect(issues.listByLabel("x")).rejects.toThrow("points elsewhere");
    expect(seen).toHaveLength(4);
  });

  test.each([
    ["no list", {}],
    ["rows without a number", [{ title: "x" }]],
  ])("answered with %s are an error", async (_what, body) => {
    const { issues } = await api(() => ({ status: 200, body }));
    await expect(issues.listByLabel("x")).rejects.toThrow(/GitHub/);
  });

  test.each([
    [401, "Bad credentials", "`github-token`"],
    [403, "Resource not accessible by integration", "`permissions: issues: write`"],
    [403, "Repository was archived so is read-only.", "archived"],
    [404, "Not Found", "reaches this repository"],
    [410, "Issues has been disabled in this repository.", "enable them"],
  ])("refused with %i are an error at once, which says what to do", async (status, message, hint) => {
    const { seen, issues } = await api(() => ({ status, body: { message } }));
    const error = await issues.listByLabel("x").catch((reason: unknown) => reason);
    expect(String(error)).toContain(message);
    expect(String(error)).toContain(hint);
    expect(seen).toHaveLength(1);
  });

  test("refused because of a rate limit are an error that speaks of no permission", async () => {
    const headers = { "Retry-After": "3600" };
    const { issues } = await api(() => ({
      status: 403,
      headers,
      body: { message: "API rate limit exceeded" },
    }));
    const error = await issues.listByLabel("x").catch((reason: unknown) => reason);
    expect(String(error)).toContain("API rate limit exceeded");
    expect(String(error)).not.toContain("permissions");
  });
});
