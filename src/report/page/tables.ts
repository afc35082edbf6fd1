import type { ImageRow, Outcome, ReplicaRow } from "../../outcome/outcome.js";
import { isInventory } from "../../plan/inventory.js";
import { compareRegions, displayName, type Region } from "../../registry/region.js";
import type { ServerText } from "../../registry/server-text.js";
import { printMoment, printSpan } from "../../registry/span.js";
import { endpointsOf } from "../endpoints.js";
import { imageName } from "../image-name.js";
import { CHANGES_HEADINGS, standingOf } from "../plan-standing.js";
import { conditionOf } from "../region-condition.js";
import { rowState } from "../state-word.js";
import { type Html, html, NOTHING, type Piece, part, row, short, table } from "./html.js";

/** The state of a replica in one word; Azure's words that mean anything but ready stand as Azure wrote them. */
export function stateText(replica: ReplicaRow): string | readonly [ServerText] {
  const state = rowState(replica);
  if (state === "ready") return "Ready";
  return typeof state === "string" ? state : [state];
}

interface Column {
  readonly title: string;
  readonly cell: (replica: ReplicaRow) => Piece;
}

const COLUMNS: readonly Column[] = [
  { title: "Name", cell: ({ name }) => short(name ?? "–") },
  { title: "State", cell: stateCell },
  { title: "Routing", cell: ({ routing }) => routing ?? "–" },
  { title: "Changed", cell: ({ change }) => (change === "none" ? "–" : change) },
  { title: "Waited", cell: ({ seconds }) => (seconds === null ? "–" : printSpan(seconds * 1000)) },
];

const OWNERSHIP: readonly Column[] = [
  { title: "Owners", cell: ({ owners }) => short(owners.join(", ") || "–") },
  { title: "Until", cell: ({ expires }) => short(expires ?? "–") },
];

const INVENTORY: readonly Column[] = [
  { title: "Name", cell: ({ name }) => short(name ?? "–") },
  { title: "State", cell: stateCell },
  { title: "Since", cell: ({ since }) => (since === null ? "–" : printMoment(since)) },
  { title: "Routing", cell: ({ routing }) => routing ?? "–" },
];

const ENDPOINTS: Column = { title: "Endpoints", cell: (row) => short(endpointsOf(row).join(" ") || "–") };

/** Every replica and every wanted region. Marks of the map lead here. */
export function replicasPart(outcome: Outcome): Html {
  const { replicas } = outcome;
  const hasOwners = replicas.some(({ owners, expires }) => owners.length > 0 || expires !== null);
  const columns = [
    ...(isInventory(outcome.plan) ? INVENTORY : COLUMNS),
    ...(hasOwners ? OWNERSHIP : []),
    ...(isInventory(outcome.plan) && replicas.some((one) => endpointsOf(one).length > 0) ? [ENDPOINTS] : []),
  ];
  const regions = replicas.map(({ region }) => region);
  const rows = replicas.map((replica, index) => {
    const anchor = regions.indexOf(replica.region) === index ? html` id="region-${replica.region}"` : NOTHING;
    const cells = columns.map(({ cell }) => html`<td>${cell(replica)}</td>`);
    return html`<tr${anchor}><th scope="row">${displayName(replica.region)}${remark(replica)}</th>${cells}</tr>`;
  });
  return part("Replicas", table("Replicas", ["Region", ...columns.map(({ title }) => title)], rows));
}

/** The state in the colour that the map gives it, and with a sign. What the run deleted is neither good nor bad. */
function stateCell(replica: ReplicaRow): Html {
  const looks = { ready: "good", extra: "good", coming: "warn", gone: "", missing: "bad", failed: "bad" };
  return html`<span class="${looks[conditionOf(replica)]}">${short(stateText(replica))}</span>`;
}

/** Good or bad by colour and by sign. */
function judged(isGood: boolean, content: Piece): Html {
  return html`<span class="${isGood ? "good" : "bad"}">${content}</span>`;
}

function remark({ isHome, isWanted, change }: ReplicaRow): string {
  if (isHome) return " (home)";
  return isWanted || change === "deleted" ? "" : " (not wanted)";
}

/** What is not as wanted. */
export function driftPart({ drift }: Outcome): Html {
  const rows = drift.map(({ region, kind, want, have }) =>
    row(displayName(region), kind, short(want), short(have)),
  );
  return part("Drift", table("Drift", ["Region", "Kind", "Wanted", "Found"], rows));
}

/** The changes with their reasons and, where the plan was carried out, what became of them. */
export function changesPart({ changes, plan }: Outcome): Html {
  const standing = standingOf(plan);
  const isCarriedOut = standing === "carried-out";
  const rows = changes.map(({ change, isDone, result: end, note }) => {
    const result = isCarriedOut ? [judged(isDone || end === "accepted", note ?? "done")] : [];
    return row(displayName(change.region), change.action, short(change.reason), ...result);
  });
  const header = ["Region", "Change", "Why", ...(isCarriedOut ? ["Done"] : [])];
  return part(CHANGES_HEADINGS[standing], table("Changes", header, rows));
}

/** The grid of images and regions. */
export function imagesPart({ images }: Outcome): Html {
  const regions = images.flatMap((image) => image.regions.map(({ region }) => region));
  const sorted = [...new Set(regions)].toSorted(compareRegions);
  const rows = sorted.map((region) =>
    row(displayName(region), ...images.map((image) => imageCell(image, region))),
  );
  return part("Images", table("Images", ["Region", ...images.map(({ image }) => imageName(image))], rows));
}

function imageCell({ regions }: ImageRow, region: Region): Piece {
  const found = regions.find((one) => one.region === region);
  if (found === undefined) return "–";
  const time = found.seconds === null ? "" : ` ${printSpan(found.seconds * 1000)}`;
  return judged(found.state === "pullable", `${found.state}${time}`);
}
