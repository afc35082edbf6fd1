import type { PipelineResponse } from "@azure/core-rest-pipeline";

/** One HTTP answer, read to its end. */
export interface Answer {
  /** The host that was asked; a proxy on the way there may have answered in its place. */
  readonly host: string;
  readonly status: number;
  /** The value of a header, in any case of letters; null when it is absent. */
  header(name: string): string | null;
  readonly text: string;
  /** The body as JSON; undefined where it is none. DELETE answers with `null`, with nothing, or with neither. */
  readonly json: unknown;
}

/** Reads a response of the pipeline. Never throws: what is not JSON has no `json`. */
export function readAnswer(response: PipelineResponse): Answer {
  const text = response.bodyAsText ?? "";
  return {
    host: new URL(response.request.url).host,
    status: response.status,
    header: (name) => response.headers.get(name) ?? null,
    text,
    json: parseJson(text),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The time in a `Date` header; null where there is none that can be read. */
export function readDate(header: string | null): Date | null {
  const time = new Date(header ?? "");
  return header === null || Number.isNaN(time.getTime()) ? null : time;
}

/** A member of a JSON object; undefined for anything that has no such member. */
export function member(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}

/** A member that must be text; null where it is absent or something else. */
export function textMember(value: unknown, name: string): string | null {
  const found = member(value, name);
  return typeof found === "string" ? found : null;
}
