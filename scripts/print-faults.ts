import { faultDocument } from "./fault-document.js";

// Prints what docs/faults.md must be, for the test that it is.
process.stdout.write(await faultDocument());
