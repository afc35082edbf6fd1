import base from "./jest.config.mjs";

// The long tests: every fault at every kind of request, signals at random moments, thousands of hostile texts. Verbose,
// because the titles hold the seeds. A test may wait for its turn.
export default {
  ...base,
  testMatch: ["**/*.soak.js"],
  testTimeout: 300_000,
  maxConcurrency: 5,
  verbose: true,
};
