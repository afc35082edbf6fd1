import { describe, expect, test } from "@jest/globals";
import type { TimedFact } from "../../src/registry/fact.js";
import { type Digest, type ImageState, parseImageReference } from "../../src/registry/image-reference.js";
import { ServerText } from "../../src/registry/server-text.js";
import { beginNarration, narrate } from "../../src/report/log/fact-log.js";
import { failure } from "../builders/failure.js";
import { fact } from "../builders/outcome.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";
import { printLog } from "./print-log.js";

const japan = region("japaneast");
const home = region("westeurope");

/** The lines that the log tells of these facts. */
function tell(facts: readonly TimedFact[], known = [replica("westeurope")]): readonly string[] {
  let narration = beginNarration([japan, home], known);
  const entries = facts.flatMap((one) => {
    const told = narrate(narration, one);
    narration = told.narration;
    return told.entries;
  });
  return entries.length === 0 ? [] : printLog(entries).trimEnd().split("\n");
}

const listed = (seconds: number, ...states: readonly string[]) =>
  fact(seconds, {
    kind: "replicas-listed",
    replicas: [replica("westeurope"), ...states.map((state) => replicaIn("japaneast", state))],
  });
const sent = fact(0, { kind: "write-sent", region: japan, action: "create" });
const accepted = fact(1, {
  kind: "write-accepted",
  region: japan,
  action: "create",
  replica: replicaIn("japaneast", "Creating"),
  found: false,
});
const image = parseImageReference("shop/api:v1");
const imageSeen = (seconds: number, state: ImageState, build: string | null = null, where = japan) => {
  if (image === null) throw new Error("no image");
  const digest: Digest | null = build === null ? null : `sha256:${build.repeat(32)}`;
  return fact(seconds, { kind: "image-seen", region: where, image, state, digest });
};

