import { afterEach, expect } from "@jest/globals";
import type { World } from "../index.js";
import {
  header,
  JAPAN,
  member,
  REGISTRY_PATH,
  type RecordedWorld,
  startRecordedWorld,
} from "../recorded-world.js";
import { holdToFacts } from "./hold-to-facts.js";

let world: RecordedWorld;
afterEach(() => world.simulator.close());

const REPLICATED: World = { registry: { replicas: [{ region: "japaneast" }] } };

holdToFacts("refusals", {
  "refused create": async (recorded) => {
    world = await startRecordedWorld("world" in recorded ? recorded.world : {});
    const location = "location" in recorded ? recorded.location : "japaneast";
    const { status, json } = await world.arm("PUT", JAPAN, { location });
    expect([status, member(json, "error", "code")]).toEqual([recorded.status, recorded.code]);
    expect(member(json, "error", "message")).toContain(recorded.message);
  },

  "registry in transition": async (recorded) => {
    world = await startRecordedWorld({ oneCreateAtATime: recorded.code });
    await world.arm("PUT", JAPAN, { location: "japaneast" });
    const { status, json } = await world.arm("PUT", "replications/uksouth", { location: "uksouth" });
    expect({ status, code: member(json, "error", "code") }).toEqual(recorded);
  },

  "locked delete": async (recorded) => {
    world = await startRecordedWorld({ ...REPLICATED, locks: [{ level: "CanNotDelete" }] });
    const { status, json } = await world.arm("DELETE", JAPAN);
    expect([status, member(json, "error", "code")]).toEqual([recorded.status, recorded.code]);
    expect(member(json, "error", "message")).toContain(recorded.message);
  },

  "delete of home": async ({ code }) => {
    world = await startRecordedWorld(REPLICATED);
    const { status, json } = await world.arm("DELETE", "replications/westeurope");
    expect(member(json, "error", "code")).toBe(code);
    expect(Math.floor(status / 100)).toBe(4);
  },

  "no such registry": async (recorded) => {
    world = await startRecordedWorld();
    const reply = await world.arm("GET", REGISTRY_PATH.replace("contoso", "missing"));
    expect([reply.status, member(reply.json, "error", "code")]).toEqual([recorded.status, recorded.code]);
    expect(member(reply.json, "error", "message")).toContain(recorded.message);
    expect(header(reply, "x-ms-failure-cause")).toBe(recorded.cause);
  },
});
