import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { CertificateAuthority } from "./certificates.js";
import type { Effect } from "./faults.js";

/** What becomes of a CONNECT; `no-such-name` is a host that DNS would not know. */
export type Admission = "known" | "no-such-name" | "unexpected";

/** What the proxy asks about a CONNECT. */
export interface ProxyQuestions {
  readonly authority: CertificateAuthority;
  /** An authority that no client trusts. */
  readonly stranger: CertificateAuthority;
  /** Whether the host exists; the answer is also where the CONNECT is recorded. */
  readonly admit: (host: string, port: string) => Admission;
  readonly faultOf: (host: string) => Effect | undefined;
}

/** An HTTP proxy on loopback that ends the TLS of the hosts it knows and refuses all others. */
export interface ConnectProxy {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the proxy; `front` is created with the function that tells which host a request's connection was made for. */
export async function startProxy(
  questions: ProxyQuestions,
  makeFront: (hostOf: (message: IncomingMessage) => string) => Server,
): Promise<ConnectProxy> {
  const hosts = new WeakMap<Socket, string>();
  const sockets = new Set<Socket>();
  const front = makeFront((message) => hosts.get(message.socket) ?? "");
  const server = createServer((message, response) => {
    questions.admit(message.headers.host ?? "", "80");
    response.writeHead(403).end("This proxy serves CONNECT only.");
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("connect", (message: IncomingMessage, socket: Socket, head: Buffer) => {
    socket.on("error", () => socket.destroy());
    const [host = "", port = ""] = (message.url ?? "").toLowerCase().split(":");
    const effect = questions.faultOf(host);
    const verdict = effect?.kind === "no-such-host" ? "no-such-name" : questions.admit(host, port);
    if (verdict === "unexpected") return refuse(socket, "403 Forbidden");
    if (verdict === "no-such-name") return refuse(socket, "502 Bad Gateway");
    if (effect?.kind === "connection-refused") return refuse(socket, "503 Service Unavailable");
    if (effect?.kind === "handshake-failure") {
      establish(socket);
      return void socket.once("data", () => socket.destroy());
    }
    const authority = effect?.kind === "untrusted-certificate" ? questions.stranger : questions.authority;
    void authority.contextFor(host).then((secureContext) => {
      establish(socket);
      if (head.length > 0) socket.unshift(head);
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on("error", () => socket.destroy());
      hosts.set(secure, host);
      front.emit("connection", secure);
    });
  });
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => closeServer(server, sockets),
  };
}

/** Listens on a free loopback port and gives it; a test that fails to close the server can still end. */
export function listen(server: Server): Promise<number> {
  server.unref();
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

/** Closes a server together with the connections that are still open. */
export function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
    for (const socket of sockets) socket.destroy();
  });
}

function establish(socket: Socket): void {
  socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
}

function refuse(socket: Socket, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
