import { describe, expect, test } from "@jest/globals";
import type { TimedFact } from "../../src/registry/fact.js";
import { parseImageReference } from "../../src/registry/image-reference.js";
import { type Span, timeline } from "../../src/report/timeline.js";
import { failure } from "../builders/failure.js";
import { fact, outcome } from "../builders/outcome.js";
import { plan } from "../builders/plan.js";
import { region } from "../builders/registry.js";
import { replica, replicaIn } from "../builders/replica.js";

const japan = region("japaneast");
const begun = fact(2, { kind: "wait-begun", region: japan });
const sent = fact(2, { kind: "write-sent", region: japan, action: "create" });
const seen = (seconds: number, state: string) =>
  fact(seconds, { kind: "replica-seen", region: japan, replica: replicaIn("japaneast", state) });
const ended = (seconds: number) => fact(seconds, { kind: "wait-ended", region: japan, verdict: "ready" });

function spansOf(journal: readonly TimedFact[], replicas = [replica("japaneast")]) {
  const [story] = timeline(outcome({ journal, duration: 60_000, plan: plan({ replicas }) }));
  return { spans: story?.spans.map(print) ?? [], readyAt: story?.readyAt ?? null };
}

function print({ label, from, to }: Span): string {
  return `${label} ${from / 1000}-${to / 1000}`;
}

describe("the timeline of a region", () => {
  test.each<[string, readonly TimedFact[], readonly string[], number | null]>([
    [
      "goes from the write through every state to ready",
      [
        sent,
        begun,
        seen(10, "Creating"),
        seen(20, "Succeeded, Syncing"),
        seen(40, "Succeeded, Ready"),
        ended(40),
      ],
      ["Creating 2-20", "Syncing 20-40"],
      40_000,
    ],
    ["is empty for a region that is ready when the wait begins", [begun, ended(2)], [], null],
    ["ends with the run for a region that never gets there", [sent, begun], ["Creating 2-60"], null],
    [
      "ends with the failure of its write",
      [sent, fact(5, { kind: "failed", failure: failure() })],
      ["Creating 2-5"],
      null,
    ],
    ["does not count what nobody waited for", [seen(10, "Updating"), seen(20, "Succeeded, Ready")], [], null],
    [
      "shows a delete until it is confirmed",
      [
        fact(2, { kind: "write-sent", region: japan, action: "delete" }),
        fact(9, { kind: "delete-confirmed", region: japan }),
      ],
      ["Deleting 2-9"],
      null,
    ],
  ])("%s", (_, journal, spans, readyAt) => {
    expect(spansOf(journal)).toEqual({ spans, readyAt });
  });

  test("begins with the state that the plan was made on", () => {
    const syncing = [replicaIn("japaneast", "Succeeded, Syncing")];
    expect(spansOf([begun, seen(30, "Succeeded, Ready"), ended(30)], syncing).spans).toEqual([
      "Syncing 2-30",
    ]);
  });

  test("shows the images from the first look until all are pullable", () => {
    const images = ["a:1", "b:1"].flatMap((text) => parseImageReference(text) ?? []);
    const [first, second] = images;
    if (first === undefined || second === undefined) throw new Error("no images");
    const look = (seconds: number, image: typeof first, state: "pending" | "pullable") =>
      fact(seconds, { kind: "image-seen", region: japan, image, state, digest: null });
    const journal = [look(3, first, "pullable"), look(3, second, "pending"), look(19, second, "pullable")];
    const rows = images.map((image) => ({ image, digest: null, regions: [] }));
    const [story] = timeline(outcome({ journal, images: rows, duration: 60_000 }));
    expect(story?.spans.map(print)).toEqual(["Images 3-19"]);
    expect(story?.imagesAt).toBe(19_000);
  });

  test("is sorted by region", () => {
    const journal = ["uksouth", "brazilsouth"].map((name) =>
      fact(1, { kind: "write-sent", region: region(name), action: "create" }),
    );
    const regions = timeline(outcome({ journal, duration: 9_000 })).map((story) => story.region);
    expect(regions).toEqual(["brazilsouth", "uksouth"]);
  });
});
