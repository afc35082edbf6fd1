import { describe, expect, test } from "@jest/globals";
import { ServerText } from "../../../src/registry/server-text.js";
import { failure } from "../../builders/failure.js";
import { replica, replicaIn } from "../../builders/replica.js";
import { applyRequest, minutes, wantedRegion } from "../../builders/request.js";
import { HOME, marks, NOW } from "../../builders/situation.js";
import { bodyOf, callsOf, carry, endsIn, failuresIn, leftIn, warningsIn } from "../carry.js";
import type { Phase, World } from "../fake-azure.js";

const HOUR = 3_600_000;
const IN_THE_WAY = failure({ kind: "busy", code: new ServerText("AnotherOperationInProgress") });
const EMPTY: World = { replicas: [HOME] };

function expiryAt(milliseconds: number): string {
  return new Date(NOW.getTime() + milliseconds)
    .toISOString()
    .replace(".000", "")
    .replace(/\.\d+Z/, "Z");
}

describe("a missing replica", () => {
  test("is created, waited for and confirmed", async () => {
    const carried = await carry({ request: applyRequest({ tags: { tier: "dr" } }), world: EMPTY });
    expect(callsOf(carried)).toEqual(["PUT japaneast"]);
    expect(bodyOf(carried, "PUT", "japaneast")).toEqual({
      name: "japaneast",
      region: "japaneast",
      routing: "enabled",
      tags: { tier: "dr" },
    });
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
    expect(carried.calls.at(-1)).toMatchObject({ method: "GET", name: "japaneast" });
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is seen within a tenth of its own time and a second", async () => {
    for (const ready of [6_000, 60_000, minutes(20)]) {
      const way: readonly Phase[] = [
        [0, "Creating"],
        [ready / 2, "Succeeded, Syncing"],
        [ready, "Succeeded, Ready"],
      ];
      const { took } = await carry({
        request: applyRequest(),
        world: { ...EMPTY, ways: { japaneast: way } },
      });
      expect(took).toBeLessThan(ready * 1.1 + 1_100);
    }
  });

  test("is marked with an expiry that counts from its create", async () => {
    const carried = await carry({ request: applyRequest({ owner: "pr-42", ttl: HOUR }), world: EMPTY });
    expect(bodyOf(carried, "PUT", "japaneast")).toMatchObject({ tags: marks("pr-42", expiryAt(HOUR)) });
    expect(callsOf(carried)).toEqual(["PUT japaneast"]);
  });

  test("is not waited for beyond what the request says", async () => {
    const provisioned = await carry({ request: applyRequest({ waitFor: "provisioned" }), world: EMPTY });
    expect(provisioned.took).toBeLessThan(8_000);
    expect(endsIn(provisioned)).toEqual(["japaneast ready"]);
    const none = await carry({ request: applyRequest({ waitFor: "none" }), world: EMPTY });
    expect(callsOf(none, "PUT", "LIST", "GET")).toEqual(["PUT japaneast"]);
    expect([endsIn(none), failuresIn(none)]).toEqual([[], []]);
  });

  test("that a lock forbids fails for its region only", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [wantedRegion("japaneast"), wantedRegion("eastus")] }),
      world: {
        ...EMPTY,
        refuse: ({ method, name }) => (method === "PUT" && name === "japaneast" ? failure() : null),
      },
    });
    expect(failuresIn(carried)).toEqual(["japaneast ScopeLocked"]);
    expect(endsIn(carried)).toEqual(["eastus ready"]);
  });
});

