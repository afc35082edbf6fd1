import { isObject } from "./http.js";
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
}

/** The inventions of a world. */
export function inventionsOf(world: World): Inventions {
  const registries = world.registries ?? [world.registry ?? {}];
  const challenges = registries.flatMap(({ challenge }) => Object.values(challenge ?? {}));
  return {
    states: new Set(statesIn(world).filter((state) => !PROVISIONING_STATES.includes(state))),
    challenges: new Set(challenges),
  };
}

/** Whether an answer says one of them. */
export function saysInvention(
  { states, challenges }: Inventions,
  headers: Readonly<Record<string, string>>,
  body: unknown,
): boolean {
  const challenge = Object.entries(headers).find(([name]) => name.toLowerCase() === "www-authenticate")?.[1];
  return (
    [...challenges].some((text) => challenge?.includes(`"${text}"`)) ||
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
