import base from "./jest.config.mjs";

// The long tests: every fault at every kind of request, signals at random moments, thousands of hostile texts.
export default {
  ...base,
  testMatch: ["**/*.soak.js"],
  testTimeout: 150_000,
  maxWorkers: 2,
  maxConcurrency: 3,
};