describe("a create that Azure takes and that ends badly", () => {
  const ways = (way: readonly Phase[]) => ({ ...EMPTY, ways: { japaneast: way } });

  test("fails in Azure's own words, with the remedy", async () => {
    const carried = await carry({
      request: applyRequest(),
      world: {
        ...ways([
          [0, "Creating"],
          [8_000, "Failed"],
        ]),
        said: {
          code: "PrivateEndpointFailed",
          message: null,
          correlationId: null,
          remedy: ["Give the subnet more addresses."],
        },
      },
    });
    expect(endsIn(carried)).toEqual(["japaneast failed"]);
    expect(callsOf(carried, "ASK")).toEqual(["ASK japaneast"]);
    expect(carried.facts.findLast(({ kind }) => kind === "failed")).toMatchObject({
      failure: {
        region: "japaneast",
        code: "PrivateEndpointFailed",
        remedy: expect.arrayContaining([
          "Give the subnet more addresses.",
          expect.stringContaining("Japan East has failed"),
          expect.stringContaining("`repair: true`"),
        ]),
      },
    });
  });

  test("fails under a code of ours where Azure says nothing", async () => {
    const carried = await carry({ request: applyRequest(), world: ways([[0, "Failed"]]) });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaFailed"]);
  });

  test("has vanished when it was seen and is gone, as with a full subnet", async () => {
    const way: readonly Phase[] = [
      [0, "Creating"],
      [8_000, null],
    ];
    const carried = await carry({ request: applyRequest(), world: ways(way) });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaVanished"]);
    expect(JSON.stringify(carried.facts)).toContain("no free address");
  });

  test("has vanished when it is never seen, after several looks", async () => {
    const carried = await carry({ request: applyRequest(), world: ways([[0, null]]) });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaVanished"]);
    expect(callsOf(carried, "LIST")).toHaveLength(5);
  });

  test("is stuck when its state does not change for stuck-after", async () => {
    const carried = await carry({
      request: applyRequest({ stuckAfter: minutes(10) }),
      world: ways([[0, "Creating"]]),
    });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaStuck"]);
    expect(carried.took).toBeGreaterThanOrEqual(minutes(10));
    expect(carried.took).toBeLessThan(minutes(11));
  });
});

describe("a create that meets a replica which somebody else has just made", () => {
  /** Between our LIST and our PUT the replica comes up by another hand. */
  const raced = (tags = {}): World => ({
    replicas: [HOME],
    refuse: ({ method }, azure) => {
      if (method === "PUT") azure.place({ ...replicaIn("japaneast", "Succeeded, Ready"), tags });
      return null;
    },
  });

  test("is no create of ours, and is waited for all the same", async () => {
    const carried = await carry({ request: applyRequest(), world: raced() });
    expect(carried.facts).toContainEqual(
      expect.objectContaining({ kind: "write-accepted", action: "create", found: true }),
    );
    expect(callsOf(carried)).toEqual(["PUT japaneast"]);
    expect(failuresIn(carried)).toEqual([]);
    expect(warningsIn(carried)).toEqual(["japaneast PutMetReplica"]);
  });

  test("has our mark taken off again after twenty seconds, and fails with what is known of it", async () => {
    const carried = await carry({ request: applyRequest({ owner: "pr-42", ttl: HOUR }), world: raced() });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "PATCH japaneast"]);
    expect(carried.calls.find(({ method }) => method === "PATCH")?.at).toBeGreaterThan(20_000);
    expect(carried.azure.see("japaneast")?.tags).toEqual({});
    expect(failuresIn(carried)).toEqual(["japaneast PutMetReplica"]);
  });

  test("has our mark taken off once the operation that is under way has ended", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME],
        refuse: ({ method, at }, azure) => {
          if (method === "PATCH" && at < 20_000) return IN_THE_WAY;
          if (method !== "PUT") return null;
          azure.place(replicaIn("japaneast", "Creating"));
          azure.turn("japaneast", [
            [0, "Creating"],
            [20_000, "Succeeded, Ready"],
          ]);
          return null;
        },
      },
    });
    const patches = carried.calls.filter(({ method }) => method === "PATCH");
    expect(patches.map(({ at }) => at > 20_000)).toEqual([true]);
    expect(carried.azure.see("japaneast")?.tags).toEqual({});
  });

  test("is shared when its maker has marked it again meanwhile", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        ...raced(marks("pr-7", "never")),
        // It reads its mark ten seconds after its own write.
        meanwhile: [[9_000, (azure) => azure.tag("japaneast", marks("pr-42,pr-7"))]],
      },
    });
    expect(carried.azure.see("japaneast")?.tags).toEqual(marks("pr-42,pr-7", "never"));
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is found before our PUT goes over its tags, and shared at once when it has owners", async () => {
    const there = { ...replicaIn("japaneast", "Succeeded, Ready"), tags: marks("pr-7", "never") };
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: { replicas: [HOME], meanwhile: [[0, (azure) => azure.place(there)]] },
    });
    expect(callsOf(carried)).toEqual(["PATCH japaneast"]);
    expect(carried.azure.see("japaneast")?.tags).toEqual(marks("pr-42,pr-7", "never"));
    expect(leftIn(carried)).toEqual(["japaneast already-there"]);
  });

  test("is given the tags that are wanted, and its routing is opened where that is wanted", async () => {
    const there = replicaIn("japaneast", "Succeeded, Ready");
    const carried = await carry({
      request: applyRequest({ owner: "pr-42", tags: { tier: "dr" }, routing: "enabled" }),
      world: {
        replicas: [HOME],
        meanwhile: [[0, (azure) => azure.place({ ...there, routing: "disabled", tags: marks("pr-42") })]],
      },
    });
    expect(callsOf(carried)).toEqual(["PATCH japaneast"]);
    expect(bodyOf(carried, "PATCH", "japaneast")).toEqual({
      routing: "enabled",
      tags: { tier: "dr", ...marks("pr-42") },
    });
  });

  test("is used as it is where it is permanent: neither marked nor changed", async () => {
    const there = { ...replicaIn("japaneast", "Succeeded, Ready"), routing: "disabled" } as const;
    const carried = await carry({
      request: applyRequest({ owner: "pr-42", tags: { tier: "dr" }, routing: "enabled" }),
      world: { replicas: [HOME], meanwhile: [[0, (azure) => azure.place(there)]] },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(leftIn(carried)).toEqual(["japaneast already-there"]);
  });
});

