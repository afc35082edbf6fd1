export { type CliSession, type StandInCli, standInCli } from "./azure-cli.js";
export { type ClosedPort, findClosedPort, throughFlakyName } from "./fragile-ways.js";
export {
  arriveAfter,
  blobRequests,
  dataPlaneRequests,
  endpointOf,
  type ImageStates,
  imageStates,
  manifestRequests,
  statesByRegion,
} from "./images.js";
export { type ActionRun, type RunOptions, runAction, startAction } from "./run-action.js";
export { type Played, play, type Stage, setStage } from "./scenario.js";
export type { Annotation } from "./workflow-commands.js";
