import { drawWhole } from "../builders/draws.js";

drawWhole();
await import("./config-schema.test.js");
