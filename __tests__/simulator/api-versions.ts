/** The versions of Microsoft.ContainerRegistry that the service named in Sep 2026 or that a client is known to use. */
export const REGISTRY_API_VERSIONS: readonly string[] = [
  "2017-10-01",
  "2019-05-01",
  "2019-12-01-preview",
  "2020-11-01-preview",
  "2021-06-01-preview",
  "2021-08-01-preview",
  "2021-09-01",
  "2021-12-01-preview",
  "2022-02-01-preview",
  "2022-12-01",
  "2023-01-01-preview",
  "2023-06-01-preview",
  "2023-07-01",
  "2023-08-01-preview",
  "2023-11-01-preview",
  "2024-11-01-preview",
  "2025-03-01-preview",
  "2025-04-01",
  "2025-05-01-preview",
  "2025-06-01-preview",
  "2025-11-01",
  "2026-01-01-preview",
  "2026-03-01-preview",
  "2026-09-01-preview",
  "2026-11-01",
];

/** Whether a version is at least another one. Versions are dates, so they compare as text. */
export function isSince(version: string, first: string): boolean {
  return version.slice(0, 10) >= first;
}

/**
 * Previews have regional endpoints from the private preview on. No stable version is known to have them; those of 2027
 * stand for the day when the preview has ended.
 */
export function hasRegionalEndpoints(version: string): boolean {
  return isSince(version, version.endsWith("-preview") ? "2026-01-01" : "2027-01-01");
}
