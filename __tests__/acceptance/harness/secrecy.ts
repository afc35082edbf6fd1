import type { ActionRun, World } from "./run-action.js";

/**
 * Throws when a secret of the simulator stands anywhere in what the run left behind, in its files too, but in an
 * `add-mask` command, when one went to a host that it was not made for, or when an unexpected host was contacted.
 */
export function assertNothingLeaked(
  run: ActionRun,
  simulator: World,
  files: Readonly<Record<string, string>>,
): void {
  simulator.assertNoLeaks();
  const printed = `${run.stdout}\n${run.stderr}`.replace(/^[ \t]*::add-mask::.*$/gm, "");
  const places = {
    "the log": printed,
    "an output": JSON.stringify(run.outputs),
    "the summary": run.summary,
    ...files,
  };
  for (const { value, what } of simulator.secrets()) {
    for (const [place, text] of Object.entries(places)) {
      if (text.includes(value)) throw new Error(`The ${what} stands in ${place}.`);
    }
  }
}
