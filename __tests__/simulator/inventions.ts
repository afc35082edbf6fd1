import { type Answer, isObject } from "./http.js";
import type { World } from "./world.js";

/** What `provisioningState` can be, in every version of the API. */
export const PROVISIONING_STATES: readonly string[] = [
  "Creating",
  "Updating",
  "Deleting",
  "Succeeded",
  "Failed",
  "Canceled",
];

/** What a test made a world say that the real service would not. */
export interface Inventions {
  /** States that are none of Azure's words. */
  readonly states: ReadonlySet<string>;
  /** Realms and services that data planes name in place of their own. */
  readonly challenges: ReadonlySet<string>;
  /** Whole answers, as status and body in one text: in place of the truth of a replica, and a 409 that says nothing. */
  readonly answers: ReadonlySet<string>;
}

/** What was answered. */
export interface Answered {
  readonly status?: number;
  readonly responseHeaders?: Readonly<Record<string, string>>;
  readonly responseBody?: unknown;
}

/** The inventions of a world. */
export function inventionsOf(world: World): Inventions {
  const registries = world.registries ?? [world.registry ?? {}];
  const replicas = registries.flatMap((registry) => registry.replicas ?? []);
  const challenges = registries.flatMap(({ challenge }) => Object.values(challenge ?? {}));
  return {
    states: new Set(statesIn(world).filter((state) => !PROVISIONING_STATES.includes(state))),
    challenges: new Set(challenges),
    answers: new Set([
      ...replicas.flatMap(({ inGet }) => (inGet === undefined ? [] : [textOf(inGet.answer)])),
      ...(world.oneCreateAtATime === null ? [textOf({ status: 409 })] : []),
    ]),
  };
}

function textOf({ status, body = "" }: Answer): string {
  return JSON.stringify([status, body]);
}

/** Whether an answer says one of them. */
export function saysInvention(
  { states, challenges, answers }: Inventions,
  { status = 0, responseHeaders = {}, responseBody: body = "" }: Answered,
): boolean {
  const challenge = Object.entries(responseHeaders).find(
    ([name]) => name.toLowerCase() === "www-authenticate",
  )?.[1];
  return (
    [...challenges].some((text) => challenge?.includes(`"${text}"`)) ||
    answers.has(textOf({ status, body })) ||
    (states.size > 0 && statesIn(body).some((state) => states.has(state)))
  );
}

/** Every `provisioningState` in a piece of data, however deep. */
function statesIn(data: unknown): readonly string[] {
  if (Array.isArray(data)) return data.flatMap(statesIn);
  if (!isObject(data)) return [];
  return Object.entries(data).flatMap(([name, value]) =>
    name === "provisioningState" && typeof value === "string" ? [value] : statesIn(value),
  );
}
