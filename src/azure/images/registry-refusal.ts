import type { Answer } from "../http/answer.js";

/** Why a registry host answers 403. */
export type RefusalReason = "firewall" | "missing-role";

/**
 * Why the host refuses: only its words tell, since a firewall and a missing role share status, code and every step
 * (Microsoft's page on CONNECTIVITY_REFRESH_TOKEN_ERROR, and azure-cli's `_docker_utils.py`). Null where it is not said.
 */
export function reasonOf({ status, text }: Answer): RefusalReason | null {
  if (status !== 403) return null;
  if (/client with ip|aka\.ms\/acr\/firewall|public network access/i.test(text)) return "firewall";
  return /retrieving permissions failed/i.test(text) ? "missing-role" : null;
}

/** The address that a firewall says it does not let in; null where it names none. */
export function refusedAddress({ text }: Answer): string | null {
  return /client with ip '?([0-9a-f.:]{3,45})'?/i.exec(text)?.[1] ?? null;
}
