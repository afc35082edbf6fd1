import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { TOOLS } from "./installed.js";
import { PROJECT_ROOT } from "./project-root.js";

/** The language server that editors show YAML with, speaking the protocol that editors speak. */
export interface YamlLanguageServer {
  /** What it finds wrong in a text whose first line names this project's config schema. */
  findingsIn(text: string): Promise<readonly string[]>;
  stop(): void;
}

const SCHEMA = pathToFileURL(join(PROJECT_ROOT, "schema/config.schema.json")).href;

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: { readonly uri?: string; readonly diagnostics?: readonly { readonly message: string }[] };
}

/** Starts it as an editor does. */
export async function startYamlLanguageServer(): Promise<YamlLanguageServer> {
  const entry = join(
    TOOLS,
    "yaml-language-server/node_modules/yaml-language-server/bin/yaml-language-server",
  );
  const server = spawn(process.execPath, [entry, "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const waiting = new Map<string, (findings: readonly string[]) => void>();
  let isReady: () => void;
  const ready = new Promise<void>((resolve) => {
    isReady = resolve;
  });
  const send = (message: object) => write(server, { jsonrpc: "2.0", ...message });
  listen(server, ({ id, method, params }) => {
    if (id === INITIALIZE && method === undefined) isReady();
    // It asks for the editor's settings, and to be told of changes: it is given none.
    else if (id !== undefined && method !== undefined)
      send({ id, result: method === "workspace/configuration" ? [{}, {}, {}, {}, {}] : null });
    else if (method === "textDocument/publishDiagnostics")
      waiting.get(params?.uri ?? "")?.((params?.diagnostics ?? []).map(({ message }) => message));
  });
  send({
    id: INITIALIZE,
    method: "initialize",
    params: { processId: process.pid, rootUri: null, capabilities: {} },
  });
  await ready;
  send({ method: "initialized", params: {} });
  let opened = 0;
  return {
    findingsIn: (text) => {
      opened += 1;
      const uri = `file:///config-${opened}.yml`;
      const whole = `# yaml-language-server: $schema=${SCHEMA}\n${text}`;
      return new Promise((resolve) => {
        waiting.set(uri, resolve);
        send({
          method: "textDocument/didOpen",
          params: { textDocument: { uri, languageId: "yaml", version: 1, text: whole } },
        });
      });
    },
    stop: () => void server.kill(),
  };
}

const INITIALIZE = 1;

function write(server: ChildProcess, message: object): void {
  const body = JSON.stringify(message);
  server.stdin?.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}

function listen(server: ChildProcess, hear: (message: Message) => void): void {
  let heard = Buffer.alloc(0);
  server.stdout?.on("data", (chunk: Buffer) => {
    heard = Buffer.concat([heard, chunk]);
    for (;;) {
      const head = heard.indexOf("\r\n\r\n");
      const length = Number(
        /Content-Length: (\d+)/.exec(heard.subarray(0, Math.max(head, 0)).toString())?.[1],
      );
      if (head < 0 || heard.length < head + 4 + length) return;
      const body = heard.subarray(head + 4, head + 4 + length).toString("utf8");
      heard = heard.subarray(head + 4 + length);
      hear(JSON.parse(body));
    }
  });
}
