import { describe, expect, test } from "@jest/globals";
import { idTokenService, persistently } from "../../src/github/id-token.js";

const BOTH = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://x/", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };

describe("the job may ask for ID tokens", () => {
  test("when the runner gives both variables", () => {
    expect(idTokenService(BOTH)).not.toBeNull();
  });

  test.each(Object.keys(BOTH))("but not without %s", (name) => {
    expect(idTokenService({ ...BOTH, [name]: "" })).toBeNull();
  });
});

describe("an ID token is asked for again", () => {
  const NO_WAIT = [0, 0, 0];

  async function ask(...replies: readonly (string | Error)[]) {
    let tries = 0;
    const answer = persistently(async () => {
      const reply = replies[Math.min(tries++, replies.length - 1)];
      if (reply instanceof Error) throw reply;
      return reply;
    }, NO_WAIT).catch((error: unknown) => error);
    return { answer: await answer, tries };
  }

  const refused = (status: number) => new Error(`Failed to get ID Token. \n Error Code : ${status}\n`);

  test.each([
    [
      "a lost connection",
      new Error("Failed to get ID Token. \n Error Code : undefined\n Error Message: read ECONNRESET"),
    ],
    ["429", refused(429)],
    ["500", refused(500)],
    ["an answer without a token", new Error("Response json body do not have ID Token field")],
  ])("after %s", async (_what, error) => {
    expect(await ask(error, "token")).toEqual({ answer: "token", tries: 2 });
  });

  test.each([400, 401, 403, 404])("but not after %i: that is a refusal", async (status) => {
    expect((await ask(refused(status), "token")).tries).toBe(1);
  });

  test("four times at most", async () => {
    const error = refused(500);
    expect(await ask(error)).toEqual({ answer: error, tries: 4 });
  });
});
