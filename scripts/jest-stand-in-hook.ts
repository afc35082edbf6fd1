import type { ResolveHook } from "node:module";

/** A module hook that gives the stand-in to whoever imports Jest, which only runs inside Jest. */
export const resolve: ResolveHook = (specifier, context, nextResolve) =>
  nextResolve(
    specifier === "@jest/globals" ? new URL("./jest-stand-in.js", import.meta.url).href : specifier,
    context,
  );
