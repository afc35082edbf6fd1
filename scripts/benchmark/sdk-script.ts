import { ContainerRegistryManagementClient } from "@azure/arm-containerregistry";
import { ClientSecretCredential } from "@azure/identity";

/**
 * What people write on the SDK, to be compared with: creates in parallel, then a list every five seconds until all are
 * Ready. The first argument is `submit`, which only sends the creates before it lists, or `poll`, which waits for the
 * SDK's own pollers; the others are the regions.
 */
const [how, ...regions] = process.argv.slice(2);
const {
  TENANT = "",
  CLIENT = "",
  CLIENT_SECRET = "",
  SUBSCRIPTION = "",
  GROUP = "",
  REGISTRY = "",
} = process.env;
const credential = new ClientSecretCredential(TENANT, CLIENT, CLIENT_SECRET);
const { replications } = new ContainerRegistryManagementClient(credential, SUBSCRIPTION);
await Promise.all(
  regions.map(async (location) => {
    const poller = replications.create(GROUP, REGISTRY, location, { location });
    await poller.submitted();
    if (how === "poll") await poller.pollUntilDone();
  }),
);
while (!(await areAllReady())) await new Promise((resolve) => setTimeout(resolve, 5_000));

async function areAllReady(): Promise<boolean> {
  let ready = 0;
  for await (const { location, status } of replications.list(GROUP, REGISTRY))
    if (regions.includes(location) && status?.displayStatus === "Ready") ready += 1;
  return ready === regions.length;
}
