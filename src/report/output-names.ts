/** The outputs of the action, in the order of action.yml, which describes each. All are set on every end. */
export const OUTPUT_NAMES = [
  "outcome",
  "headline",
  "replicas",
  "ready-regions",
  "all-ready",
  "created",
  "deleted",
  "drift",
  "fingerprint",
  "changes",
  "plan-hash",
  "image-states",
  "images-ready",
  "login-server",
  "home-region",
  "report-path",
  "report-json",
  "report-html",
] as const;

/** One of {@link OUTPUT_NAMES}. */
export type OutputName = (typeof OUTPUT_NAMES)[number];
