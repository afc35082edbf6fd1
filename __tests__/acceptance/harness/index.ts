export { type ActionRun, type RunOptions, runAction, startAction } from "./run-action.js";
export type { Annotation } from "./workflow-commands.js";
