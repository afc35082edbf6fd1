import { fuzzAnswers } from "./hostile-answers.js";

fuzzAnswers(300);
