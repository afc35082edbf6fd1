import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** Thrown when a request would leave the hosts that it was made for. */
export class FenceCrossed extends Error {
  /** Where the request was to go; a server's word where a server chose it. */
  readonly target: string;
  /** The host whose redirect pointed there; null where the request itself did. */
  readonly redirectedBy: string | null;

  constructor(target: string, redirectedBy: string | null) {
    super("a request was about to leave the hosts that it was made for");
    this.name = "FenceCrossed";
    this.target = target;
    this.redirectedBy = redirectedBy;
  }
}

/** Which addresses requests may go to. */
export type Fence = (url: URL) => boolean;

/**
 * Lets a request out only within the fence, before a token is put on it. No redirect is followed. Next links and
 * operation URLs pass here like everything else.
 */
export function hostFencePolicy(allows: Fence): PipelinePolicy {
  return {
    name: "hostFence",
    sendRequest: async (request, next) => {
      const url = new URL(request.url);
      if (!allows(url)) throw new FenceCrossed(url.origin, null);
      const response = await next(request);
      if (isRedirect(response.status)) {
        throw new FenceCrossed(readTarget(response.headers.get("location"), url), url.host);
      }
      return response;
    },
  };
}

/** Allows some hosts: over https, on the standard port, without a name and password in the address. */
export function httpsOnly(isAllowed: (host: string) => boolean): Fence {
  return (url) => {
    const isPlain = url.port === "" && url.username === "" && url.password === "";
    return url.protocol === "https:" && isPlain && isAllowed(url.hostname);
  };
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function readTarget(location: string | undefined, base: URL): string {
  if (location === undefined) return "nowhere";
  return URL.canParse(location, base.href)
    ? new URL(location, base.href).origin
    : "an address that cannot be read";
}
