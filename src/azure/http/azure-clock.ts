import type { PipelinePolicy } from "@azure/core-rest-pipeline";
import type { Clock } from "../../registry/clock.js";
import { readDate } from "./answer.js";

/** Azure's time, as its answers tell it. */
export interface AzureClock {
  /** Takes in the `Date` of an answer that has just come. */
  hear(date: Date): void;
  /** The latest `Date` and the time that has passed since on the monotonic clock; the machine's time until then. */
  date(): Date;
}

/** No answer has come yet. */
export function createAzureClock(machine: Clock): AzureClock {
  let latest: { readonly date: Date; readonly at: number } | null = null;
  return {
    hear: (date) => {
      latest = { date, at: machine.now() };
    },
    date: () =>
      latest === null ? machine.date() : new Date(latest.date.getTime() + machine.now() - latest.at),
  };
}

/** Sets the clock by the `Date` of every answer (RFC 9110, section 6.6.1). */
export function azureClockPolicy(clock: AzureClock): PipelinePolicy {
  return {
    name: "azure-clock",
    sendRequest: async (request, next) => {
      const response = await next(request);
      const date = readDate(response.headers.get("date") ?? null);
      if (date !== null) clock.hear(date);
      return response;
    },
  };
}
