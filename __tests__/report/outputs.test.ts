import { describe, expect, test } from "@jest/globals";
import { ServerText } from "../../src/registry/server-text.js";
import { OUTPUT_NAMES } from "../../src/report/output-names.js";
import { outputs } from "../../src/report/outputs.js";
import { outcome, row } from "../builders/outcome.js";
import { deleteChange } from "../builders/plan.js";

const PATHS = { markdown: "/tmp/report.md", json: "", html: "" };

describe("the outputs", () => {
  test("are all there, in the order in which action.yml has them", () => {
    expect(Object.keys(outputs(outcome(), PATHS))).toEqual(OUTPUT_NAMES);
  });

  test("of a run that came to nothing are [], false or empty", () => {
    const nothing = outcome({
      verdict: "failed",
      exitCode: 1,
      headline: "It failed.",
      registry: null,
      plan: null,
      planHash: "",
      replicas: [],
      isAllReady: false,
    });
    expect(outputs(nothing, { markdown: "", json: "", html: "" })).toEqual({
      outcome: "failed",
      headline: "It failed.",
      replicas: "[]",
      "ready-regions": "[]",
      "all-ready": "false",
      created: "[]",
      deleted: "[]",
      drift: "[]",
      fingerprint: "",
      changes: "[]",
      "plan-hash": "",
      "image-states": "[]",
      "images-ready": "",
      "login-server": "",
      "home-region": "",
      "report-path": "",
      "report-json": "",
      "report-html": "",
    });
  });

  test("have a replica with every field in its order", () => {
    const error = { code: new ServerText("Scope Locked"), during: "create" } as const;
    const since = new Date("2026-09-10T06:45:02.780Z");
    const replicas = [
      row("japaneast", { error, owners: ["contoso/shop"], expires: "never", since, seconds: 40 }),
    ];
    expect(outputs(outcome({ replicas }), PATHS).replicas).toBe(
      '[{"region": "japaneast", "name": "japaneast", "home": false, "wanted": true, ' +
        '"provisioningState": "Succeeded", "status": "Ready", "ready": true, "routing": "enabled", ' +
        '"owners": ["contoso/shop"], "expires": "never", "change": "none", ' +
        '"error": {"code": "Scope_Locked", "during": "create"}, "endpoint": null, "dataEndpoint": null, ' +
        '"since": "2026-09-10T06:45:02.780Z", "seconds": 40}]',
    );
  });

  test("say of a change that was not done why", () => {
    const changes = [
      { change: deleteChange("uksouth"), isDone: false, result: "left", note: "it was already gone" },
    ] as const;
    expect(JSON.parse(outputs(outcome({ changes }), PATHS).changes)).toEqual([
      {
        region: "uksouth",
        action: "delete",
        reason: "UK South is not wanted; not done: it was already gone",
        done: false,
      },
    ]);
  });

  test.each([
    [null, ""],
    [true, "true"],
    [false, "false"],
  ])("have images-ready %s as %j", (areImagesReady, text) => {
    expect(outputs(outcome({ areImagesReady }), PATHS)["images-ready"]).toBe(text);
  });
});
