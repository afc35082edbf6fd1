/** How the connections of a run leave the machine; decided once, for all of them. */
export type ProxySetting =
  | { readonly kind: "direct" }
  /** `variable` is used and is not the address of an HTTP proxy: nothing may be sent. */
  | { readonly kind: "wrong"; readonly variable: string }
  | {
      readonly kind: "proxy";
      readonly variable: string;
      readonly proxy: HttpProxy;
      readonly exemptions: readonly Exemption[];
    };

/** An HTTP proxy, which makes a tunnel for each connection. */
export interface HttpProxy {
  /** Scheme, host and port, such as `http://proxy:8080`; never a name or password. */
  readonly address: string;
  /** The value of `Proxy-Authorization`; null where the address holds no name. */
  readonly authorization: string | null;
}

/** Hosts that are reached without the proxy. */
interface Exemption {
  /** A host together with its subdomains; null for every host. */
  readonly host: string | null;
  /** Null for every port. */
  readonly port: string | null;
}

/** The first that is set counts, the lower case before the upper, as GitHub's runner has it. */
const VARIABLES = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];

/**
 * Reads the standard variables. Exemptions have the forms that GitHub
 * (docs.github.com, "Using a proxy server with a runner") and curl (curl.se/docs/manpage.html, `--noproxy`) document.
 */
export function readProxySetting(environment: Readonly<Record<string, string | undefined>>): ProxySetting {
  const variable = VARIABLES.find((name) => environment[name]);
  if (variable === undefined) return { kind: "direct" };
  const proxy = parseProxy(environment[variable] ?? "");
  if (proxy === null) return { kind: "wrong", variable };
  return { kind: "proxy", variable, proxy, exemptions: parseExemptions(environment) };
}

/** The proxy on the way to an address; null where the way is direct. Throws where the setting is wrong. */
export function proxyFor(setting: ProxySetting, url: URL): HttpProxy | null {
  if (setting.kind === "direct") return null;
  if (setting.kind === "wrong") throw new Error(`${setting.variable} ${NOT_A_PROXY}`);
  return isLoopback(url) || setting.exemptions.some((exemption) => covers(exemption, url))
    ? null
    : setting.proxy;
}

/** One line for the debug log; never a name or password. */
export function describeProxySetting(setting: ProxySetting): string {
  switch (setting.kind) {
    case "direct":
      return "No variable names a proxy";
    case "wrong":
      return `${setting.variable} ${NOT_A_PROXY}`;
    case "proxy":
      return `${setting.variable} names the proxy ${setting.proxy.address}, NO_PROXY ${setting.exemptions.length} exemptions`;
  }
}

/** What is wrong with a variable, and what it should look like. */
export const NOT_A_PROXY =
  "is not the address of an HTTP proxy. It should look like http://host:port, with name:password@ before the host if the proxy requires them.";

function parseProxy(text: string): HttpProxy | null {
  if (!URL.canParse(text)) return null;
  const { protocol, hostname, host, username, password, pathname, search, hash } = new URL(text);
  if ((protocol !== "http:" && protocol !== "https:") || hostname === "") return null;
  // A password with a `/`, `?` or `#` that nobody encoded: what looks like the host is a part of it.
  if (`${pathname}${search}${hash}`.includes("@")) return null;
  const credentials = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return {
    address: `${protocol}//${host}`,
    authorization:
      username === "" && password === "" ? null : `Basic ${Buffer.from(credentials).toString("base64")}`,
  };
}

/** A password may hold a percent sign that nobody encoded: what is no escape stands for itself. */
function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}

function parseExemptions(environment: Readonly<Record<string, string | undefined>>): readonly Exemption[] {
  const list = environment.no_proxy || environment.NO_PROXY || "";
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .map(parseExemption);
}

function parseExemption(entry: string): Exemption {
  if (entry === "*") return { host: null, port: null };
  // An IPv6 address holds colons of its own; with a port it stands in brackets.
  const [, name = entry, port = null] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [];
  return { host: bareHost(name.replace(/^\*?\./, "")), port };
}

function covers({ host, port }: Exemption, url: URL): boolean {
  if (port !== null && port !== portOf(url)) return false;
  const asked = bareHost(url.hostname);
  return host === null || asked === host || asked.endsWith(`.${host}`);
}

function portOf({ port, protocol }: URL): string {
  return port || (protocol === "http:" ? "80" : "443");
}

/** In lower case, without the brackets of an IPv6 address and the dot at the end of a full name. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}

/** No proxy reaches what listens on this machine alone. */
function isLoopback({ hostname }: URL): boolean {
  const host = bareHost(hostname);
  return host === "localhost" || host === "::1" || /^127(?:\.\d+){3}$/.test(host);
}
