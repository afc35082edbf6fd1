/** The variables from which the connections take their proxy. */
const VARIABLES = ["HTTPS_PROXY", "https_proxy"];

/** The variable whose value is no address of a proxy; null when all is well. */
export function wrongProxyVariable(environment: Readonly<Record<string, string | undefined>>): string | null {
  return VARIABLES.find((name) => !isProxyAddress(environment[name] ?? "")) ?? null;
}

function isProxyAddress(text: string): boolean {
  if (text === "") return true;
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && hostname !== "";
}
