import { debug, isDebug } from "@actions/core";
import { guardLogLine } from "./log-guard.js";

/** Writes one line for those who asked for debug logging. From any other log the runner would drop it, so none is written. */
export function writeDebugLine(line: string): void {
  if (isDebug()) debug(guardLogLine(line));
}
