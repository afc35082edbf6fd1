import { describe, expect, test } from "@jest/globals";
import { classifyRefusal, type RefusalKind, refusalRemedy } from "../../src/github/refusals.js";

const LEFT = { "x-ratelimit-remaining": "4987", "x-ratelimit-reset": "4102444800" };
const NONE_LEFT = { ...LEFT, "x-ratelimit-remaining": "0" };

/** As GitHub writes them. */
const SAID: readonly (readonly [number, string, Readonly<Record<string, string>>, RefusalKind])[] = [
  [403, "Resource not accessible by integration", LEFT, "permission"],
  [403, "Resource not accessible by personal access token", LEFT, "permission"],
  [
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    LEFT,
    "secondary-rate-limit",
  ],
  [
    429,
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation.",
    {},
    "secondary-rate-limit",
  ],
  [
    403,
    "You have triggered an abuse detection mechanism. Please wait a few minutes before you try again.",
    { "retry-after": "60" },
    "secondary-rate-limit",
  ],
  [403, "API rate limit exceeded for installation ID 1234.", NONE_LEFT, "rate-limit"],
  [429, "API rate limit exceeded for user ID 1234.", NONE_LEFT, "rate-limit"],
  [403, "Forbidden", NONE_LEFT, "rate-limit"],
  [403, "Slow down", { ...LEFT, "retry-after": "30" }, "secondary-rate-limit"],
  [429, "Too Many Requests", {}, "secondary-rate-limit"],
  [422, "Validation Failed: was submitted too quickly", LEFT, "secondary-rate-limit"],
  [401, "Bad credentials", LEFT, "bad-token"],
  [401, "Requires authentication", LEFT, "bad-token"],
  [403, "Repository was archived so is read-only.", LEFT, "archived"],
  [403, "Unable to create comment because issue is locked.", LEFT, "locked"],
  [422, "Validation Failed: issue is locked", LEFT, "locked"],
  [410, "This issue was deleted", LEFT, "deleted"],
  [410, "Issues are disabled for this repo", LEFT, "turned-off"],
  [410, "Issues has been disabled in this repository.", LEFT, "turned-off"],
  [
    403,
    "Although you appear to have the correct authorization credentials, the `contoso` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.",
    LEFT,
    "ip-allow-list",
  ],
  [
    403,
    "Resource protected by organization SAML enforcement. You must grant your OAuth token access to this organization.",
    LEFT,
    "single-sign-on",
  ],
  [404, "Not Found", LEFT, "not-found"],
  [422, "Validation Failed: body is too long (maximum is 65536 characters)", LEFT, "too-long"],
  [403, "Must have admin rights to Repository.", LEFT, "other"],
  [451, "Repository access blocked", LEFT, "other"],
  [502, "Server Error", {}, "trouble"],
  [503, "No server is currently available to service your request.", {}, "trouble"],
];

describe("a refusal of GitHub's", () => {
  test.each(SAID)("%i %s", (status, message, headers, kind) => {
    expect(classifyRefusal({ status, message, headers })).toBe(kind);
  });

  test("asks for the permission only where GitHub says that the resource is not accessible", () => {
    const asking = SAID.filter(([status, message, headers]) =>
      refusalRemedy(classifyRefusal({ status, message, headers }), "issues: write")?.includes("permissions:"),
    );
    expect(asking.map(([, message]) => message)).toEqual([
      "Resource not accessible by integration",
      "Resource not accessible by personal access token",
    ]);
  });

  test("names the permission that was missing", () => {
    expect(refusalRemedy("permission", "pull-requests: write")).toContain(
      "`permissions: pull-requests: write`",
    );
  });
});
