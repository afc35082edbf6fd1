process.env.INPUT_MODE = "wait";
await import("../dist/index.js");
