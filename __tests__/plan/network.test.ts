import { describe, expect, test } from "@jest/globals";
import { networkNeeds } from "../../src/plan/network.js";
import { privateEndpoint, region, registry } from "../builders/registry.js";
import { replica } from "../builders/replica.js";
import { HOME, planFor } from "../builders/situation.js";

const CREATE = [region("japaneast")];
const OFF = new Map();
const ON = new Map([[region("westeurope"), "contoso-a1b2.westeurope.geo.azurecr.us"]]);
const DATA = {
  dataEndpointHosts: ["contoso-a1b2.westeurope.data.azurecr.us", "contoso-a1b2.eastus.data.azurecr.us"],
};
const PRIVATE = { privateEndpoints: [privateEndpoint("pe-shop"), privateEndpoint("pe-ops")] };
const LABELLED = { loginServer: "contoso-a1b2.azurecr.us" };

describe("what must be opened in networks", () => {
  test("is nothing where the registry is open and keeps to its login server", () => {
    expect(networkNeeds(registry(), CREATE, OFF)).toEqual([]);
  });

  test("is nothing for what is not created", () => {
    const closed = registry({ ...PRIVATE, ...DATA });
    expect(planFor({ registry: closed, replicas: [HOME, replica("japaneast")] }).network).toEqual([]);
    expect(planFor({ registry: closed, replicas: [HOME] }).network).toHaveLength(1);
  });

  test("are the hosts of the new region, called as home's are", () => {
    const [need, ...others] = networkNeeds(registry({ ...LABELLED, ...DATA }), CREATE, ON);
    expect(others).toEqual([]);
    expect(need).toEqual({
      region: "japaneast",
      hosts: ["contoso-a1b2.japaneast.data.azurecr.us", "contoso-a1b2.japaneast.geo.azurecr.us"],
      publicAccess: null,
      addresses: [],
      records: [],
    });
  });

  test.each([
    ["one address for the data endpoint", OFF, 1],
    ["one more where regions have endpoints of their own", ON, 2],
  ])("is %s in the subnet of each private endpoint", (_what, endpoints, count) => {
    const [need] = networkNeeds(registry(PRIVATE), CREATE, endpoints);
    expect(need?.addresses).toEqual(PRIVATE.privateEndpoints.map((endpoint) => ({ endpoint, count })));
  });

  test("are records in the private zone of the cloud", () => {
    const [need] = networkNeeds(registry({ ...LABELLED, ...DATA, ...PRIVATE }), CREATE, ON);
    expect(need?.records).toEqual([
      { name: "contoso-a1b2.japaneast.data", zone: "privatelink.azurecr.us" },
      { name: "contoso-a1b2.japaneast.geo", zone: "privatelink.azurecr.us" },
    ]);
  });

  test("are no hosts and no records that nothing proves", () => {
    const [need] = networkNeeds(registry(PRIVATE), CREATE, OFF);
    expect([need?.hosts, need?.records]).toEqual([[], []]);
  });

  test.each([{ kind: "closed" }, { kind: "listed", ranges: 2 }] as const)(
    "is a way in for clients where public access is %j",
    (publicAccess) => {
      expect(networkNeeds(registry({ publicAccess }), CREATE, OFF)).toEqual([
        expect.objectContaining({ region: "japaneast", publicAccess }),
      ]);
    },
  );
});
