// Jest runs the compiled ES modules as they are: no transform stands between the code and its tests.
export default {
  testEnvironment: "node",
  roots: ["<rootDir>/build/src", "<rootDir>/build/__tests__"],
  testMatch: ["**/*.test.js"],
  transform: {},
  collectCoverageFrom: ["build/src/**/*.js", "!build/src/index.js"],
  testTimeout: 30_000,
  // Most of an acceptance test happens in the process of the bundle; Jest would leave a core out.
  maxWorkers: "100%",
};
