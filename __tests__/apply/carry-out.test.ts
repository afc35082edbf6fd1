import { describe, expect, test } from "@jest/globals";
import type { ImageSource, ManifestAnswer } from "../../src/apply/ports.js";
import { type Digest, parseImageReference } from "../../src/registry/image-reference.js";
import type { ApplyJob, Common, Request } from "../../src/registry/request.js";
import { failure } from "../builders/failure.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import {
  applyRequest,
  deletesUpTo,
  minutes,
  removeRequest,
  waitRequest,
  wantedRegion,
} from "../builders/request.js";
import { HOME, planFor } from "../builders/situation.js";
import { type Carried, callsOf, carry, endsIn, failuresIn, leftIn, timeOf } from "./carry.js";
import type { Phase, World } from "./fake-azure.js";

const DIGEST: Digest = `sha256:${"a".repeat(64)}`;
const images = [parseImageReference(`shop/api@${DIGEST}`)].filter((image) => image !== null);

/** Regional endpoints that answer the same everywhere, but for the regions that are given. */
function endpoints(
  answer: ManifestAnswer["kind"],
  elsewhere: Readonly<Record<string, ManifestAnswer["kind"]>> = {},
): () => ImageSource {
  const say = (kind: ManifestAnswer["kind"]): ManifestAnswer => {
    if (kind === "present") return { kind, digest: DIGEST, children: [], blobs: [] };
    return kind === "absent" ? { kind } : { kind, failure: failure({ activity: "prove-image" }) };
  };
  return () => ({
    kind: "regional-endpoints",
    manifests: {
      endpoint: (where) => `contoso.${where}.geo.azurecr.io`,
      look: async (where) => say(elsewhere[where] ?? answer),
      lookForBlob: async () => ({ kind: "absent" }),
    },
  });
}

const wish = (...names: readonly string[]) => names.map((name) => wantedRegion(name));

describe("many regions", () => {
  const names = Array.from({ length: 25 }, (_, index) => `region${String(index).padStart(2, "0")}`);

  test("come up at once: 25 take as long as one, and one LIST per look", async () => {
    const one = await carry({
      request: applyRequest({ wanted: wish("region00") }),
      world: { replicas: [HOME] },
    });
    const many = await carry({
      request: applyRequest({ wanted: wish(...names) }),
      world: { replicas: [HOME] },
    });
    expect(many.azure.mostAtOnce).toBe(25);
    expect(endsIn(many)).toHaveLength(25);
    expect(many.took).toBeLessThan(one.took * 1.05);
    expect(callsOf(many, "LIST")).toHaveLength(callsOf(one, "LIST").length);
    expect(callsOf(many, "PUT", "GET")).toHaveLength(50);
  });

  test("do not wait for each other's failures", async () => {
    const ways: Record<string, readonly Phase[]> = {
      region01: [[0, "Failed"]],
      region02: [
        [0, "Creating"],
        [3_000, null],
      ],
      region03: [[0, "Creating"]],
    };
    const carried = await carry({
      request: applyRequest({ wanted: wish(...names.slice(0, 6)), stuckAfter: minutes(10) }),
      world: {
        replicas: [HOME],
        ways,
        refuse: ({ method, name }) =>
          method === "PUT" && name === "region04" ? failure({ region: null, kind: "denied" }) : null,
      },
    });
    expect(endsIn(carried)).toEqual([
      "region01 failed",
      "region02 vanished",
      "region00 ready",
      "region05 ready",
      "region03 stuck",
    ]);
    expect(failuresIn(carried)).toEqual([
      "region04 ScopeLocked",
      "region01 ReplicaFailed",
      "region02 ReplicaVanished",
      "region03 ReplicaStuck",
    ]);
    expect(timeOf(carried, "wait-ended", "region00")).toBeLessThan(12_000);
  });
});

