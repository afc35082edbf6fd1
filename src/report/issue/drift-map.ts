import type { Outcome } from "../../outcome/outcome.js";
import { displayName, type Region, regionFacts } from "../../registry/region.js";
import { type MappedRegion, mappedRegions, type RegionCondition } from "../region-condition.js";

/** A map of the replicas, and the regions whose place is not known. */
interface DriftMap {
  /** A FeatureCollection of points (RFC 7946) with simplestyle properties; it holds no text of a server's. */
  readonly geojson: string;
  readonly unplaced: readonly Region[];
}

interface Style {
  readonly color: string;
  readonly symbol: string;
  readonly words: string;
}

// Symbols are Maki icons, which simplestyle 1.1 names by: https://github.com/mapbox/simplestyle-spec
const STYLES: Readonly<Record<RegionCondition, Style>> = {
  ready: { color: "#1a7f37", symbol: "circle", words: "ready" },
  coming: { color: "#bf8700", symbol: "triangle", words: "not ready" },
  failed: { color: "#cf222e", symbol: "triangle", words: "failed" },
  missing: { color: "#cf222e", symbol: "cross", words: "missing" },
  extra: { color: "#6e7781", symbol: "square", words: "not wanted" },
  gone: { color: "#6e7781", symbol: "cross", words: "deleted" },
};
const HOME_SYMBOL = "star";

/** Home, ready, failed, missing and not wanted regions told apart by colour and symbol. */
export function driftMap(outcome: Outcome): DriftMap {
  const regions = mappedRegions(outcome);
  const features = regions.flatMap(feature);
  const unplaced = regions.filter(({ region }) => regionFacts(region) === null).map(({ region }) => region);
  return { geojson: JSON.stringify({ type: "FeatureCollection", features }), unplaced };
}

function feature({ region, isHome, condition }: MappedRegion) {
  const facts = regionFacts(region);
  if (facts === null) return [];
  const { color, symbol, words } = STYLES[condition];
  const properties = {
    title: displayName(region),
    description: isHome ? `home, ${words}` : words,
    "marker-color": color,
    "marker-symbol": isHome ? HOME_SYMBOL : symbol,
    "marker-size": condition === "ready" ? "medium" : "large",
  };
  const geometry = { type: "Point", coordinates: [facts.longitude, facts.latitude] };
  return [{ type: "Feature", geometry, properties }];
}
