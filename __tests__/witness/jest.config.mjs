import config from "../../jest.config.mjs";

// `npm run witness`: programs that others wrote, which `npm test` does without, and the recordings beside them. They
// run in real time, which a busy machine stretches.
export default {
  ...config,
  rootDir: "../..",
  testMatch: ["**/*.witness.js", "**/conformance/*.test.js"],
  testTimeout: 300_000,
};
