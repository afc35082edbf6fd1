export { type ActionRun, type RunOptions, runAction, startAction } from "./run-action.js";
export { play, playIn, type Scenario } from "./scenario.js";
export type { Annotation } from "./workflow-commands.js";
