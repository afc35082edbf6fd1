import { createServer, type IncomingMessage, type Server } from "node:http";
import type { Server as NetServer, Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { createServer as createTlsServer, TLSSocket, type Server as TlsServer } from "node:tls";
import type { CertificateAuthority } from "./certificates.js";
import type { Effect } from "./faults.js";

/** What becomes of a CONNECT; `no-such-name` is a host that DNS would not know. */
export type Admission = "known" | "no-such-name" | "unexpected";

/** What the proxy asks about a CONNECT. */
export interface ProxyQuestions {
  readonly authority: CertificateAuthority;
  /** An authority that no client trusts. */
  readonly stranger: CertificateAuthority;
  /** Whether the host exists; the answer is also where a connection that was made in vain is recorded. */
  readonly admit: (host: string, port: string) => Admission;
  /** Told of every connection to a host that exists. */
  readonly note: (connection: Connection) => void;
  readonly faultOf: (host: string) => Effect | undefined;
}

/** A connection for a host. */
export interface Connection {
  readonly host: string;
  /** Whether it came through the proxy, or straight to the port that stands for the hosts themselves. */
  readonly way: "proxy" | "direct";
  /** `Proxy-Authorization` as it came; null without one. */
  readonly authorization: string | null;
}

/** An HTTP proxy on loopback that ends the TLS of the hosts it knows and refuses all others. */
export interface ConnectProxy {
  readonly url: string;
  /** A port on loopback that speaks TLS for every host, as the hosts themselves would. */
  readonly directPort: number;
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
    const authorization = message.headers["proxy-authorization"] ?? null;
    questions.note({ host, way: "proxy", authorization });
    if (effect?.kind === "handshake-failure") {
      establish(socket);
      return void socket.once("data", () => socket.destroy());
    }
    const authority = effect?.kind === "untrusted-certificate" ? questions.stranger : questions.authority;
    const late = effect?.kind === "late-connection" ? effect.milliseconds : 0;
    void Promise.all([authority.contextFor(host), pause(late)]).then(([secureContext]) => {
      establish(socket);
      if (head.length > 0) socket.unshift(head);
      const secure = new TLSSocket(socket, { isServer: true, secureContext });
      secure.on("error", () => socket.destroy());
      hosts.set(secure, host);
      front.emit("connection", secure);
    });
  });
  const direct = startDirect(questions, (secure, host) => {
    sockets.add(secure);
    hosts.set(secure, host);
    front.emit("connection", secure);
  });
  return {
    url: `http://127.0.0.1:${await listen(server)}`,
    directPort: await listen(direct),
    close: async () => {
      direct.close();
      await closeServer(server, sockets);
    },
  };
}

/** Serves connections that go past the proxy: which host each is made for is told by TLS. */
function startDirect(
  { authority, admit, note }: ProxyQuestions,
  serve: (secure: TLSSocket, host: string) => void,
): TlsServer {
  const server = createTlsServer({
    SNICallback: (host, done) => {
      if (admit(host, "443") !== "known") return done(new Error("no such host"));
      void authority.contextFor(host).then((context) => done(null, context));
    },
  });
  server.on("tlsClientError", (_error, socket) => socket.destroy());
  return server.on("secureConnection", (secure) => {
    secure.on("error", () => secure.destroy());
    const host = secure.servername || "";
    note({ host, way: "direct", authorization: null });
    serve(secure, host);
  });
}

/** Listens on a free loopback port and gives it; a test that fails to close the server can still end. */
export function listen(server: NetServer): Promise<number> {
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
