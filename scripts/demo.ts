import { startAction } from "../__tests__/acceptance/harness/index.js";
import { readLog } from "../__tests__/acceptance/harness/workflow-commands.js";
import { startSimulator } from "../__tests__/simulator/index.js";

/**
 * The whole job on one machine, without Azure: the committed bundle runs against the simulator, through its proxy,
 * with nothing changed in it. Prints the log as the runner would show it, then the outputs and the job summary.
 */

const inputs = {
  registry: "contoso",
  regions: "West Europe, North Europe, Japan East, Brazil South",
  prune: "all",
};

const simulator = await startSimulator({
  registry: {
    name: "contoso",
    home: "westeurope",
    replicas: [
      { region: "northeurope", name: "geo01" },
      { region: "eastus", name: "eastus" },
    ],
  },
  schedules: {
    japaneast: { provisioned: 3_000, syncing: 6_000 },
    brazilsouth: { provisioned: 4_000, syncing: 2_000 },
  },
});

function heading(title: string): void {
  console.log(`\n${title}\n${"─".repeat(title.length)}`);
}

/** Prints whole lines as they come, masked and with groups unfolded, as a person watching the run sees them. */
function follow(stream: NodeJS.ReadableStream): void {
  let output = "";
  let shown = 0;
  stream.on("data", (chunk: Buffer | string) => {
    output += String(chunk);
    const whole = output.slice(0, output.lastIndexOf("\n") + 1);
    const { lines } = readLog(whole);
    // The runner shows debug lines only when somebody asks for them.
    for (const line of lines.slice(shown, -1)) if (!line.startsWith("debug: ")) console.log(line);
    shown = Math.max(shown, lines.length - 1);
  });
}

heading(
  "The registry contoso: home West Europe; geo01 in North Europe; a replica in East US that nobody wants",
);
console.log("Wanted: West Europe, North Europe, Japan East, Brazil South; prune: all");

heading("The log of the step");
const { process: child, finished } = await startAction({ simulator, inputs });
if (child.stdout !== null) follow(child.stdout);
const { exitCode, outputs, summary, milliseconds } = await finished;
await simulator.close();

heading("The outputs");
for (const [name, value] of Object.entries(outputs)) console.log(`${name}=${value}`);

heading("The job summary");
console.log(summary);

heading(`Exit code ${exitCode} after ${Math.round(milliseconds / 1000)} s`);
process.exitCode = exitCode ?? 1;
