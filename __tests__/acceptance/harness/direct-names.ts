import net from "node:net";

/**
 * A preload (`node --import`) that makes the world's hosts be where no proxy is needed: every connection to another
 * machine leads to `DIRECT_PORT` on this one. Everything else, TLS and its host names above all, stays as it is.
 */

const port = Number(process.env.DIRECT_PORT);
const connect = net.Socket.prototype.connect;

type Target = { readonly host?: string; readonly path?: string | null };

function isElsewhere({ host, path }: Target): boolean {
  return !path && host !== undefined && host !== "localhost" && !host.startsWith("127.");
}

net.Socket.prototype.connect = function (this: net.Socket, ...given: unknown[]) {
  // From within Node the arguments come as one list, which it knows again by a mark of its own.
  const list = Array.isArray(given[0]) ? given[0] : given;
  if (isElsewhere(list[0])) list[0] = { ...list[0], host: "127.0.0.1", port };
  return Reflect.apply(connect, this, given);
} as typeof connect;
