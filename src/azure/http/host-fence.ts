import type { PipelinePolicy } from "@azure/core-rest-pipeline";

/** Thrown when a request would leave the hosts that it was made for. */
export class FenceCrossed extends Error {
  /** Where the request was to go; a server's word where a server chose it. */
  readonly target: string;
  /** The host whose answer pointed there, and how; null where the request itself did. */
  readonly pointer: Pointer | null;

  constructor(target: string, pointer: Pointer | null) {
    super("a request was about to go to a host outside the allowed ones");
    this.name = "FenceCrossed";
    this.target = target;
    this.pointer = pointer;
  }
}

/** An answer that points to another address. */
export interface Pointer {
  readonly host: string;
  readonly means: "redirect" | "link";
}

/** Which addresses requests may go to. */
export type Fence = (url: URL) => boolean;

/**
 * Lets a request out only within the fence, before a token is put on it, and no answer in that points out of it. No
 * redirect is followed. Next links and operation URLs pass here like everything else when they are asked.
 */
export function hostFencePolicy(allows: Fence): PipelinePolicy {
  return {
    name: "hostFence",
    sendRequest: async (request, next) => {
      const url = new URL(request.url);
      if (!allows(url)) throw new FenceCrossed(url.origin, null);
      const response = await next(request);
      if (isRedirect(response.status)) {
        const target = readTarget(response.headers.get("location"), url);
        throw new FenceCrossed(target, { host: url.host, means: "redirect" });
      }
      const foreign = OPERATION_LINKS.map((name) => response.headers.get(name)).find(
        (link) => link !== undefined && !isWithin(allows, link, url),
      );
      if (foreign !== undefined) {
        throw new FenceCrossed(readTarget(foreign, url), { host: url.host, means: "link" });
      }
      return response;
    },
  };
}

/** Where ARM says how a write continues. An answer in which these are changed is not trusted in the rest either. */
const OPERATION_LINKS = ["azure-asyncoperation", "location"];

function isWithin(allows: Fence, link: string, base: URL): boolean {
  return URL.canParse(link, base.href) && allows(new URL(link, base.href));
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
