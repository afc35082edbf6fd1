import { drawWhole } from "../builders/draws.js";

drawWhole();
await import("./properties.test.js");
