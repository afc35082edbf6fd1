import type { LoadHook } from "node:module";

/**
 * A module hook that lets `import "./data.json"` pass without `with { type: "json" }`, as bundlers do. GitHub's
 * language service is published that way, and Node refuses it otherwise.
 */
export const load: LoadHook = (url, context, nextLoad) =>
  nextLoad(url, url.endsWith(".json") ? { ...context, importAttributes: { type: "json" } } : context);
