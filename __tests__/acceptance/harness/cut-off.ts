import type { Effect, RecordedRequest } from "../../simulator/index.js";
import type { Played, Stage } from "./scenario.js";

/** One request of a run, by its number, and what becomes of it. */
export interface Moment {
  /** Only requests to this host are counted; all of them unless given. */
  readonly host?: string;
  /** Counted from 1. */
  readonly request: number;
  /** It is answered at once unless given. */
  readonly effect?: Effect;
  /** Whether the same becomes of every request after it. */
  readonly lasts?: boolean;
}

/** A run that was to be cut off at one of its requests. */
export interface CutOff extends Played {
  /** False: it ended before it came to that request. */
  readonly wasReached: boolean;
}

/** Runs the action, and sends it a signal as soon as the request of that moment has arrived. */
export async function signalAtRequest(
  signal: NodeJS.Signals,
  moment: Moment,
  inputs: Readonly<Record<string, string>>,
  stage: Stage,
): Promise<CutOff> {
  const arrival = awaitRequest(moment, stage);
  const played = await stage.play(inputs, {
    signalAt: [{ signal, after: 0 }],
    sleep: () => arrival.arrived,
  });
  return { ...played, wasReached: arrival.giveUp() };
}

/** A request that has yet to arrive. */
interface Arrival {
  /** Resolves when it has arrived, before anything becomes of it. */
  readonly arrived: Promise<void>;
  /** Waits no longer; whether it has arrived. */
  readonly giveUp: () => boolean;
}

/** Waits for the request of that moment, counted from now on. */
export function awaitRequest(
  { host, request, effect = { kind: "meanwhile" }, lasts = false }: Moment,
  { simulator }: Stage,
): Arrival {
  let hasArrived = false;
  let takeOut = () => {};
  const arrived = new Promise<void>((resolve) => {
    const onHit = () => {
      hasArrived = true;
      resolve();
    };
    const which = { ...(host === undefined ? {} : { host }), ...(lasts ? {} : { times: 1 }) };
    takeOut = simulator.inject({ ...which, skip: Math.max(0, request - 1), effect, onHit });
  });
  return {
    arrived,
    giveUp: () => {
      takeOut();
      return hasArrived;
    },
  };
}

/** The requests that a run makes in a stage, in order of arrival. */
export async function requestsOf(
  inputs: Readonly<Record<string, string>>,
  stage: Stage,
): Promise<{ readonly played: Played; readonly requests: readonly RecordedRequest[] }> {
  const before = stage.simulator.requests.length;
  const played = await stage.play(inputs);
  return { played, requests: stage.simulator.requests.slice(before) };
}
