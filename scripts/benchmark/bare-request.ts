import { request } from "node:http";
import { get } from "node:https";
import { connect } from "node:tls";

/**
 * What a cold start is compared with: the least that a Node process can do to send one HTTPS request through the
 * proxy of `HTTPS_PROXY`. The address to get is the first argument.
 */
const proxy = new URL(process.env.HTTPS_PROXY ?? "");
const target = new URL(process.argv[2] ?? "");
const tunnel = request({
  host: proxy.hostname,
  port: proxy.port,
  method: "CONNECT",
  path: `${target.hostname}:443`,
});
tunnel.on("connect", (_, socket) => {
  const secure = connect({ socket, servername: target.hostname });
  const options = { createConnection: () => secure, host: target.hostname, path: target.pathname };
  get(options, (answer) => answer.resume()).on("close", () => socket.destroy());
});
tunnel.end();
