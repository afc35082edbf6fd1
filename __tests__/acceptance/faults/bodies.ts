import type { Effect } from "../../simulator/index.js";

/** Bodies that are not what a service promises, by what is wrong with them. */
export const UNREADABLE: readonly (readonly [string, unknown])[] = [
  ["not JSON", "<html><body>Welcome to the proxy</body></html>"],
  ["empty", ""],
  ["the word null", null],
  ["a list", []],
  [
    "of wrong types",
    {
      value: 5,
      id: {},
      name: [],
      location: 7,
      sku: "Premium",
      properties: "all of them",
      resourceTypes: true,
      access_token: 7,
      refresh_token: [],
    },
  ],
  ["10 MB large", "x".repeat(10_000_000)],
];

/** The service does its work, and what it answers is replaced by this. */
export function answering(body: unknown): Effect {
  return { kind: "rewrite", rewrite: () => body };
}
