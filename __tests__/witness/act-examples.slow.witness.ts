import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { workflowSources } from "../../scripts/workflow-sources.js";
import {
  actStages,
  BY_CLOCK,
  BY_HAND,
  IMAGE,
  outputsOf,
  PUSH,
  pullRequestEvent,
  regionsOf,
  resultsOf,
  WANTED,
} from "./act-stage.js";
import { PROJECT_ROOT } from "./programs/project-root.js";
import { saw } from "./table/saw.js";

// The examples that are in none of the three stories, on a runner that somebody else wrote.

const setScene = actStages();

describe("act, the other examples", () => {
  test("approved-apply.yml: the second job gets the plan of the first, and is left out where nothing would change", async () => {
    const scene = await setScene();
    const first = await scene.example("approved-apply.yml", BY_HAND);
    expect([outputsOf(first, "outcome"), regionsOf(scene)]).toEqual([
      ["drifted", "changed"],
      ["japaneast", "northeurope", "westeurope"],
    ]);
    const again = await scene.example("approved-apply.yml", BY_HAND);
    expect(outputsOf(again, "outcome")).toEqual(["in-sync"]);
    saw("drifted, then changed by the approved plan; again: in-sync, and no second job");
  });

  test("fleet.yml: a job for each of three registries; one that has drifted hides no other", async () => {
    const replicas = [{ region: "northeurope" }];
    const scene = await setScene({
      registries: [
        { name: "contoso", replicas },
        { name: "contosotest" },
        { name: "contosotools", replicas },
      ],
    });
    const names = ["contoso", "contosotest", "contosotools"];
    const files = Object.fromEntries(
      names.map((name) => [`.github/registries/${name}.yml`, "regions: northeurope"]),
    );
    const run = await scene.example("fleet.yml", BY_CLOCK, { files });
    expect(resultsOf(run)).toEqual([
      "check contoso success",
      "check contosotest failure",
      "check contosotools success",
    ]);
    expect(scene.simulator.issues.map(({ title }) => title)).toEqual([
      expect.stringContaining("contosotest"),
    ]);
    saw(resultsOf(run).join(", "));
  });

  test("pull-request-plan.yml: one comment with the plan, and nothing written in Azure", async () => {
    const scene = await setScene({ github: { issues: [{ title: "Wish", isPullRequest: true }] } });
    const run = await scene.example("pull-request-plan.yml", pullRequestEvent("opened", 1));
    expect([outputsOf(run, "outcome"), scene.simulator.writes()]).toEqual([["drifted"], []]);
    expect(scene.simulator.issues[0]?.comments).toEqual([expect.stringContaining("2 more than before")]);
    saw("drifted, one comment: 2 replicas more than before");
  });

  test("regions-of-bicep.yml: real jq reads the regions out of the parameter file", async () => {
    const parameters = readFileSync(join(PROJECT_ROOT, "examples/azure/registry.parameters.json"), "utf8");
    const scene = await setScene();
    const run = await scene.example("regions-of-bicep.yml", BY_CLOCK, {
      files: { "infra/registry.parameters.json": parameters },
    });
    expect(outputsOf(run, "outcome")).toEqual(["drifted"]);
    const drift: readonly { region: string; kind: string }[] = JSON.parse(outputsOf(run, "drift").join());
    const wanted: readonly { location: string }[] = JSON.parse(parameters).parameters.replications.value;
    expect(drift.filter(({ kind }) => kind === "missing").map(({ region }) => region)).toEqual(
      wanted.map(({ location }) => location.toLowerCase().replaceAll(" ", "")).toSorted(),
    );
    saw(`missing: ${drift.map(({ region }) => region).join(", ")}, as the file lists them`);
  });

  test("regions-of-terraform.yml: what terraform puts out is waited for, and the image proven in each region", async () => {
    const scene = await setScene({
      registry: { replicas: WANTED, images: [{ ...IMAGE, tag: "stable" }] },
    });
    const georeplications = [
      { location: "North Europe", regional_endpoint_enabled: true, tags: {}, zone_redundancy_enabled: false },
      {
        location: "Japan East",
        regional_endpoint_enabled: false,
        tags: { tier: "dr" },
        zone_redundancy_enabled: false,
      },
    ];
    const run = await scene.example("regions-of-terraform.yml", BY_HAND, {
      environment: { WITNESS_GEOREPLICATIONS: JSON.stringify(georeplications) },
    });
    expect([outputsOf(run, "outcome"), outputsOf(run, "images-ready")]).toEqual([["in-sync"], ["true"]]);
    saw(`in-sync, ${outputsOf(run, "ready-regions").join()}`);
  });

  test("one-job.yml: replicas for one job, and none afterwards", async () => {
    const scene = await setScene();
    const run = await scene.example("one-job.yml", BY_HAND);
    expect([outputsOf(run, "created"), outputsOf(run, "deleted")]).toEqual([
      ['["japaneast", "northeurope"]', "[]"],
      ["[]", '["japaneast", "northeurope"]'],
    ]);
    expect(regionsOf(scene)).toEqual(["westeurope"]);
    saw("two created, two deleted");
  });

  test("one-job.yml, interrupted in the midst of it, takes its replicas away", async () => {
    const scene = await setScene();
    const run = await scene.example("one-job.yml", BY_HAND, {
      instead: { 'run: echo "The tests run against $REGIONS"': "run: sleep 60" },
      onStart: (interrupt) => {
        const look = setInterval(() => {
          const ready = scene.simulator.replicas().filter(({ displayStatus }) => displayStatus === "Ready");
          if (ready.length < 3) return;
          clearInterval(look);
          setTimeout(interrupt, 6_000);
        }, 100).unref();
      },
    });
    const ran = run.jobs[0]?.steps.map(({ name, result }) => `${name}: ${result}`) ?? [];
    expect([outputsOf(run, "deleted").at(-1), regionsOf(scene)]).toEqual([
      '["japaneast", "northeurope"]',
      ["westeurope"],
    ]);
    saw(`${ran.slice(1).join(", ")}; nothing is left`);
  });

  test("are, with those of the stories, all workflows of examples/", () => {
    const here = ["act-stories.witness.ts", "act-examples.slow.witness.ts"].map((name) =>
      readFileSync(join(PROJECT_ROOT, "__tests__/witness", name), "utf8"),
    );
    const examples = workflowSources(PROJECT_ROOT).filter(({ file }) => file.startsWith("examples/"));
    const names = examples.map(({ file }) => file.slice("examples/".length));
    const left = names.filter((name) => !here.some((text) => text.includes(`scene.example("${name}"`)));
    expect(left).toEqual([]);
    saw(`${names.length} of ${names.length}`);
  });
});

describe("act, where it is not as GitHub", () => {
  test("an empty matrix, the permissions of a job, and concurrency", async () => {
    const scene = await setScene();
    const workflow = `
on: push
permissions: {}
jobs:
  empty:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        region: \${{ fromJSON('[]') }}
    steps:
      - env:
          REGION: \${{ matrix.region }}
        run: echo "empty [$REGION], token [\${ACTIONS_ID_TOKEN_REQUEST_TOKEN:+there}]" >> "$WITNESS_NOTEBOOK"
`;
    const run = await scene.run(workflow, PUSH);
    expect(run.notes).toEqual(["empty [], token [there]"]);
    saw(
      "runs a job of an empty matrix once, without a value (GitHub ends the run); gives every job an ID token; knows no concurrency groups, no environments that ask for approval, no limit of minutes",
    );
  });
});
