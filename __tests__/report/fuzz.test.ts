import { fuzzReport } from "./fuzz.js";

fuzzReport(200);
