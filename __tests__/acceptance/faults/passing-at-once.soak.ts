import { beforeAll, describe, expect, test } from "@jest/globals";
import type { Fault } from "../../simulator/index.js";
import { AZURE_KINDS, unhurt } from "./request-kinds.js";
import { PASSING } from "./weather.js";
import { DONE, endOf, type PlayedOut, playWholeJob } from "./whole-job.js";

/** Each kind of request meets another of the faults that pass; all of them at all kinds are a matter of hours. */
function mixedWeather(): readonly Fault[] {
  return AZURE_KINDS.flatMap(({ match }, index) => {
    const [, effect] = PASSING[index % PASSING.length] ?? [];
    return effect === undefined ? [] : [{ ...match, times: 1, effect: effect() }];
  });
}

describe("bad weather: at every kind of request another fault that passes", () => {
  let played: PlayedOut;
  beforeAll(async () => {
    played = await playWholeJob(mixedWeather(), {}, { environment: { RUNNER_DEBUG: "1" } });
  });

  test("is waited out, and nothing is done twice", () => {
    expect(unhurt(AZURE_KINDS, played.simulator.requests)).toEqual([]);
    expect(endOf(played)).toEqual(DONE);
  });

  test("leaves a line in the debug log for every try, with its result, its time and no header", () => {
    const lines = played.run.commands.filter(({ name }) => name === "debug").map(({ value }) => value);
    const told = lines.filter((line) =>
      /^[A-Z]+ https:\/\/[^?]+(\?api-version=[\w-]+)?: [\w ]+ in \d+ ms/.test(line),
    );
    const { requests } = played.simulator;
    expect(
      requests.filter(
        ({ method, host, path }) => !told.some((line) => line.startsWith(`${method} https://${host}${path}`)),
      ),
    ).toEqual([]);
    expect(told.length).toBeGreaterThanOrEqual(requests.length);
    expect(
      lines.filter((line) => /bearer|(?<!Microsoft\.)authorization|[?&](sig|s|c|h)=/i.test(line)),
    ).toEqual([]);
  });
});
