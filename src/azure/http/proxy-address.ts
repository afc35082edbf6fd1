/** The variables from which the connections take their proxy. The library takes the first of these pairs that is set. */
const VARIABLES = [
  ["HTTPS_PROXY", "https_proxy"],
  ["ALL_PROXY", "all_proxy"],
  ["HTTP_PROXY", "http_proxy"],
];

/** The variable that counts and whose value is no address of a proxy; null when all is well. */
export function wrongProxyVariable(environment: Readonly<Record<string, string | undefined>>): string | null {
  const counting = VARIABLES.map((pair) => pair.filter((name) => environment[name])).find(
    (names) => names.length > 0,
  );
  return counting?.find((name) => !isProxyAddress(environment[name] ?? "")) ?? null;
}

function isProxyAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && hostname !== "";
}
