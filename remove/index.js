process.env.INPUT_MODE = "remove";
await import("../dist/index.js");
