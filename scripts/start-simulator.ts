import { appendFileSync } from "node:fs";
import { startSimulator } from "../__tests__/simulator/index.js";

// Starts the simulator for the steps that follow in a job: what they need to reach it and to sign in is written to
// the file that GITHUB_ENV names. It runs until the job ends. The registry `contoso` has no replica
// yet, and the image `shop/api:v2`, which takes a moment to arrive in Japan East.
const file = process.env.GITHUB_ENV;
if (file === undefined) throw new Error("GITHUB_ENV is not set: this is made for a step of a workflow.");

const simulator = await startSimulator({
  registry: {
    name: "contoso",
    images: [{ repository: "shop/api", tag: "v2", arrives: { japaneast: 10_000 } }],
  },
  timing: { provisioned: 2_000, syncing: 3_000 },
});
const variables = Object.entries(simulator.environment("oidc"));
appendFileSync(file, variables.map(([name, value]) => `${name}=${value}\n`).join(""));
// No server of the simulator holds a process, so that no test has to close one.
setInterval(() => undefined, 60_000);
console.log(`The simulator is listening on ${simulator.proxyUrl}.`);