describe("the work never throws", () => {
  const FAILS = { japaneast: [[0, "Failed"]] } as const;

  test.each([
    ["LIST", {}],
    ["GET", {}],
    ["PUT", {}],
    ["PATCH", {}],
    ["DELETE", {}],
    ["ASK", FAILS],
  ] as const)("when %s meets a bug in the action", async (method, ways) => {
    const carried = await carry({
      request: applyRequest({ wanted: wish("japaneast", "eastus"), tags: { tier: "dr" }, prune: "all" }),
      world: {
        replicas: [HOME, replica("eastus"), replica("brazilsouth")],
        ways,
        refuse: (call) => (call.method === method ? new TypeError("x is not a function") : null),
      },
    });
    expect(failuresIn(carried)).toContainEqual(expect.stringMatching(/UnexpectedError$/));
  });

  test("when a region's own endpoint cannot even be named", async () => {
    const carried = await carry({
      request: applyRequest({ images }),
      world: { replicas: [HOME] },
      images: () => ({
        kind: "regional-endpoints",
        manifests: {
          endpoint: () => {
            throw new Error("no host");
          },
          look: async () => ({ kind: "absent" }),
          lookForBlob: async () => ({ kind: "absent" }),
        },
      }),
    });
    expect(failuresIn(carried)).toEqual(["registry UnexpectedError"]);
    expect(callsOf(carried)).toEqual([]);
  });
});

describe("what is to be deleted waits", () => {
  const request = (more: Partial<Common & ApplyJob> = {}) =>
    applyRequest({ wanted: wish("japaneast"), prune: "all", ...more });
  const world = (more: Partial<World> = {}): World => ({ replicas: [HOME, replica("eastus")], ...more });
  const deletedAt = ({ calls }: Carried) => calls.find(({ method }) => method === "DELETE")?.at ?? null;

  test("until every wanted region is ready", async () => {
    const carried = await carry({ request: request(), world: world() });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "DELETE eastus"]);
    expect(deletedAt(carried)).toBeGreaterThan(timeOf(carried, "wait-ended", "japaneast") ?? 0);
  });

  test("until regions that LIST called ready are so by a GET of their own", async () => {
    const carried = await carry({
      request: request(),
      world: { replicas: [HOME, replica("japaneast"), replica("eastus")] },
    });
    const before = carried.calls.slice(
      0,
      carried.calls.findIndex(({ method }) => method === "DELETE"),
    );
    // Home once more for its route, and the replica once more after that.
    expect(before.map(({ method, name }) => `${method} ${name}`).toSorted()).toEqual([
      "GET eastus",
      "GET eastus",
      "GET japaneast",
      "GET westeurope",
      "GET westeurope",
    ]);
  });

  test.each<readonly [string, World]>([
    ["has failed", world({ ways: { japaneast: [[0, "Failed"]] } })],
    ["has vanished", world({ ways: { japaneast: [[0, null]] } })],
    ["could not be created", world({ refuse: ({ method }) => (method === "PUT" ? failure() : null) })],
    [
      "has stopped being ready since LIST called it so",
      {
        replicas: [HOME, replica("japaneast"), replica("eastus")],
        meanwhile: [[0, (azure) => azure.turn("japaneast", [[0, "Succeeded, Syncing"]])]],
      },
    ],
    [
      "cannot be read",
      {
        replicas: [HOME, replica("japaneast"), replica("eastus")],
        refuse: ({ method, name }) =>
          method === "GET" && name === "japaneast" ? failure({ kind: "server" }) : null,
      },
    ],
    [
      "is home and not ready",
      {
        replicas: [HOME, replica("japaneast"), replica("eastus")],
        meanwhile: [[0, (azure) => azure.turn("westeurope", [[0, "Succeeded, Syncing"]])]],
      },
    ],
  ])("for ever, when a wanted region %s", async (_, scene) => {
    const carried = await carry({ request: request(), world: scene });
    expect(callsOf(carried, "DELETE")).toEqual([]);
    expect(leftIn(carried)).toEqual(["eastus not-all-ready"]);
  });

  test("for ever, when a region that is wanted cannot be brought about", async () => {
    const two = [replica("japaneast", { name: "geo01" }), replica("japaneast", { name: "geo02" })];
    const carried = await carry({
      request: request(),
      world: { replicas: [HOME, replica("eastus"), ...two] },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(leftIn(carried)).toEqual(["eastus not-all-ready"]);
    expect(failuresIn(carried)).toEqual(["japaneast TwoReplicasInOneRegion"]);
  });

  test("not for home's row: a registry without one stands for it", async () => {
    const carried = await carry({
      request: request(),
      world: { replicas: [replica("japaneast"), replica("eastus")] },
    });
    expect(callsOf(carried)).toEqual(["DELETE eastus"]);
  });

  test("until every image is proven", async () => {
    const carried = await carry({
      request: request({ images }),
      world: world(),
      images: endpoints("present"),
    });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "DELETE eastus"]);
    const seen = carried.facts.findLast(({ kind }) => kind === "image-seen");
    expect(deletedAt(carried)).toBeGreaterThanOrEqual(seen?.at ?? Number.POSITIVE_INFINITY);
  });

  test.each(["denied"] as const)("for ever, when a region's answer is %s", async (answer) => {
    const carried = await carry({
      request: request({ images }),
      world: world(),
      images: endpoints("present", { japaneast: answer }),
    });
    expect(callsOf(carried, "DELETE")).toEqual([]);
    expect(leftIn(carried)).toEqual(["eastus images-not-proven"]);
  });

  test.each(["error", "warn"] as const)(
    "for ever, when the images cannot be asked for, with if-image-unknown: %s",
    async (ifImageUnknown) => {
      const carried = await carry({
        request: request({ images, ifImageUnknown }),
        world: world(),
        images: () => ({
          kind: "none",
          failure: failure({ region: null, code: "RegionalEndpointsDisabled" }),
        }),
      });
      expect(callsOf(carried, "DELETE")).toEqual([]);
      expect(leftIn(carried)).toEqual(["eastus images-not-proven"]);
    },
  );

  test("for nothing in a removal, which wants no region", async () => {
    const carried = await carry({
      request: removeRequest({ regions: [region("eastus")] }),
      world: {
        replicas: [replicaIn("westeurope", "Updating, Ready"), replica("eastus"), replica("uksouth")],
      },
    });
    expect(callsOf(carried)).toEqual(["DELETE eastus"]);
  });
});

