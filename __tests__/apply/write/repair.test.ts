import { describe, expect, test } from "@jest/globals";
import type { Replica } from "../../../src/registry/replica.js";
import { failure } from "../../builders/failure.js";
import { replica, replicaIn } from "../../builders/replica.js";
import { applyRequest, deletesUpTo, minutes, wantedRegion } from "../../builders/request.js";
import { FUTURE, HOME, marks } from "../../builders/situation.js";
import { bodyOf, callsOf, carry, endsIn, failuresIn, leftIn, warningsIn } from "../carry.js";
import type { Phase, World } from "../fake-azure.js";

const BROKEN: Replica = {
  ...replicaIn("japaneast", "Failed"),
  name: "geo01",
  tags: { cost: "42" },
};
const REPAIR = applyRequest({ repair: true, tags: { tier: "dr" } });
const FAILS: readonly Phase[] = [
  [0, "Creating"],
  [8_000, "Failed"],
];
const COMES_UP: readonly Phase[] = [
  [0, "Creating"],
  [8_000, "Succeeded, Ready"],
];

const broken = (more: Partial<World> = {}): World => ({ replicas: [HOME, BROKEN], ...more });

test("a failed replica is deleted and made again with the same name, tags and routing", async () => {
  const carried = await carry({ request: REPAIR, world: broken() });
  expect(callsOf(carried)).toEqual(["DELETE geo01", "PUT geo01"]);
  expect(bodyOf(carried, "PUT", "geo01")).toEqual({
    name: "geo01",
    region: "japaneast",
    routing: "enabled",
    tags: { cost: "42", tier: "dr" },
  });
  expect(endsIn(carried)).toEqual(["japaneast ready"]);
  expect(failuresIn(carried)).toEqual([]);
});

test("two GETs must agree that it has failed", async () => {
  const carried = await carry({ request: REPAIR, world: broken() });
  const before = carried.calls.slice(
    0,
    carried.calls.findIndex(({ method }) => method === "DELETE"),
  );
  expect(before.map(({ method, name }) => `${method} ${name}`)).toEqual(["GET geo01", "GET geo01"]);
});

test.each([
  ["at the first read", 0],
  ["between the reads", 500],
])("a replica that has recovered %s is left, and waited for", async (_, at) => {
  const carried = await carry({
    request: REPAIR,
    world: broken({ meanwhile: [[at, (azure) => azure.turn("geo01", [[0, "Succeeded, Ready"]])]] }),
  });
  expect(callsOf(carried)).toEqual(["PATCH geo01"]);
  expect(bodyOf(carried, "PATCH", "geo01")).toEqual({ tags: { cost: "42", tier: "dr" } });
  expect(leftIn(carried)).toEqual(["japaneast no-longer-matches"]);
  expect(endsIn(carried)).toEqual(["japaneast ready"]);
});

test("its absence is confirmed by five reads in a row before it is made again", async () => {
  const carried = await carry({ request: REPAIR, world: broken() });
  const [deleted, put] = ["DELETE", "PUT"].map((method) =>
    carried.calls.findIndex((call) => call.method === method),
  );
  const reads = carried.calls.slice(deleted, put).filter(({ method }) => method === "GET");
  expect(reads.length).toBeGreaterThanOrEqual(5);
});

test("an absence that flickers is confirmed anew", async () => {
  const carried = await carry({
    request: REPAIR,
    world: broken({
      deleting: {
        japaneast: [
          [0, "Deleting"],
          [4_000, null],
          [10_000, "Deleting"],
          [16_000, null],
        ],
      },
    }),
  });
  const put = carried.calls.find(({ method }) => method === "PUT");
  expect(put?.at).toBeGreaterThan(16_000 + 4 * 5_000);
  expect(endsIn(carried)).toEqual(["japaneast ready"]);
});

