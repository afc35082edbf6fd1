import { fuzzReport } from "./fuzz.js";

fuzzReport(10_000);
