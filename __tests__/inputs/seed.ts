/** Seed of the property tests, which print it in their names; `PROPERTY_SEED` repeats a run. */
export const SEED = Number(process.env.PROPERTY_SEED ?? Date.now() % 2 ** 31);
