import fc from "fast-check";
import { plainText } from "../../src/inputs/plain-text.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import { DRIFT_KINDS, SIGN_IN_WAYS } from "../../src/registry/request.js";
import { anyText } from "../builders/any-text.js";

/** Durations in whole seconds, up to ten years. */
export const seconds = fc.integer({ min: 1, max: 3650 * 24 * 60 * 60 });

/** A duration of so many seconds as a person may write it. */
export function printSeconds(total: number): string {
  const units = [
    ["d", 86_400],
    ["h", 3_600],
    ["m", 60],
    ["s", 1],
  ] as const;
  let rest = total;
  return units
    .map(([unit, length]) => {
      const count = Math.floor(rest / length);
      rest -= count * length;
      return count === 0 ? "" : `${count}${unit}`;
    })
    .join("");
}

/** Different regions, each in its short form. */
export const regions = fc.uniqueArray(fc.constantFrom(...REGION_TABLE.map(({ name }) => name)), {
  minLength: 1,
  maxLength: 8,
});

/** A region as somebody may current it. */
export function spelled(name: string): fc.Arbitrary<string> {
  const display = REGION_TABLE.find((facts) => facts.name === name)?.displayName ?? name;
  return fc.constantFrom(name, display, name.toUpperCase(), display.toLowerCase(), ` ${display}\t`);
}

const tagName = fc
  .stringMatching(/^[a-z][a-z0-9 ._:-]{0,20}[a-z0-9]$/)
  .filter((text) => !text.startsWith("acr-geo-"));

// The sign of a lost character is refused.
const tagValue = anyText({ maxLength: 40 }).map((text) => plainText(text).replaceAll("\u{FFFD}", ""));

/** Tags that Azure takes. */
export const tags = fc.dictionary(tagName, tagValue, {
  maxKeys: 6,
  noNullPrototype: true,
});

/** A region's settings, both of them given. */
export const settings = fc.record({ routing: fc.constantFrom("enabled", "disabled", "keep"), tags });

const repositoryPart = fc.stringMatching(/^[a-z0-9]{1,8}(?:(?:\.|_|__|-{1,3})[a-z0-9]{1,8}){0,2}$/);

/** A repository's name by the grammar of the OCI distribution specification. */
export const repository = fc
  .array(repositoryPart, { minLength: 1, maxLength: 3 })
  .map((parts) => parts.join("/"));

/** What stands behind a repository's name, its separator included. */
export const reference = fc.oneof(
  fc.stringMatching(/^:[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
  fc.stringMatching(/^@sha256:[a-f0-9]{64}$/),
);

/** An image behind a login server, so that no part of it can be taken for another host. */
export const image = fc
  .tuple(repository, reference)
  .map(([name, suffix]) => `contoso.azurecr.io/${name}${suffix}`);

const duration = seconds.map(printSeconds);

/** A config file's content of which each value is sound for itself. */
export const soundConfig: fc.Arbitrary<Record<string, unknown>> = fc.record(
  {
    registry: fc.constantFrom("contoso", "contoso.azurecr.io", "contoso-a1b2c3.azurecr.io"),
    regions: regions.chain(itemsFor),
    prune: fc.constantFrom("none", "owned", "all"),
    owner: fc.stringMatching(/^[A-Za-z/][A-Za-z0-9/ _-]{0,40}[A-Za-z/]$/),
    ttl: duration,
    protect: fc.oneof(
      regions,
      regions.map((names) => names.join(", ")),
    ),
    "max-delete": fc.nat(),
    "max-replicas": fc.nat(),
    repair: fc.boolean(),
    routing: fc.constantFrom("enabled", "disabled", "keep"),
    tags,
    timeout: duration,
    "stuck-after": fc.oneof(fc.constant(0), duration),
    images: fc.array(image, { maxLength: 4 }),
    "fail-on": fc.oneof(fc.constantFrom("any", "none"), fc.subarray([...DRIFT_KINDS], { minLength: 1 })),
    auth: fc.constantFrom(...SIGN_IN_WAYS),
    summary: fc.boolean(),
  },
  { requiredKeys: ["registry", "regions"], noNullPrototype: true },
);

function itemsFor(names: readonly string[]): fc.Arbitrary<unknown[]> {
  const items = names.map((name) =>
    fc.oneof(
      spelled(name).map((text) => text.trim()),
      settings.map((own) => ({ [name]: own })),
    ),
  );
  return fc.tuple(...items);
}
