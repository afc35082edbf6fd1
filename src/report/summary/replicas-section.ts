import type { Outcome, ReplicaRow } from "../../outcome/outcome.js";
import { isInventory } from "../../plan/inventory.js";
import { displayName } from "../../registry/region.js";
import { printMoment, printSpan } from "../../registry/span.js";
import { endpointsOf } from "../endpoints.js";
import { markdownCode, markdownText } from "../escape/markdown.js";
import { table } from "../markdown-blocks.js";
import { conditionOf } from "../region-condition.js";
import { rowState } from "../state-word.js";
import type { Detail } from "./detail.js";

interface Column {
  readonly title: string;
  readonly cell: (row: ReplicaRow, detail: Detail) => string;
}

const COLUMNS: readonly Column[] = [
  { title: "Region", cell: regionCell },
  { title: "State", cell: stateCell },
  { title: "Routing", cell: (row) => row.routing ?? "" },
  { title: "Changed", cell: (row) => (row.change === "none" ? "" : row.change) },
  { title: "Waited", cell: (row) => (row.seconds === null ? "" : printSpan(row.seconds * 1000)) },
];

const OWNERSHIP: readonly Column[] = [
  { title: "Owners", cell: (row, { cell }) => markdownText(row.owners.join(", "), cell) },
  { title: "Until", cell: (row, { cell }) => markdownText(row.expires ?? "", cell) },
];

const INVENTORY: readonly Column[] = [
  { title: "Region", cell: regionCell },
  { title: "State", cell: (row, detail) => stateCell({ ...row, since: null }, detail) },
  { title: "Since", cell: ({ since }) => (since === null ? "" : printMoment(since)) },
  { title: "Routing", cell: (row) => row.routing ?? "" },
];

const ENDPOINTS: Column = {
  title: "Endpoints",
  cell: (row, { cell }) =>
    endpointsOf(row)
      .map((host) => markdownCode(host, cell))
      .join(" "),
};

/** The table of replicas; who needs them and until when only where somebody does. */
export function replicasTable(outcome: Outcome, detail: Detail): string {
  const { replicas } = outcome;
  const hasOwners = replicas.some(({ owners, expires }) => owners.length > 0 || expires !== null);
  const columns = [
    ...(isInventory(outcome.plan) ? INVENTORY : COLUMNS),
    ...(hasOwners ? OWNERSHIP : []),
    ...(isInventory(outcome.plan) && replicas.some((row) => endpointsOf(row).length > 0) ? [ENDPOINTS] : []),
  ];
  const rows = replicas.map((row) => columns.map(({ cell }) => cell(row, detail)));
  return table(
    columns.map(({ title }) => title),
    rows,
    detail.rows,
  );
}

/** The state in one word; Azure's words that mean anything but ready stand as Azure wrote them. */
export function stateCell(row: ReplicaRow, { cell }: Pick<Detail, "cell">): string {
  const state = rowState(row);
  if (state === "ready") return "✓ Ready";
  if (state === "deleted") return "deleted";
  if (state === "absent" || state === "unknown") return `✗ ${state}`;
  const since = row.since === null ? "" : ` since ${printMoment(row.since)}`;
  const sign = conditionOf(row) === "coming" ? "…" : "✗";
  return `${sign} ${markdownCode(state, cell)}${since}`;
}

function regionCell(row: ReplicaRow, { cell }: Detail): string {
  const name = row.name === null || row.name === row.region ? "" : ` ${markdownCode(row.name, cell)}`;
  return `${markdownText(displayName(row.region))}${name}${remark(row)}`;
}

function remark({ isHome, isWanted, change }: ReplicaRow): string {
  if (isHome) return " (home)";
  return isWanted || change === "deleted" ? "" : " (not wanted)";
}
