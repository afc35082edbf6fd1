import { type Stage, setStage } from "./harness/index.js";

/** A check that finds no replica in Japan East, and keeps the issue. */
export const check = { mode: "check", regions: "japaneast", "drift-issue": "true", "fail-on": "none" };

/** Works in a world, and ends it. */
export async function withStage<Result>(
  world: Parameters<typeof setStage>[0],
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const stage = await setStage(world);
  try {
    return await work(stage);
  } finally {
    await stage.close();
  }
}