describe("a mark that another run overwrites", () => {
  const overwritten = (...times: readonly number[]): World => ({
    replicas: [HOME],
    meanwhile: times.map((at) => [at, (azure) => azure.tag("japaneast", marks("pr-7", "never"))]),
  });

  test("is written again beside the other's", async () => {
    const carried = await carry({ request: applyRequest({ owner: "pr-42" }), world: overwritten(5_000) });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "PATCH japaneast"]);
    expect(carried.azure.see("japaneast")?.tags).toEqual(marks("pr-42,pr-7", "never"));
  });

  test("is given up where the other left none: the replica is permanent now", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: { replicas: [HOME], meanwhile: [[5_000, (azure) => azure.tag("japaneast", {})]] },
    });
    expect(carried.azure.see("japaneast")?.tags).toEqual({});
    expect(carried.facts).toContainEqual(
      expect.objectContaining({ kind: "mark-given-up", region: "japaneast" }),
    );
    expect(failuresIn(carried)).toEqual([]);
  });

  test("that never lasts is a failure: whoever is to own a replica must own it", async () => {
    const carried = await carry({
      request: applyRequest({ owner: "pr-42" }),
      world: {
        replicas: [HOME],
        refuse: ({ method }, azure) => {
          if (method === "GET") azure.tag("japaneast", marks("pr-7", "never"));
          return null;
        },
      },
    });
    expect(callsOf(carried, "PATCH").length).toBeLessThanOrEqual(12);
    expect(failuresIn(carried)).toEqual(["japaneast MarkLost"]);
  });
});

