import { drawWhole } from "../builders/draws.js";

drawWhole();
await import("./page.test.js");
