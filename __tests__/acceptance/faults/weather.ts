import { armError, type Effect, throttled } from "../../simulator/index.js";

/** Faults that pass: the same request goes well when it is sent again. */
export const PASSING: readonly (readonly [string, () => Effect])[] = [
  ["429 with Retry-After in seconds", () => throttled(2)],
  ["429 with Retry-After as a date", () => throttled(new Date(Date.now() + 20_000))],
  ["429 without Retry-After", () => throttled()],
  ["500", () => armError(500, "InternalServerError", "The server has met a fault.")],
  ["502", () => ({ kind: "answer", status: 502, body: "<html>Bad gateway</html>" })],
  ["503", () => ({ kind: "answer", status: 503, body: "" })],
  [
    "503 with Retry-After",
    () => ({ kind: "answer", status: 503, headers: { "Retry-After": "2" }, body: "" }),
  ],
  ["504", () => armError(504, "GatewayTimeout", "The gateway did not receive a response in time.")],
  ["a connection that breaks before the request was taken", () => ({ kind: "reset-before" })],
  ["a connection that breaks after the request was taken", () => ({ kind: "reset-after" })],
  ["an answer that is cut in half", () => ({ kind: "half" })],
  ["no answer at all", () => ({ kind: "hang" })],
];
