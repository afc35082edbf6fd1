import { request } from "node:https";
import { HttpsProxyAgent } from "https-proxy-agent";

/**
 * What a run with nothing to do is compared with: a Node process that sends the same requests one after the other, through
 * the proxy of `HTTPS_PROXY`, with one connection to each host. The requests are the first argument, as JSON: lists of
 * method, address and body.
 */
const agent = new HttpsProxyAgent(process.env.HTTPS_PROXY ?? "", { keepAlive: true });
const requests: readonly (readonly [method: string, url: string, body: string])[] = JSON.parse(
  process.argv[2] ?? "[]",
);
for (const [method, url, body] of requests) await send(method, url, body);
process.exit(0);

function send(method: string, url: string, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, agent, headers: { "Content-Length": Buffer.byteLength(body) } });
    sent.on("response", (answer) => answer.resume().on("end", resolve));
    sent.on("error", reject);
    sent.end(body);
  });
}
