import type { Region } from "../registry/region.js";
import type { Replica } from "../registry/replica.js";
import type { Tools } from "./tools.js";

/**
 * The replica as a GET of its own shows it; null when it is not there. A replica that has the name but lies in
 * another region is another one.
 */
export async function readReplica(
  { region, name }: { readonly region: Region; readonly name: string },
  { replications, record }: Pick<Tools, "replications" | "record">,
  signal: AbortSignal,
): Promise<Replica | null> {
  const replica = await replications.get(name, signal);
  const here = replica?.region === region ? replica : null;
  record({ kind: "replica-seen", region, replica: here });
  return here;
}
