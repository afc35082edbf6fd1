import { chmod, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a stand-in for the Azure CLI answers. */
export interface CliSession {
  /** The access token of the one who is signed in; without it nobody is. */
  readonly token?: string;
  /** The subscription that the session works in; without it `az account show` fails. */
  readonly subscription?: string;
}

/** An `az` of our own, alone on PATH. */
export interface StandInCli {
  readonly environment: Readonly<Record<string, string>>;
  /** The command lines that it was run with. */
  calls(): Promise<readonly string[]>;
}

/** Puts an `az` into a directory of its own below `parent`. It is a shell script, and needs no other program. */
export async function standInCli(parent: string, session: CliSession): Promise<StandInCli> {
  const folder = await mkdtemp(join(parent, "azure-cli-"));
  const log = join(folder, "calls");
  await writeFile(log, "");
  await writeFile(join(folder, "az"), script(log, session));
  await chmod(join(folder, "az"), 0o755);
  return {
    environment: { PATH: folder },
    calls: async () => (await readFile(log, "utf8")).split("\n").filter(Boolean),
  };
}

function script(log: string, { token, subscription }: CliSession): string {
  const endsIn = Math.floor(Date.now() / 1000) + 24 * 3600;
  const answers = {
    "get-access-token":
      token && JSON.stringify({ accessToken: token, expires_on: endsIn, tokenType: "Bearer" }),
    show: subscription && JSON.stringify({ id: subscription, isDefault: true }),
  };
  const cases = Object.entries(answers).flatMap(([command, answer]) =>
    answer ? [`${command}) echo '${answer}'; exit 0 ;;`] : [],
  );
  return `#!/bin/sh
echo "$@" >> '${log}'
case "$2" in
${cases.join("\n")}
esac
echo "ERROR: Please run 'az login' to setup account." >&2
exit 1
`;
}