test.each<readonly [string, World["meanwhile"]]>([
  ["has deleted", [[0, (azure) => azure.turn("geo01", [[0, null]])]]],
  [
    "is deleting",
    [
      [
        0,
        (azure) =>
          azure.turn("geo01", [
            [0, "Deleting"],
            [9_000, null],
          ]),
      ],
    ],
  ],
])(
  "a replica that somebody %s meanwhile is made again without a delete of ours",
  async (_, meanwhile = []) => {
    const carried = await carry({ request: REPAIR, world: broken({ meanwhile }) });
    expect(callsOf(carried)).toEqual(["PUT geo01"]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  },
);

test("tags and routing are those just read, not those of the plan", async () => {
  const carried = await carry({
    request: applyRequest({ repair: true }),
    world: broken({
      meanwhile: [
        [
          0,
          (azure) =>
            azure.place({ ...BROKEN, routing: "disabled", tags: { team: "shop", ...marks("pr-7", FUTURE) } }),
        ],
      ],
    }),
  });
  // A run without an owner makes it permanent, as always.
  expect(bodyOf(carried, "PUT", "geo01")).toMatchObject({ routing: "disabled", tags: { team: "shop" } });
});

test("a replica whose only owner is the run's is made again with its mark", async () => {
  const carried = await carry({
    request: applyRequest({ repair: true, owner: "pr-42" }),
    world: { replicas: [HOME, { ...BROKEN, tags: marks("pr-42", FUTURE) }] },
  });
  expect(callsOf(carried)).toEqual(["DELETE geo01", "PUT geo01"]);
  expect(carried.azure.see("geo01")?.tags).toEqual(marks("pr-42"));
});

test.each<readonly [string, Replica["tags"]]>([
  ["is permanent", {}],
  ["is needed by others, too", marks("pr-42,pr-7", FUTURE)],
])("a run with an owner leaves one that has failed and %s by then", async (_, tags) => {
  const carried = await carry({
    request: applyRequest({ repair: true, owner: "pr-42" }),
    world: {
      replicas: [HOME, { ...BROKEN, tags: marks("pr-42", FUTURE) }],
      meanwhile: [[0, (azure) => azure.tag("geo01", tags)]],
    },
  });
  expect(callsOf(carried)).toEqual([]);
  expect(failuresIn(carried)).toEqual(["japaneast ReplicaFailed"]);
});

test("the line that brings the replica back is in the journal before the delete goes", async () => {
  const carried = await carry({ request: REPAIR, world: broken() });
  const kinds = carried.facts.map((fact) => fact.kind);
  expect(kinds.indexOf("repair-begun")).toBeGreaterThan(-1);
  expect(kinds.indexOf("repair-begun")).toBeLessThan(kinds.indexOf("write-sent"));
  expect(carried.facts).toContainEqual(
    expect.objectContaining({
      kind: "repair-begun",
      restores: {
        registry: "contoso",
        region: "japaneast",
        name: "geo01",
        routing: "enabled",
        tags: { cost: "42", tier: "dr" },
      },
    }),
  );
});

test("none is begun without the time for a delete, its proof and a create", async () => {
  const carried = await carry({ request: REPAIR, world: broken(), timeLeft: 120_000 });
  expect(callsOf(carried)).toEqual([]);
  expect(failuresIn(carried)).toEqual(["japaneast ReplicaFailed"]);
});

describe("a create soon after the delete", () => {
  test("is tried again when Azure refuses it", async () => {
    let refusals = 1;
    const refuse: NonNullable<World["refuse"]> = ({ method }) =>
      method === "PUT" && refusals-- > 0 ? failure({ kind: "server" }) : null;
    const carried = await carry({ request: REPAIR, world: broken({ refuse }) });
    expect(callsOf(carried)).toEqual(["DELETE geo01", "PUT geo01", "PUT geo01"]);
    expect(failuresIn(carried)).toEqual([]);
  });

  test("is tried again when it was accepted and fails all the same", async () => {
    const carried = await carry({
      request: REPAIR,
      world: broken({ ways: { japaneast: [FAILS, COMES_UP] } }),
    });
    expect(callsOf(carried)).toEqual(["DELETE geo01", "PUT geo01", "DELETE geo01", "PUT geo01"]);
    const [, , second, last] = carried.calls.filter(({ method }) => method === "DELETE" || method === "PUT");
    expect((last?.at ?? 0) - (second?.at ?? 0)).toBeGreaterThan(30_000 + 3 * 5_000);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
    expect(failuresIn(carried)).toEqual([]);
    expect(warningsIn(carried)).toEqual(["japaneast ReplicaFailed"]);
  });

  test("is tried again when it was accepted and the replica is gone at once", async () => {
    const gone: readonly Phase[] = [
      [0, "Creating"],
      [5_000, null],
    ];
    const carried = await carry({
      request: REPAIR,
      world: broken({ ways: { japaneast: [gone, COMES_UP] } }),
    });
    expect(callsOf(carried)).toEqual(["DELETE geo01", "PUT geo01", "PUT geo01"]);
    expect(endsIn(carried)).toEqual(["japaneast ready"]);
  });

  test("that fails twice is a failure", async () => {
    const carried = await carry({
      request: REPAIR,
      world: broken({ ways: { japaneast: [FAILS, FAILS, COMES_UP] } }),
    });
    expect(callsOf(carried)).toEqual(["DELETE geo01", "PUT geo01", "DELETE geo01", "PUT geo01"]);
    expect(failuresIn(carried)).toEqual(["japaneast ReplicaFailed"]);
  });
});

test("a delete that does not come to its end is a failure, and nothing is created", async () => {
  const carried = await carry({
    request: applyRequest({ repair: true, stuckAfter: minutes(5) }),
    world: broken({ deleting: { japaneast: [[0, "Deleting"]] } }),
  });
  expect(callsOf(carried)).toEqual(["DELETE geo01"]);
  expect(failuresIn(carried)).toEqual(["japaneast DeleteDidNotEnd"]);
});

test("repairs go one at a time, beside everything else", async () => {
  const names = ["japaneast", "eastus", "uksouth"];
  const carried = await carry({
    request: applyRequest({
      repair: true,
      maxDelete: deletesUpTo(3),
      wanted: [...names, "northeurope"].map((name) => wantedRegion(name)),
    }),
    world: { replicas: [HOME, ...names.map((name) => replicaIn(name, "Failed"))] },
  });
  expect(callsOf(carried)).toEqual([
    "PUT northeurope",
    ...["eastus", "japaneast", "uksouth"].flatMap((name) => [`DELETE ${name}`, `PUT ${name}`]),
  ]);
  expect(endsIn(carried).toSorted()).toEqual(
    ["eastus ready", "japaneast ready", "northeurope ready", "uksouth ready"].toSorted(),
  );
});

test("a repair that fails does not keep the next one from its turn", async () => {
  const carried = await carry({
    request: applyRequest({
      repair: true,
      maxDelete: deletesUpTo(2),
      wanted: ["japaneast", "eastus"].map((name) => wantedRegion(name)),
    }),
    world: {
      replicas: [HOME, replicaIn("japaneast", "Failed"), replicaIn("eastus", "Failed"), replica("uksouth")],
      refuse: ({ method, name }) =>
        method === "DELETE" && name === "eastus" ? failure({ region: null }) : null,
    },
  });
  expect(failuresIn(carried)).toEqual(["eastus ScopeLocked"]);
  expect(callsOf(carried)).toEqual(["DELETE eastus", "DELETE japaneast", "PUT japaneast"]);
});
