import { setFlagsFromString } from "node:v8";

/**
 * Makes the engine collect garbage sooner, from now on. Each request leaves in Azure's library an `AbortSignal` that the
 * engine's quick collections do not take, and that holds all of the request until a full one. Those come late while there
 * is memory left: the proof of 20 images in 60 regions, some ten thousand requests, fills 100 MB with what nobody needs.
 */
export function saveMemory(): void {
  setFlagsFromString("--optimize-for-size");
}
