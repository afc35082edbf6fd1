import type { RestoredReplica } from "../registry/fact.js";

/**
 * The line of the Azure CLI that creates a replica again as it was: for a shell, each word that is not plain in single
 * quotes. Flags of az 2.86 and newer.
 */
export function restoreCommand({ registry, name, region, routing, tags }: RestoredReplica): string {
  const pairs = Object.entries(tags).map(([tag, value]) => `${tag}=${value}`);
  const words = [
    ...["az", "acr", "replication", "create", "--registry", registry, "--location", region, "--name", name],
    ...(routing === "disabled" ? ["--global-endpoint-routing", "false"] : []),
    ...(pairs.length === 0 ? [] : ["--tags", ...pairs]),
  ];
  return words.map(quoteForShell).join(" ");
}

function quoteForShell(word: string): string {
  return /^[\w./:=@+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
