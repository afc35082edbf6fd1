import { exec } from "node:child_process";
import { textMember } from "../http/answer.js";
import { isSubscriptionId } from "../only-subscription.js";

const CLI_TIME_LIMIT = 60_000;

/**
 * The subscription that the signed-in Azure CLI works in; null where it does not say. Run through a shell, because
 * the CLI is a script on Windows, and from a directory where nobody can have put another `az`.
 */
export function currentCliSubscription(
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal,
): Promise<string | null> {
  const directory = process.platform === "win32" ? (environment.SystemRoot ?? "C:\\Windows") : "/bin";
  return new Promise((resolve) => {
    exec(
      "az account show --output json",
      { cwd: directory, timeout: CLI_TIME_LIMIT, signal },
      (error, stdout) => resolve(error === null ? readSubscriptionId(stdout) : null),
    );
  });
}

function readSubscriptionId(output: string): string | null {
  try {
    const id = textMember(JSON.parse(output), "id");
    return id !== null && isSubscriptionId(id) ? id : null;
  } catch {
    return null;
  }
}
