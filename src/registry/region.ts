import { REGION_TABLE, type RegionFacts } from "./region-table.js";

declare const regionBrand: unique symbol;

/** An Azure region in its short form, such as `westeurope`: the form of the wire and of the outputs. */
export type Region = string & { readonly [regionBrand]: true };

/** Azure region names are letters and digits; the longest known has 18 characters. */
const SHORT_FORM = /^[a-z][a-z0-9]{2,49}$/;

/** What stands before a name in the portal and in `regionalDisplayName` of the locations API: `(Europe) West Europe`. */
const GEOGRAPHY = /^\s*\([\p{L} ]+\)(?=\s*\p{L})/u;

const FACTS = new Map(REGION_TABLE.map((facts) => [facts.name, facts]));

/**
 * Reads a region as people and Azure write it: `westeurope`, `West Europe`, `WEST EUROPE`, `(Europe) West Europe`.
 * Gives null for what cannot be a region name. Whether Azure has such a region is not decided here.
 */
export function parseRegion(text: string): Region | null {
  const short = text
    .replace(GEOGRAPHY, "")
    .replace(/[\p{Zs}\t]+/gu, "")
    .toLowerCase();
  return isShortForm(short) ? short : null;
}

function isShortForm(text: string): text is Region {
  return SHORT_FORM.test(text);
}

/** The name as people read it, such as `West Europe`; the short form where the region is not in the table. */
export function displayName(region: Region): string {
  return FACTS.get(region)?.displayName ?? region;
}

/** Where the region lies and what kind it is; null for regions that the table does not know. */
export function regionFacts(region: Region): RegionFacts | null {
  return FACTS.get(region) ?? null;
}

/** Canary (`*euap`) and stage (`*stg`) regions get changes first and are no place for production. */
export function isCanaryOrStage(region: Region): boolean {
  return /(euap|stg)$/.test(region);
}

/** Orders regions by their short names, the order of every list that this action gives out. */
export function compareRegions(left: Region, right: Region): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether the table knows the region. It has those of the public cloud, as far as they are published. */
export function isKnownRegion(region: Region): boolean {
  return FACTS.has(region);
}
