import type { Clock } from "../../registry/clock.js";

/** Hosts that asked not to be disturbed for a while: the wait holds for every request, not only for one. */
export interface HostGate {
  close(host: string, milliseconds: number): void;
  /** Milliseconds until the host may be asked again; 0 when it may be asked now. */
  waitFor(host: string): number;
}

/** Thrown instead of sending when a host stays closed past the deadline of the run, or for what must not be late. */
export class HostClosed extends Error {
  readonly host: string;

  constructor(host: string) {
    super(`${host} asked for no requests for a while`);
    this.name = "HostClosed";
    this.host = host;
  }
}

/** A gate with every host open. */
export function createHostGate(clock: Clock): HostGate {
  const openAt = new Map<string, number>();
  return {
    close: (host, milliseconds) => {
      openAt.set(host, Math.max(openAt.get(host) ?? 0, clock.now() + milliseconds));
    },
    waitFor: (host) => Math.max(0, (openAt.get(host) ?? 0) - clock.now()),
  };
}
