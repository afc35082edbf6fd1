import type { Outcome } from "../../src/outcome/outcome.js";
import { compareRegions, parseRegion, type Region } from "../../src/registry/region.js";
import { REGION_TABLE } from "../../src/registry/region-table.js";
import { ServerText } from "../../src/registry/server-text.js";
import { timeline } from "../../src/report/timeline.js";
import { outcome, row } from "../builders/outcome.js";
import { hostileOutcome } from "../report/hostile-outcome.js";
import { STORIES } from "../report/stories.js";

const NASTY =
  `<img src="https://evil.example/x" onerror="alert(1)">"'\`</style></svg><script>alert(1)</script>` +
  `:done, 2000-01-01\nsection x\nclick y;%%{init}%%${"W".repeat(150)}\u202e`;
const HOSTILE = hostileOutcome({
  state: NASTY,
  status: NASTY,
  name: NASTY,
  owner: NASTY,
  tag: NASTY,
  code: NASTY,
  message: NASTY,
  quote: NASTY,
});

const CITIES = ["australiaeast", "brazilsouth", "eastus", "japaneast", "westeurope"];

/** Runs whose pages a browser opens: no replica, one, five cities, sixty, every kind of trouble. */
export function pageStories(): Readonly<Record<string, Outcome>> {
  const sixty = REGION_TABLE.map(({ name }) => name).slice(0, 60);
  return {
    "no replica": outcome({ replicas: [], registry: null, plan: null }),
    "one replica": outcome(),
    "five replicas": outcome({ replicas: regions(CITIES).map((region) => row(region)) }),
    "sixty replicas": outcome({ replicas: regions(sixty).map(inSomeState) }),
    "hostile names": HOSTILE,
    ...STORIES,
  };
}

/** Runs whose summaries have a timeline. */
export const SUMMARY_STORIES: Readonly<Record<string, Outcome>> = {
  "hostile names": HOSTILE,
  ...Object.fromEntries(Object.entries(STORIES).filter(([, story]) => timeline(story).length > 0)),
};

function regions(names: readonly string[]): readonly Region[] {
  return names.flatMap((name) => parseRegion(name) ?? []).toSorted(compareRegions);
}

function inSomeState(region: Region, index: number) {
  const isHome = region === "westeurope";
  const absent = { name: null, provisioningState: null, displayStatus: null, isReady: false, routing: null };
  const words = [["Succeeded", "Syncing"], ["Failed", null], null][index % 7];
  if (words === undefined || isHome) return row(region, { isHome });
  if (words === null) return row(region, absent);
  const [state, status] = words;
  return row(region, {
    provisioningState: new ServerText(state ?? ""),
    displayStatus: status === null || status === undefined ? null : new ServerText(status),
    isReady: false,
    seconds: 300,
  });
}
