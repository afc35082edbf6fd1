import { describe, expect, test } from "@jest/globals";
import { createIdTokenSource } from "../../src/azure/sign-in/id-token-source.js";

/** A runner that hands out another token each time, and refuses from a call on. */
function source(refusesFrom = Number.POSITIVE_INFINITY) {
  const masked: string[] = [];
  let asked = 0;
  const idToken = async (audience: string) => {
    asked++;
    if (asked >= refusesFrom) throw new Error("denied");
    return `${audience} ${asked}`;
  };
  const tokens = createIdTokenSource(idToken, "api://x", { mask: (secret) => masked.push(secret) });
  return { tokens, masked };
}

describe("the job's ID tokens", () => {
  test("are masked before anybody has them", async () => {
    const { tokens, masked } = source();
    expect(masked).toEqual([]);
    const token = await tokens.next();
    expect(masked).toEqual([token]);
  });

  test("are one per exchange, which asks twice", async () => {
    const { tokens } = source();
    tokens.begin();
    expect(await Promise.all([tokens.next(), tokens.next()])).toEqual(["api://x 1", "api://x 1"]);
    tokens.begin();
    expect(await tokens.next()).toBe("api://x 2");
  });

  test("that cannot be had leave the reason, until the next exchange begins", async () => {
    const { tokens } = source(1);
    await expect(tokens.next()).rejects.toThrow("denied");
    expect(tokens.problem()).toMatchObject({ message: "denied" });
    tokens.begin();
    expect(tokens.problem()).toBeNull();
  });
});
