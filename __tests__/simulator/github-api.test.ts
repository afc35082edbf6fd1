import { afterEach, describe, expect, test } from "@jest/globals";
import { type Call, send } from "./client.js";
import { GITHUB_TOKEN, type GitHubWorld, type Simulator, startSimulator } from "./index.js";
import { header, member } from "./recorded-world.js";

let simulator: Simulator;
afterEach(() => simulator.close());

const API = "https://api.github.com";
const ISSUES = "/repos/contoso/shop/issues";
const start = async (github: GitHubWorld = {}) => {
  simulator = await startSimulator({ github });
};
const ask = (path: string, call: Call = {}, base = API) =>
  send(simulator, path.startsWith("https:") ? path : `${base}${path}`, {
    ...call,
    headers: { authorization: `token ${GITHUB_TOKEN}`, ...call.headers },
  });
const numbers = (json: unknown) =>
  Array.isArray(json) ? json.map((issue: unknown) => member(issue, "number")) : [];

describe("issues", () => {
  test.each([API, "https://ghes.example.com/api/v3"])(
    "are opened, rewritten, commented and closed at %s",
    async (base) => {
      await start();
      const body = { title: "Drift", body: "text", labels: ["acr"] };
      const opened = await ask(ISSUES, { method: "POST", body }, base);
      expect([opened.status, member(opened.json, "number"), member(opened.json, "state")]).toEqual([
        201,
        1,
        "open",
      ]);
      await ask(`${ISSUES}/1`, { method: "PATCH", body: { body: "other" } }, base);
      await ask(`${ISSUES}/1/comments`, { method: "POST", body: { body: "changed" } }, base);
      await ask(`${ISSUES}/1`, { method: "PATCH", body: { state: "closed" } }, base);
      expect(simulator.issues).toMatchObject([
        { title: "Drift", body: "other", labels: ["acr"], state: "closed", comments: ["changed"] },
      ]);
    },
  );

  test("are listed by label and state, newest first, pull requests among them", async () => {
    await start({
      issues: [
        { title: "a", labels: ["acr"] },
        { title: "b", labels: ["acr"], state: "closed" },
        { title: "c" },
        { title: "d", labels: ["acr", "x"], isPullRequest: true },
      ],
    });
    const listed = async (query: string) => numbers((await ask(`${ISSUES}?${query}`)).json);
    expect(await listed("")).toEqual([4, 3, 1]);
    expect(await listed("labels=acr")).toEqual([4, 1]);
    expect(await listed("labels=acr&state=all&direction=asc")).toEqual([1, 2, 4]);
    expect(await listed("labels=acr,x&state=all")).toEqual([4]);
  });

  test("come in pages, joined by Link headers", async () => {
    await start({ issues: [{ title: "a" }, { title: "b" }, { title: "c" }] });
    const first = await ask(`${ISSUES}?per_page=2`);
    const next = /<([^>]+)>; rel="next"/.exec(header(first, "link"))?.[1] ?? "";
    expect([numbers(first.json), numbers((await ask(next)).json)]).toEqual([[3, 2], [1]]);
  });

  test.each<["read" | "none", string, number]>([
    ["read", "GET", 200],
    ["read", "POST", 403],
    ["none", "GET", 403],
  ])("with the permission %s a %s is answered %i", async (permission, method, status) => {
    await start({ permission });
    expect(
      (await ask(ISSUES, { method, ...(method === "POST" ? { body: { title: "x" } } : {}) })).status,
    ).toBe(status);
  });

  test("a wrong token is 401", async () => {
    await start();
    expect((await ask(ISSUES, { headers: { authorization: "token wrong" } })).status).toBe(401);
  });

  test("a body of more than 65,536 characters is 422", async () => {
    await start();
    expect(
      (await ask(ISSUES, { method: "POST", body: { title: "x", body: "y".repeat(65_537) } })).status,
    ).toBe(422);
  });
});
