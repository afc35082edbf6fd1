import { describe, expect, test } from "@jest/globals";
import { askEarly } from "../../src/github/early-id-token.js";
import { idTokenService, NoIdToken, persistently, readToken } from "../../src/github/id-token.js";

const BOTH = { ACTIONS_ID_TOKEN_REQUEST_URL: "https://x/", ACTIONS_ID_TOKEN_REQUEST_TOKEN: "t" };

const UNUSED = () => Promise.reject(new Error("nothing is asked"));

describe("the job may ask for ID tokens", () => {
  test("when the runner gives both variables", () => {
    expect(idTokenService(BOTH, UNUSED)).not.toBeNull();
  });

  test.each(Object.keys(BOTH))("but not without %s", (name) => {
    expect(idTokenService({ ...BOTH, [name]: "" }, UNUSED)).toBeNull();
  });
});

const URL = "https://service.example.com/token?api-version=2.0&audience=a";

function refusal(
  status: number,
  { location, body = "" }: { location?: string; body?: string } = {},
): NoIdToken {
  try {
    readToken(URL, status, location, body);
  } catch (error) {
    if (error instanceof NoIdToken) return error;
  }
  throw new Error("that was no refusal");
}

describe("an answer of the service", () => {
  test("holds the token", () => {
    expect(readToken(URL, 200, undefined, '{"value":"token"}')).toBe("token");
  });

  test.each([
    ["", "no JSON"],
    ["null", "null"],
    ['{"value":""}', "an empty value"],
    ['{"value":7}', "a value that is no text"],
  ])("without a token is none: %s (%s)", (body) => {
    expect(refusal(200, { body })).toMatchObject({ mayPass: true, code: "HTTP 200" });
  });

  test("that refuses says who, the status and the reason", () => {
    const { message, code } = refusal(403, { body: '{"message":"no such job"}' });
    expect([code, message]).toEqual(["HTTP 403", "service.example.com: HTTP 403, no such job"]);
  });

  test.each([
    ["https://elsewhere.example.com/x?secret=1", "https://elsewhere.example.com."],
    ["/x", "https://service.example.com."],
    ["http://[", "nowhere."],
    [undefined, "nowhere."],
  ])("that redirects to %s is not followed, and says where it leads", (location, origin) => {
    const { message, mayPass } = refusal(307, location === undefined ? {} : { location });
    expect(message).toContain(`leads to ${origin} It was not followed`);
    expect(mayPass).toBe(false);
  });

  test.each([
    [400, false],
    [401, false],
    [404, false],
    [429, true],
    [500, true],
    [503, true],
  ])("%i may pass: %s", (status, mayPass) => {
    expect(refusal(status).mayPass).toBe(mayPass);
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

  test("after what may pass", async () => {
    expect(await ask(new NoIdToken("ECONNRESET", "reset", true), "token")).toEqual({
      answer: "token",
      tries: 2,
    });
  });

  test("but not after a refusal", async () => {
    expect((await ask(new NoIdToken("HTTP 403", "no", false), "token")).tries).toBe(1);
  });

  test("four times at most", async () => {
    const error = new NoIdToken("HTTP 500", "down", true);
    expect(await ask(error)).toEqual({ answer: error, tries: 4 });
  });
});

describe("a token that was asked for early", () => {
  /** A service that says how it was asked, and answers when told to. */
  function service() {
    const asked: string[] = [];
    const answers: ((token: string) => void)[] = [];
    const ask = (audience: string, watcher: { trace(line: string): void; sent(): void }) => {
      asked.push(audience);
      watcher.sent();
      return new Promise<string>((resolve) => {
        answers.push((token) => {
          watcher.trace(`answered ${token}`);
          resolve(token);
        });
      });
    };
    return { asked, answers, ask };
  }
  const lines: string[] = [];
  const watcher = { trace: (line: string) => void lines.push(line), sent: () => {} };

  test("goes to the first who asks, with what there was to trace; the next gets a fresh one", async () => {
    const { asked, answers, ask } = service();
    const early = askEarly(ask, "a");
    await early.sent;
    answers[0]?.("first");
    const before = [...lines];
    expect(await early.service("a", watcher)).toBe("first");
    const second = early.service("a", watcher);
    answers[1]?.("second");
    expect([before, await second, asked, lines]).toEqual([
      [],
      "second",
      ["a", "a"],
      ["answered first", "answered second"],
    ]);
  });

  test("is for nobody who asks for another audience", async () => {
    const { asked, answers, ask } = service();
    const token = askEarly(ask, "a").service("b", watcher);
    answers[0]?.("for a");
    answers[1]?.("for b");
    expect([await token, asked]).toEqual(["for b", ["a", "b"]]);
  });

  test("that is refused is told to whoever takes it, and to nobody before", async () => {
    const early = askEarly(() => Promise.reject(new NoIdToken("HTTP 403", "no", false)), "a");
    await early.sent;
    await expect(early.service("a", watcher)).rejects.toMatchObject({ code: "HTTP 403" });
  });
});
