import { describe, expect, test } from "@jest/globals";
import { play, setStage } from "./harness/index.js";
import { commentsOf, FOR_PULL_REQUEST, withPullRequest } from "./pull-request-world.js";

const CLOSED = { privateEndpoints: 1, ipRules: ["203.0.113.0/24"] };

describe("a plan that creates a region where networks are closed", () => {
  test("says in log, summary and report what must be opened, and no more than the registry proves", async () => {
    const stage = await setStage({ registry: CLOSED });
    const { run } = await stage.play({ mode: "check", regions: "japaneast", "report-html": "true" });
    const texts = [
      "Japan East: clients behind a firewall must reach contoso.japaneast.data.azurecr.io and contoso.japaneast.geo.azurecr.io by HTTPS (port 443).",
      "Japan East: the registry's network rules allow only 1 range of addresses. Those of clients there must be among them: `az acr network-rule add --name contoso --ip-address ADDRESS`.",
      "Japan East: 2 more free addresses in the subnet of the private endpoint pe-0 in rg-network.",
      "Japan East: where private DNS is managed by hand, A records contoso.japaneast.data and contoso.japaneast.geo in the zone privatelink.azurecr.io.",
    ];
    const report = JSON.parse(await run.read(run.outputs["report-json"] ?? ""));
    const page = await run.read(run.outputs["report-html"] ?? "");
    await stage.close();
    expect(report.network).toEqual([
      {
        region: "japaneast",
        hosts: ["contoso.japaneast.data.azurecr.io", "contoso.japaneast.geo.azurecr.io"],
        publicAccess: "listed",
        addresses: [{ privateEndpoint: "pe-0", resourceGroup: "rg-network", count: 2 }],
        records: [
          { name: "contoso.japaneast.data", zone: "privatelink.azurecr.io" },
          { name: "contoso.japaneast.geo", zone: "privatelink.azurecr.io" },
        ],
        text: texts,
      },
    ]);
    const log = run.log.join("\n");
    for (const text of texts) expect(log).toContain(text);
    expect(run.summary).toContain("#### Network changes needed");
    expect(page).toContain("Network changes needed");
  });

  test("says it in the comment on a pull request, and still does when the plan is carried out", async () => {
    await withPullRequest({ registry: CLOSED }, async (stage) => {
      const inputs = { regions: "japaneast", "pr-comment": "true" };
      const { run } = await stage.play({ ...inputs, mode: "apply" }, FOR_PULL_REQUEST);
      expect(run.outputs.outcome).toBe("changed");
      const report = JSON.parse(await run.read(run.outputs["report-json"] ?? ""));
      expect(report.network).toHaveLength(1);
      for (const told of [run.log.join("\n"), run.summary, ...commentsOf(stage)])
        expect(told).toContain("2 more free addresses in the subnet of the private endpoint");
      const { run: again } = await stage.play({ ...inputs, mode: "check" }, FOR_PULL_REQUEST);
      expect(again.outputs.outcome).toBe("in-sync");
      for (const told of [again.log.join("\n"), again.summary, ...commentsOf(stage)])
        expect(told).not.toContain("in the subnet");
    });
  });

  test("says nothing of networks where they are open, or where regions have no hosts of their own", async () => {
    const { run } = await play(
      { registry: { regionalEndpoints: false } },
      { mode: "check", regions: "japaneast", "fail-on": "none" },
    );
    expect(run.summary).not.toContain("Network changes needed");
  });

  test("does without the regions' own hosts where the identity's cloud does not show them", async () => {
    const { run } = await play(
      { registry: { ...CLOSED, regionalEndpoints: false } },
      { mode: "check", regions: "japaneast", "fail-on": "none" },
    );
    expect(run.log.join("\n")).toContain("1 more free address in the subnet of the private endpoint pe-0");
    expect(run.log.join("\n")).not.toContain("geo.azurecr.io");
  });
});