describe("the log of what happens", () => {
  test.each<[string, readonly TimedFact[], readonly string[]]>([
    ["says nothing of what was known before", [listed(1)], []],
    [
      "has one line per change of state, with the time since Azure accepted the write",
      [
        sent,
        accepted,
        listed(5, "Creating"),
        listed(13, "Succeeded, Syncing"),
        listed(39, "Succeeded, Ready"),
      ],
      [
        "japaneast   create sent",
        "japaneast   create accepted, Creating  1 s",
        "japaneast   Creating → Syncing  12 s",
        "japaneast   Syncing → Ready     38 s",
      ],
    ],
    [
      "takes no notice of a LIST that does not have a new replica yet",
      [sent, accepted, listed(2), listed(3, "Creating")],
      ["japaneast   create sent", "japaneast   create accepted, Creating  1 s"],
    ],
    [
      "says when a replica that was listed is gone",
      [sent, accepted, listed(3, "Creating"), listed(9)],
      [
        "japaneast   create sent",
        "japaneast   create accepted, Creating  1 s",
        "japaneast   Creating → absent   8 s",
      ],
    ],
    [
      "counts from the begin of the wait where nothing was written",
      [
        listed(0, "Succeeded, Syncing"),
        fact(1, { kind: "wait-begun", region: japan }),
        listed(62, "Succeeded, Ready"),
        fact(62, { kind: "wait-ended", region: japan, verdict: "ready" }),
      ],
      ["japaneast   absent → Syncing", "japaneast   Syncing → Ready     1 min 1 s"],
    ],
    [
      "tells that a write was put off, and when it is accepted, but not each try in between",
      [
        ...[0, 4, 8].flatMap((at) => [
          fact(at, { kind: "write-sent", region: home, action: "update" }),
          fact(at + 1, { kind: "write-put-off", region: home, action: "update", because: "busy" }),
        ]),
        fact(11, { kind: "heartbeat", waiting: [] }),
        fact(12, { kind: "write-sent", region: home, action: "update" }),
        fact(13, { kind: "write-accepted", region: home, action: "update", replica: null, found: false }),
        fact(14, { kind: "write-sent", region: home, action: "update" }),
      ],
      [
        "westeurope  update sent",
        "westeurope  update put off: the replica is busy",
        "Still waiting for westeurope (update put off), 11 s into the run",
        "westeurope  update accepted     1 s",
        "westeurope  update sent",
      ],
    ],
    [
      "does not say that it waits for a write that has failed",
      [
        fact(0, { kind: "write-put-off", region: home, action: "update", because: "busy" }),
        fact(1, {
          kind: "failed",
          failure: failure({ activity: "update", region: home, message: null, remedy: [] }),
        }),
        fact(2, { kind: "heartbeat", waiting: [] }),
      ],
      [
        "westeurope  update put off: the replica is busy",
        "Updating the replica in West Europe failed: ScopeLocked (correlation ID 3f2504e0-4f89-11d3-9a0c-0305e82c3301)",
        "Still waiting for the registry, 2 s into the run",
      ],
    ],
    [
      "tells a delete once, when it is confirmed",
      [
        fact(0, { kind: "write-sent", region: home, action: "delete" }),
        fact(1, { kind: "write-accepted", region: home, action: "delete", replica: null, found: false }),
        fact(4, { kind: "replicas-listed", replicas: [] }),
        fact(5, { kind: "replica-seen", region: home, replica: null }),
        fact(5, { kind: "delete-confirmed", region: home }),
      ],
      [
        "westeurope  delete sent",
        "westeurope  delete accepted     1 s",
        "westeurope  deleted             4 s",
      ],
    ],
    [
      "says where a wait ended badly",
      [
        fact(0, { kind: "wait-begun", region: home }),
        fact(90, { kind: "wait-ended", region: home, verdict: "stuck" }),
      ],
      ["westeurope  is stuck in Ready   1 min 30 s"],
    ],
    [
      "tells an image when its state changes",
      [imageSeen(1, "pending"), imageSeen(5, "pending"), imageSeen(20, "pullable")],
      ["japaneast   shop/api:v1  pending", "japaneast   shop/api:v1  pending → pullable  19 s"],
    ],
    [
      "tells which image a tag names, since that may change",
      [imageSeen(1, "mismatch", "ab"), imageSeen(9, "mismatch", "cd"), imageSeen(20, "pullable", "cd")],
      [
        "japaneast   shop/api:v1  mismatch sha256:abababababab…",
        "japaneast   shop/api:v1  mismatch sha256:abababababab… → mismatch sha256:cdcdcdcdcdcd…  8 s",
        "japaneast   shop/api:v1  mismatch sha256:cdcdcdcdcdcd… → pullable sha256:cdcdcdcdcdcd…  19 s",
      ],
    ],
    [
      "gives a sign of life with the regions in which images are still looked for",
      [
        imageSeen(1, "pullable", "ab", home),
        imageSeen(1, "pending"),
        fact(50, { kind: "heartbeat", waiting: [] }),
        fact(100, { kind: "heartbeat", waiting: [home] }),
      ],
      [
        "westeurope  shop/api:v1  pullable sha256:abababababab…",
        "japaneast   shop/api:v1  pending",
        "Still waiting for images in japaneast, 50 s into the run",
        "Still waiting for westeurope (Ready); images in japaneast, 1 min 40 s into the run",
      ],
    ],
    [
      "gives a sign of life while only the registry is waited for",
      [fact(50, { kind: "heartbeat", waiting: [] })],
      ["Still waiting for the registry, 50 s into the run"],
    ],
    [
      "gives a sign of life with the region whose write has no answer yet, and with it no longer",
      [
        sent,
        fact(50, { kind: "heartbeat", waiting: [] }),
        accepted,
        fact(100, { kind: "heartbeat", waiting: [japan] }),
      ],
      [
        "japaneast   create sent",
        "Still waiting for japaneast (create sent, no answer yet), 50 s into the run",
        "japaneast   create accepted, Creating  1 s",
        "Still waiting for japaneast (Creating), 1 min 40 s into the run",
      ],
    ],
    [
      "gives a sign of life with the state of each region that is waited for",
      [sent, accepted, fact(61, { kind: "heartbeat", waiting: [japan, home] })],
      [
        "japaneast   create sent",
        "japaneast   create accepted, Creating  1 s",
        "Still waiting for japaneast (Creating), westeurope (Ready), 1 min 1 s into the run",
      ],
    ],
    [
      "says that somebody else was quicker",
      [sent, { ...accepted, found: true } as TimedFact],
      ["japaneast   create sent", "japaneast   somebody else has just created it, Creating  1 s"],
    ],
    [
      "says why a change was left",
      [fact(1, { kind: "change-left", region: home, reason: "already-gone" })],
      ["westeurope  already gone"],
    ],
    [
      "has a failure on one line",
      [
        fact(1, {
          kind: "failed",
          failure: failure({ message: new ServerText("a\n::error::b"), remedy: [] }),
        }),
      ],
      [
        "Creating the replica in Japan East failed: ScopeLocked: a ::error::b (correlation ID 3f2504e0-4f89-11d3-9a0c-0305e82c3301)",
      ],
    ],
    [
      "warns of what a person should know",
      [
        fact(1, {
          kind: "warned",
          failure: failure({
            activity: "list-replicas",
            region: null,
            kind: "server",
            code: null,
            message: null,
            correlationId: null,
            remedy: [],
          }),
        }),
      ],
      ["::warning title=Listing the replicas failed::Listing the replicas failed: the server failed"],
    ],
    [
      "warns of what was only seen, and calls nothing failed that has not",
      [
        fact(1, {
          kind: "warned",
          failure: failure({ kind: "observed", code: "ClockSkew", remedy: ["The clock is ahead."] }),
        }),
      ],
      ["::warning title=Good to know::The clock is ahead."],
    ],
    [
      "leaves inputs that are wrong to their annotations",
      [fact(1, { kind: "failed", failure: failure({ activity: "read-inputs" }) })],
      [],
    ],
    [
      "says that time is up, and that the run was cancelled",
      [fact(3600, { kind: "deadline-passed" }), fact(3601, { kind: "cancelled" })],
      [
        "The deadline passed after 1 h. Nothing new is started.",
        "Cancelled after 1 h. Nothing new is started.",
      ],
    ],
  ])("%s", (_, facts, lines) => {
    expect(tell(facts)).toEqual(lines);
  });

  test("names the first regions of a long wait and counts the rest", () => {
    const waiting = Array.from({ length: 9 }, (_, index) => region(`region${index}`));
    expect(tell([fact(60, { kind: "heartbeat", waiting })])).toEqual([
      "Still waiting for region0, region1, region2, region3, region4, region5 and 3 more, 1 min into the run",
    ]);
  });
});
