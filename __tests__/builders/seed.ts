/** The seed of this run's generated cases. A test says it in its name; SEED in the environment repeats a run. */
export const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
