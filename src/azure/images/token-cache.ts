import type { Clock } from "../../registry/clock.js";

/** Values that are made once per key and kept while they are good. Those who ask at the same time share one. */
interface TokenCache<T> {
  get(key: string, make: () => Promise<T>): Promise<T>;
  /** Forgets a value that was refused, unless another has taken its place in the meantime. */
  forget(key: string, refused: T): void;
}

/** Renew when a tenth of the life is left. */
const USABLE_PART = 0.9;

/** `lifetimeOf` gives milliseconds; null for values that stay good until somebody refuses them. */
export function createTokenCache<T>(clock: Clock, lifetimeOf: (value: T) => number | null): TokenCache<T> {
  const kept = new Map<string, Kept<T>>();
  return {
    get: async (key, make) => {
      const known = kept.get(key);
      if (known !== undefined && clock.now() < known.until) return await known.value;
      const entry: Kept<T> = { value: make(), made: undefined, until: Number.POSITIVE_INFINITY };
      kept.set(key, entry);
      try {
        const value = await entry.value;
        entry.made = value;
        const lifetime = lifetimeOf(value);
        if (lifetime !== null) entry.until = clock.now() + lifetime * USABLE_PART;
        return value;
      } catch (error) {
        if (kept.get(key) === entry) kept.delete(key);
        throw error;
      }
    },
    forget: (key, refused) => {
      if (kept.get(key)?.made === refused) kept.delete(key);
    },
  };
}

interface Kept<T> {
  readonly value: Promise<T>;
  /** Undefined while it is being made. */
  made: T | undefined;
  until: number;
}
