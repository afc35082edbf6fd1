process.env.INPUT_MODE = "check";
await import("../dist/index.js");