describe("mode wait", () => {
  test("writes nothing and waits for what somebody else makes", async () => {
    const carried = await carry({
      request: waitRequest(),
      world: {
        replicas: [HOME, replicaIn("japaneast", "Creating")],
        meanwhile: [[30_000, (azure) => azure.turn("japaneast", [[0, "Succeeded, Ready"]])]],
      },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("fails for a missing replica after several looks, without waiting for the deadline", async () => {
    const carried = await carry({ request: waitRequest(), world: { replicas: [HOME] } });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaMissing"]);
    expect(carried.took).toBeLessThan(10_000);
  });

  test("fails for a missing replica with wait-for none, too", async () => {
    const carried = await carry({ request: waitRequest({ waitFor: "none" }), world: { replicas: [HOME] } });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaMissing"]);
    expect(carried.calls).toEqual([]);
  });

  test("does not take a replica of the region's name elsewhere for the region's", async () => {
    const carried = await carry({
      request: waitRequest(),
      world: { replicas: [HOME, replica("eastus", { name: "japaneast" })] },
    });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaMissing"]);
  });

  test("proves images in regions that are ready", async () => {
    const carried = await carry({
      request: waitRequest({ images }),
      world: { replicas: [HOME, replica("japaneast")] },
      images: endpoints("present"),
    });
    const seen = carried.facts.flatMap((fact) =>
      fact.kind === "image-seen" ? [`${fact.region} ${fact.state}`] : [],
    );
    expect(seen.toSorted()).toEqual(["japaneast pullable", "westeurope pullable"]);
  });
});

describe("a sign of life", () => {
  test("comes at least once a minute, and says who is waited for", async () => {
    const way: readonly Phase[] = [
      [0, "Creating"],
      [minutes(20), "Succeeded, Ready"],
    ];
    const carried = await carry({
      request: applyRequest(),
      world: { replicas: [HOME], ways: { japaneast: way } },
    });
    const beats = carried.facts.filter(({ kind }) => kind === "heartbeat");
    const gaps = beats.map(({ at }, index) => at - (beats[index - 1]?.at ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(60_000);
    expect(beats.length).toBeGreaterThanOrEqual(20);
    expect(beats[3]).toMatchObject({ waiting: ["japaneast"] });
  });

  test("ends with the work", async () => {
    const carried = await carry({ request: applyRequest(), world: { replicas: [HOME] } });
    expect(carried.facts.filter(({ kind }) => kind === "heartbeat")).toEqual([]);
  });
});

describe("a run that is stopped", () => {
  const afterStop = ({ calls }: Carried, at: number) => calls.filter((call) => call.at > at);

  test("before the work begins sends nothing", async () => {
    const request = applyRequest({ wanted: wish("japaneast", "eastus"), tags: { tier: "dr" }, prune: "all" });
    const carried = await carry({
      request,
      world: { replicas: [HOME, replica("eastus"), replica("uksouth")] },
      stopAt: 0,
    });
    expect(carried.calls).toEqual([]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test.each<readonly [string, Request, World]>([
    [
      "waits for a replica",
      applyRequest({ prune: "all" }),
      { replicas: [HOME, replica("eastus")], ways: { japaneast: [[0, "Creating"]] } },
    ],
    [
      "waits for a delete",
      removeRequest({ regions: [region("eastus")] }),
      { replicas: [HOME, replica("eastus")], deleting: { eastus: [[0, "Deleting"]] } },
    ],
    [
      "joins an operation of somebody else's",
      applyRequest({ tags: { tier: "dr" } }),
      { replicas: [HOME, replicaIn("japaneast", "Updating")] },
    ],
    ["waits for somebody's delete", applyRequest(), { replicas: [HOME, replicaIn("japaneast", "Deleting")] }],
    [
      "waits for the delete of a repair",
      applyRequest({ repair: true }),
      { replicas: [HOME, replicaIn("japaneast", "Failed")], deleting: { japaneast: [[0, "Deleting"]] } },
    ],
    [
      "is between two repairs",
      applyRequest({ repair: true, maxDelete: deletesUpTo(2), wanted: wish("eastus", "japaneast") }),
      {
        replicas: [HOME, replicaIn("eastus", "Failed"), replicaIn("japaneast", "Failed")],
        ways: { eastus: [[0, "Creating"]] },
      },
    ],
  ])(
    "while it %s ends at once, begins nothing more and calls nothing a failure",
    async (_, request, world) => {
      const carried = await carry({ request, world: { ...world }, stopAt: 60_000 });
      expect(carried.took).toBe(60_000);
      expect(afterStop(carried, 60_000)).toEqual([]);
      expect(failuresIn(carried)).toEqual([]);
    },
  );

  test("while it proves images ends at once, and deletes nothing", async () => {
    const carried = await carry({
      request: applyRequest({ prune: "all", images }),
      world: { replicas: [HOME, replica("eastus")] },
      images: endpoints("absent"),
      stopAt: minutes(5),
    });
    expect(carried.took).toBe(minutes(5));
    expect(callsOf(carried)).toEqual(["PUT japaneast"]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("while a write is on its way still takes in the answer", async () => {
    const carried = await carry({
      request: applyRequest(),
      world: { replicas: [HOME], latency: 1_500 },
      stopAt: 500,
    });
    expect(carried.facts.map(({ kind }) => kind)).toEqual(["write-sent", "write-accepted", "wait-begun"]);
    expect(carried.took).toBe(1_500);
  });

  test("while a write is on its way gives up on an answer that does not come", async () => {
    const carried = await carry({
      request: applyRequest(),
      world: { replicas: [HOME], latency: 60_000 },
      stopAt: 500,
    });
    expect(carried.facts.map(({ kind }) => kind)).toEqual(["write-sent"]);
    expect(carried.took).toBe(2_500);
  });
});

test("a plan that finds nothing to do asks nothing and writes nothing", async () => {
  const request = applyRequest({ wanted: wish("japaneast", "eastus", "westeurope"), prune: "all", tags: {} });
  const carried = await carry({
    request,
    world: { replicas: [HOME, replica("japaneast"), replica("eastus")] },
  });
  expect([carried.calls, carried.facts]).toEqual([[], []]);
});

test("regions that cannot be brought about are failures from the start, and the others go on", async () => {
  const request = applyRequest({ wanted: wish("japaneest", "eastus") });
  const plan = planFor({ request, offered: [region("eastus"), region("japaneast")] });
  const carried = await carry({ request, plan, world: { replicas: [HOME] } });
  expect(failuresIn(carried)).toEqual(["japaneest RegionNotOffered"]);
  expect(endsIn(carried)).toEqual(["eastus ready"]);
});
