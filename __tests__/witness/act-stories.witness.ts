import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, test } from "@jest/globals";
import { markTag } from "../acceptance/harness/marks.js";
import { digestOf, REPOSITORY } from "../simulator/index.js";
import {
  actStages,
  BY_CLOCK,
  IMAGE,
  outputsOf,
  PUSH,
  pullRequestEvent,
  regionsOf,
  resultsOf,
  WANTED,
} from "./act-stage.js";
import { saw } from "./table/saw.js";

// The three ways in which teams use the action, whole, on a runner that somebody else wrote.

const setScene = actStages();

describe("act, the story of a push", () => {
  test("push, prove, and a deploy job for each of three regions, one of which is late", async () => {
    const image = { ...IMAGE, arrives: { northeurope: 4_000, japaneast: 15_000 } };
    const scene = await setScene({ registry: { images: [image] } });
    const run = await scene.example("after-a-push.yml", PUSH, {
      environment: { WITNESS_DIGEST: digestOf(image) },
    });
    expect(resultsOf(run)).toEqual([
      "deploy japaneast success",
      "deploy northeurope success",
      "deploy westeurope success",
      "push success",
      "replicate success",
    ]);
    expect(outputsOf(run, "outcome")).toEqual(["changed"]);
    const deployed = run.notes.filter((note) => note.startsWith("kubectl set image"));
    expect(deployed).toEqual(
      Array(3).fill(`kubectl set image deployment/api api=contoso.azurecr.io/shop/api@${digestOf(image)}`),
    );
    expect(run.jobs.find(({ id }) => id === "replicate")?.summaries.join()).toContain("Japan East");
    saw(`${resultsOf(run).join(", ")}; each region deployed by digest`);
  });

  test("region by region: each deploys when it has the image, the late one last", async () => {
    const image = { ...IMAGE, arrives: { northeurope: 4_000, japaneast: 25_000 } };
    const scene = await setScene({ registry: { replicas: WANTED, images: [image] } });
    const run = await scene.example("after-a-push-by-region.yml", PUSH, {
      environment: { WITNESS_DIGEST: digestOf(image) },
    });
    expect(resultsOf(run).filter((line) => line.startsWith("deploy"))).toEqual([
      "deploy japaneast success",
      "deploy northeurope success",
      "deploy westeurope success",
    ]);
    const clusters = run.notes.filter((note) => note.startsWith("az aks get-credentials"));
    expect(clusters.at(-1)).toContain("shop-japaneast");
    saw("westeurope and northeurope deployed, japaneast after them");
  });

  test("region by region, one that does not come in time fails alone", async () => {
    const image = { ...IMAGE, arrives: { japaneast: null } };
    const scene = await setScene({ registry: { replicas: WANTED, images: [image] } });
    const run = await scene.example("after-a-push-by-region.yml", PUSH, {
      environment: { WITNESS_DIGEST: digestOf(image) },
      instead: { "timeout: 30m": "timeout: 30s" },
    });
    expect(run.exitCode).toBe(1);
    expect(resultsOf(run)).toEqual([
      "deploy japaneast failure",
      "deploy northeurope success",
      "deploy westeurope success",
      "push success",
      "replicate success",
    ]);
    saw("japaneast failed, the others deployed (with the limit of half an hour cut to half a minute)");
  });
});

describe("act, the story of a drift", () => {
  test("nightly check: issue, accepted, changed, healed", async () => {
    const scene = await setScene({ registry: { replicas: WANTED.slice(0, 1) } });
    const { simulator } = scene;
    const night = async () =>
      outputsOf(await scene.example("scheduled-check.yml", BY_CLOCK), "outcome").join();
    const issues = () => simulator.issues.map(({ state }) => state).join();
    const seen = [`${await night()}: ${issues()}`];
    // A person accepts that Japan is missing.
    const [issue] = simulator.issues;
    if (issue === undefined) throw new Error("No issue was opened.");
    Object.assign(issue, {
      state: "closed",
      stateReason: "not_planned",
      closedBy: { login: "octocat", type: "User" },
    });
    seen.push(`${await night()}: ${issues()}`);
    simulator.deleteReplica("northeurope");
    seen.push(`${await night()}: ${issues()}`);
    for (const { region, ...settings } of WANTED) {
      simulator.createReplica(region);
      simulator.changeReplica(region, settings);
    }
    await pause(1_500);
    seen.push(`${await night()}: ${issues()}`);
    expect(seen).toEqual(["drifted: open", "drifted: closed", "drifted: open", "in-sync: closed"]);
    expect(simulator.writes()).toEqual([]);
    saw(`issue ${seen.join(", ")}`);
  });
});

describe("act, the story of a pull request", () => {
  test("open, push, merge, close, and the sweep", async () => {
    const scene = await setScene({ github: { pullRequests: [{ number: 7, state: "open" }] } });
    const open = (action: string) => scene.example("pull-request-open.yml", pullRequestEvent(action, 7));
    const opened = outputsOf(await open("opened"), "outcome");
    const pushed = outputsOf(await open("synchronize"), "outcome");
    const sweptEarly = outputsOf(await scene.example("nightly-sweep.yml", BY_CLOCK), "outcome");
    expect([opened, pushed, sweptEarly]).toEqual([["changed"], ["in-sync"], ["in-sync"]]);
    expect(regionsOf(scene)).toEqual(["japaneast", "northeurope", "westeurope"]);
    scene.simulator.setPullRequest({ number: 7, state: "merged" });
    const closed = await scene.example("pull-request-close.yml", pullRequestEvent("closed", 7, true));
    expect(outputsOf(closed, "outcome")).toEqual([]);
    const swept = await scene.example("nightly-sweep.yml", BY_CLOCK);
    expect([outputsOf(swept, "outcome"), regionsOf(scene)]).toEqual([["changed"], ["westeurope"]]);
    saw("opened: changed; pushed: in-sync; swept: in-sync; merged: left to the sweep; swept: all gone");
  });

  test("closed without merging, its replicas go at once; one from a fork never had any", async () => {
    const owner = `${REPOSITORY}/pr-8`;
    const scene = await setScene({
      registry: {
        replicas: [{ region: "japaneast", tags: { [markTag(owner)]: owner } }, { region: "uksouth" }],
      },
    });
    const trigger = pullRequestEvent("closed", 8);
    const fork = JSON.parse(
      JSON.stringify(trigger).replace(`"full_name":"${REPOSITORY}"`, '"full_name":"somebody/shop"'),
    );
    const ofFork = await scene.example("pull-request-close.yml", fork);
    expect([outputsOf(ofFork, "outcome"), scene.simulator.writes()]).toEqual([[], []]);
    const closed = await scene.example("pull-request-close.yml", trigger);
    expect([outputsOf(closed, "deleted"), regionsOf(scene)]).toEqual([
      ['["japaneast"]'],
      ["uksouth", "westeurope"],
    ]);
    saw("fork: no job ran; own: japaneast deleted, permanent uksouth kept");
  });
});
