import { RequestFailed } from "../registry/failure.js";
import type { Region } from "../registry/region.js";
import type { Replica, ReplicaListing, UnreadableReplica } from "../registry/replica.js";
import type { ArmClient } from "./arm-client.js";
import { type Decoded, decodeLocation, decodeReplica, decodeReplicaName } from "./decode.js";
import type { FailureContext } from "./errors/failure-context.js";

/** How the replicas of a registry are read. */
export interface ListSteps {
  /** The path of the list, with its version. */
  readonly path: string;
  get(name: string): Promise<Replica | null>;
}

/**
 * Lists every replica. A row that cannot be read as one is read by its name: rows without a location have been seen
 * while Azure is at work. What cannot be read that way either is neither there nor absent, and comes as `unreadable`.
 */
export async function listReplicas(
  arm: ArmClient,
  { path, get }: ListSteps,
  context: FailureContext,
  signal: AbortSignal,
): Promise<ReplicaListing> {
  const rows = onceByName(await arm.list(path, readRow, context, signal));
  const read = await Promise.all(rows.map((row) => (isReplica(row) ? row : readByName(row, get))));
  const found = read.filter((row) => row !== null);
  return {
    replicas: found.filter((row): row is Replica => !("failure" in row)),
    unreadable: found.filter((row): row is UnreadableReplica => "failure" in row),
  };
}

/** A row of which no more is known than its name, and perhaps where it is. */
interface PartialRow {
  readonly name: string;
  readonly region: Region | null;
}

function isReplica(row: Replica | PartialRow): row is Replica {
  return "provisioningState" in row;
}

/** A row without any name cannot be told from the others: the list is then not what the API promises. */
function readRow(json: unknown): Decoded<Replica | PartialRow> {
  const replica = decodeReplica(json, null);
  const name = decodeReplicaName(json);
  if (replica.lacks === null || name === null) return replica;
  return { value: { name, region: decodeLocation(json) }, lacks: null };
}

/** Null where ARM says that there is no such replica. */
async function readByName(
  { name, region }: PartialRow,
  get: ListSteps["get"],
): Promise<Replica | UnreadableReplica | null> {
  try {
    return await get(name);
  } catch (error) {
    if (error instanceof RequestFailed) return { name, region, failure: { ...error.failure, region } };
    throw error;
  }
}

/** A row that moves from one page to the next while they are read comes twice. The later one is newer. */
function onceByName<Row extends PartialRow>(rows: readonly Row[]): readonly Row[] {
  return [...new Map(rows.map((row) => [row.name.toLowerCase(), row])).values()];
}
