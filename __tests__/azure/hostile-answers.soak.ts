import { fuzzAnswers } from "./hostile-answers.js";

fuzzAnswers(10_000);
