/** A secret that the simulator gave out or knows, and the hosts that may see it. */
export interface Secret {
  readonly value: string;
  readonly what: string;
  readonly mayGoTo: (host: string) => boolean;
}

/** A secret, and whether a request has carried it to where it may go or anywhere else. */
export interface KnownSecret extends Secret {
  readonly wasSent: boolean;
}

/** A request that carried a secret to a host that it was not made for. */
export interface Leak {
  readonly what: string;
  readonly host: string;
  readonly path: string;
}

/** Remembers every secret, looks for them in every request, and hides them in what is recorded. */
export interface LeakGuard {
  readonly leaks: readonly Leak[];
  remember(secret: Secret): void;
  /** Notes each secret that this text, sent to this host, should not have held. */
  inspect(host: string, path: string, text: string): void;
  /** The text with `<what>` in place of each secret. */
  redact(text: string): string;
  secrets(): readonly KnownSecret[];
}

/** Begins a guard that knows no secret yet. */
export function createLeakGuard(): LeakGuard {
  const secrets = new Map<string, Secret>();
  const sent = new Set<string>();
  const leaks: Leak[] = [];
  return {
    leaks,
    remember(secret) {
      secrets.set(secret.value, secret);
    },
    inspect(host, path, text) {
      const plain = decoded(text);
      for (const { value, what, mayGoTo } of secrets.values()) {
        if (!plain.includes(value)) continue;
        sent.add(value);
        if (!mayGoTo(host)) leaks.push({ what, host, path });
      }
    },
    redact(text) {
      let redacted = text;
      for (const { value, what } of secrets.values()) redacted = redacted.replaceAll(value, `<${what}>`);
      return redacted;
    },
    secrets: () => [...secrets.values()].map((secret) => ({ ...secret, wasSent: sent.has(secret.value) })),
  };
}

/** The text with what Basic authorization and form encoding hide in it. */
function decoded(text: string): string {
  const basic = [...text.matchAll(/Basic ([A-Za-z0-9+/=]+)/gi)].map(([, value = ""]) =>
    Buffer.from(value, "base64").toString("utf8"),
  );
  return [text, unescaped(text), ...basic].join("\n");
}

function unescaped(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
