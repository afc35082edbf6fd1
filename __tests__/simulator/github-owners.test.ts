import { afterEach, describe, expect, test } from "@jest/globals";
import { send } from "./client.js";
import { GITHUB_TOKEN, type GitHubWorld, type Simulator, startSimulator } from "./index.js";
import { header, member } from "./recorded-world.js";

let simulator: Simulator;
afterEach(() => simulator.close());

const API = "https://api.github.com";
const start = async (github: GitHubWorld) => {
  simulator = await startSimulator({ github });
};
const ask = (path: string, base = API, token = GITHUB_TOKEN) =>
  send(simulator, path.startsWith("https:") ? path : `${base}${path}`, {
    headers: { authorization: `token ${token}` },
  });

describe("pull requests", () => {
  test.each([API, "https://ghes.example.com/api/v3"])(
    "are told of at %s, merged ones as closed",
    async (base) => {
      await start({
        pullRequests: [
          { number: 7, state: "open" },
          { number: 8, state: "merged" },
          { repository: "contoso/other", number: 7, state: "closed" },
        ],
      });
      const told = async (path: string) => {
        const { status, json } = await ask(path, base);
        return [status, member(json, "state"), member(json, "merged")];
      };
      expect(await told("/repos/contoso/shop/pulls/7")).toEqual([200, "open", false]);
      expect(await told("/repos/Contoso/Shop/pulls/8")).toEqual([200, "closed", true]);
      expect(await told("/repos/contoso/other/pulls/7")).toEqual([200, "closed", false]);
      expect(await told("/repos/contoso/other/pulls/8")).toEqual([404, undefined, undefined]);
    },
  );

  test("are opened and closed while the world lives", async () => {
    await start({});
    const state = async () => member((await ask("/repos/contoso/shop/pulls/7")).json, "state");
    expect(await state()).toBeUndefined();
    simulator.setPullRequest({ number: 7, state: "open" });
    expect(await state()).toBe("open");
    simulator.setPullRequest({ number: 7, state: "merged" });
    expect(await state()).toBe("closed");
  });
});

describe("workflow runs", () => {
  test("are told of with their state", async () => {
    await start({ workflowRuns: [{ id: 123, status: "in_progress" }] });
    const path = "/repos/contoso/shop/actions/runs/123";
    expect((await ask(path)).json).toMatchObject({ id: 123, status: "in_progress", conclusion: null });
    simulator.setWorkflowRun({ id: 123, status: "completed", conclusion: "cancelled" });
    expect((await ask(path)).json).toMatchObject({ id: 123, status: "completed", conclusion: "cancelled" });
  });
});

describe("a question", () => {
  test("about a renamed repository is answered with a redirect to where it lives on", async () => {
    await start({
      pullRequests: [{ repository: "contoso/store", number: 7, state: "open" }],
      renamed: { "contoso/shop": "contoso/store" },
    });
    const moved = await ask("/repos/contoso/shop/pulls/7");
    expect(moved.status).toBe(301);
    const followed = await ask(header(moved, "location"));
    expect(followed.json).toMatchObject({ number: 7, state: "open" });
  });

  test.each([
    ["pull-requests", 403, 200],
    ["actions", 200, 403],
  ] as const)("is refused where the token may not read %s", async (permission, pulls, runs) => {
    await start({
      pullRequests: [{ number: 7, state: "open" }],
      workflowRuns: [{ id: 7, status: "queued" }],
      mayNotRead: [permission],
    });
    expect((await ask("/repos/contoso/shop/pulls/7")).status).toBe(pulls);
    expect((await ask("/repos/contoso/shop/actions/runs/7")).status).toBe(runs);
  });

  test("is refused with a token that is none", async () => {
    await start({ pullRequests: [{ number: 7, state: "open" }] });
    expect((await ask("/repos/contoso/shop/pulls/7", API, "stale")).status).toBe(401);
  });
});
