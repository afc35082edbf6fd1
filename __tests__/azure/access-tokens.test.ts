import { describe, expect, test } from "@jest/globals";
import { createAccessTokens } from "../../src/azure/sign-in/access-tokens.js";
import { virtualClock } from "../builders/virtual-clock.js";

const HOUR = 3_600_000;
const never = new AbortController().signal;

function entra({ lifetime = HOUR }: { lifetime?: number } = {}) {
  const clock = virtualClock();
  const masked: string[] = [];
  let count = 0;
  let credentials = 0;
  let isDown = false;
  const tokens = createAccessTokens(
    () => {
      credentials++;
      return {
        getToken: async () => {
          if (isDown) throw new Error("down");
          return { token: `token ${++count}`, expiresOnTimestamp: clock.date().getTime() + lifetime };
        },
      };
    },
    { clock, mask: (secret) => masked.push(secret) },
  );
  return {
    tokens,
    clock,
    masked,
    credentials: () => credentials,
    breakDown: () => {
      isDown = true;
    },
  };
}

describe("an access token", () => {
  test("is asked for once by all who want it at the same time", async () => {
    const { tokens } = entra();
    const both = await Promise.all([tokens.get("a", never), tokens.get("a", never)]);
    expect(both).toEqual(["token 1", "token 1"]);
  });

  test("is kept per scope", async () => {
    const { tokens } = entra();
    expect(await tokens.get("a", never)).toBe("token 1");
    expect(await tokens.get("b", never)).toBe("token 2");
    expect(await tokens.get("a", never)).toBe("token 1");
  });

  test("is masked before anybody has it", async () => {
    const { tokens, masked } = entra();
    const token = await tokens.get("a", never);
    expect(masked).toEqual([token]);
  });

  test("is renewed in the background two minutes before its end", async () => {
    const { tokens, clock } = entra();
    await tokens.get("a", never);
    clock.pass(HOUR - 119_000);
    expect(await tokens.get("a", never)).toBe("token 1");
    await new Promise(setImmediate);
    expect(await tokens.get("a", never)).toBe("token 2");
  });

  test("serves on when its renewal fails", async () => {
    const { tokens, clock, breakDown } = entra();
    await tokens.get("a", never);
    clock.pass(HOUR - 60_000);
    breakDown();
    expect(await tokens.get("a", never)).toBe("token 1");
    await new Promise(setImmediate);
    expect(await tokens.get("a", never)).toBe("token 1");
  });

  test("is not used in its last seconds", async () => {
    const { tokens, clock } = entra();
    await tokens.get("a", never);
    clock.pass(HOUR - 9_000);
    expect(await tokens.get("a", never)).toBe("token 2");
  });

  test("that lives five seconds is used for four and a half", async () => {
    const { tokens, clock } = entra({ lifetime: 5_000 });
    await tokens.get("a", never);
    clock.pass(3_700);
    expect(await tokens.get("a", never)).toBe("token 1");
    clock.pass(1_000);
    expect(await tokens.get("a", never)).not.toBe("token 1");
  });

  test("that was refused is replaced by one of a credential with an empty cache", async () => {
    const { tokens, credentials } = entra();
    const refused = await tokens.get("a", never);
    expect(await tokens.replace("a", refused, never)).toBe("token 2");
    expect(credentials()).toBe(2);
  });

  test("that was replaced meanwhile is not replaced again", async () => {
    const { tokens, credentials } = entra();
    const refused = await tokens.get("a", never);
    await tokens.replace("a", refused, never);
    expect(await tokens.replace("a", refused, never)).toBe("token 2");
    expect(credentials()).toBe(2);
  });

  test("is not waited for once the signal aborts", async () => {
    const stop = new AbortController();
    const tokens = createAccessTokens(() => ({ getToken: () => new Promise(() => undefined) }), {
      clock: virtualClock(),
      mask: () => undefined,
    });
    const waiting = tokens.get("a", stop.signal);
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  });
});