describe("a create after somebody's delete", () => {
  const leaving = { ...replicaIn("japaneast", "Deleting, Ready"), name: "geo01" };
  const world = (more: Partial<World> = {}): World => ({
    replicas: [HOME, leaving],
    meanwhile: [
      [
        0,
        (azure) =>
          azure.turn("geo01", [
            [0, "Deleting, Ready"],
            [30_000, null],
          ]),
      ],
    ],
    ...more,
  });
  const request = applyRequest();

  test("waits until the delete has ended, and several reads in a row have found nothing", async () => {
    const carried = await carry({ request, world: world() });
    const put = carried.calls.findIndex(({ method }) => method === "PUT");
    const absences = carried.calls.slice(0, put).filter(({ method, at }) => method === "GET" && at > 30_000);
    expect(absences.length).toBeGreaterThanOrEqual(5);
    expect(callsOf(carried)).toEqual(["PUT japaneast"]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("is tried again when Azure refuses it for coming so soon", async () => {
    let refusals = 2;
    const carried = await carry({
      request,
      world: world({ refuse: ({ method }) => (method === "PUT" && refusals-- > 0 ? failure() : null) }),
    });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "PUT japaneast", "PUT japaneast"]);
    expect(failuresIn(carried)).toEqual([]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("is given up after three refusals", async () => {
    const carried = await carry({
      request,
      world: world({ refuse: ({ method }) => (method === "PUT" ? failure() : null) }),
    });
    expect(callsOf(carried, "PUT")).toHaveLength(3);
    expect(failuresIn(carried)).toEqual(["japaneast ScopeLocked"]);
  });

  test("is given up at once when the identity may not create", async () => {
    const carried = await carry({
      request,
      world: world({ refuse: ({ method }) => (method === "PUT" ? failure({ kind: "denied" }) : null) }),
    });
    expect(callsOf(carried, "PUT")).toHaveLength(1);
  });

  test("is made once more when the replica is gone as soon as it was accepted", async () => {
    const carried = await carry({
      request,
      world: world({
        ways: {
          japaneast: [
            [
              [0, "Creating"],
              [5_000, null],
            ],
            [
              [0, "Creating"],
              [5_000, "Succeeded, Ready"],
            ],
          ],
        },
      }),
    });
    expect(callsOf(carried)).toEqual(["PUT japaneast", "PUT japaneast"]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("deletes nothing when the new replica fails: no delete was planned", async () => {
    const carried = await carry({
      request,
      world: world({
        ways: {
          japaneast: [
            [0, "Creating"],
            [5_000, "Failed"],
          ],
        },
      }),
    });
    expect(callsOf(carried)).toEqual(["PUT japaneast"]);
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaFailed"]);
  });

  test("is left to somebody who was faster, and that replica is waited for", async () => {
    const phases: readonly Phase[] = [
      [0, "Deleting, Ready"],
      [30_000, null],
      [35_000, "Creating"],
      [60_000, "Succeeded, Ready"],
    ];
    const carried = await carry({
      request,
      world: world({ meanwhile: [[0, (azure) => azure.turn("geo01", phases)]] }),
    });
    expect(callsOf(carried)).toEqual([]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("fails when the old replica stays", async () => {
    const carried = await carry({
      request: applyRequest({ stuckAfter: minutes(5) }),
      world: world({ meanwhile: [] }),
    });
    expect(callsOf(carried)).toEqual([]);
    expect(failuresIn(carried)).toEqual(["japaneast DeleteDidNotEnd"]);
  });
});

describe("what is already there", () => {
  test("is believed from LIST, and nobody is asked", async () => {
    const carried = await carry({
      request: applyRequest(),
      world: { replicas: [HOME, replica("japaneast")] },
    });
    expect(carried.calls).toEqual([]);
    expect(carried.facts).toEqual([]);
  });

  test("is waited for when it is not ready yet", async () => {
    const carried = await carry({
      request: applyRequest(),
      world: {
        replicas: [HOME, replicaIn("japaneast", "Succeeded, Syncing")],
        meanwhile: [[20_000, (azure) => azure.turn("japaneast", [[0, "Succeeded, Ready"]])]],
      },
    });
    expect(callsOf(carried)).toEqual([]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("has vanished when somebody deletes it in mid wait", async () => {
    const carried = await carry({
      request: applyRequest(),
      world: {
        replicas: [HOME, replicaIn("japaneast", "Succeeded, Syncing")],
        meanwhile: [
          [
            20_000,
            (azure) =>
              azure.turn("japaneast", [
                [0, "Deleting"],
                [4_000, null],
              ]),
          ],
        ],
      },
    });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaVanished"]);
  });

  test("has vanished when it goes before the first look", async () => {
    const carried = await carry({
      request: applyRequest(),
      world: {
        replicas: [HOME, replicaIn("japaneast", "Creating")],
        meanwhile: [[0, (azure) => azure.turn("japaneast", [[0, null]])]],
      },
    });
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaVanished"]);
  });

  test("and has failed is told, whatever is waited for", async () => {
    for (const waitFor of ["none", "provisioned", "ready"] as const) {
      const world = { replicas: [HOME, replicaIn("japaneast", "Failed")] };
      const carried = await carry({ request: applyRequest({ waitFor }), world });
      expect(failuresIn(carried)).toEqual(["japaneast ReplicaFailed"]);
    }
  });

  test("at home and has failed is told without a promise of repair", async () => {
    const carried = await carry({
      request: applyRequest({ wanted: [], repair: true }),
      world: { replicas: [replicaIn("westeurope", "Failed")] },
    });
    expect(failuresIn(carried)).toEqual(["westeurope ReplicaFailed"]);
    expect(JSON.stringify(carried.facts)).toContain("never deleted");
  });
});
