import { parseRegion, type Region, regionFacts } from "../registry/region.js";
import type { Tags } from "../registry/replica.js";
import type { WantedRegion, Wish } from "../registry/request.js";
import { firstMeaningfulLine, readItems } from "./list-items.js";
import { isEmptyExpression } from "./plain-text.js";
import { alternatives, quote, quoteText } from "./quote.js";
import { readLocation } from "./region-location.js";
import { tagsForm } from "./tag-lines.js";
import { choiceForm, emptyExpression } from "./text-forms.js";
import {
  all,
  andThen,
  type Entry,
  type Fault,
  type Form,
  fault,
  faultsOf,
  isNothing,
  type Place,
  type Result,
  textValue,
  type Value,
} from "./value.js";

/** What `routing` may say, of all replicas or of one. */
export const ROUTING_WORDS = ["enabled", "disabled", "keep"] as const;
/** The settings that a region in the list may have. */
export const REGION_SETTINGS = ["routing", "tags"] as const;

/** The word that stands for the replicas that there are, in place of a list. */
export const EXISTING = "existing";

/** The wanted regions with their settings: at least one, each once however it is spelled. Or all that there is. */
export const regionListForm: Form<Wish> = (value) => {
  if (isMapping(value)) return fault(value, NOT_THE_LIST);
  return andThen(readItems(value), (items): Result<Wish> => {
    if (items.length === 1 && items.every(isExisting)) return { value: EXISTING };
    if (items.length === 0) return fault(value, "The list is empty. Name at least one region.");
    return refuseRepeated(items.map(readItem));
  });
};

const NOT_THE_LIST =
  "This is a mapping, and a list is expected. Give the list alone: `terraform output -json georeplications` prints it where the output's value is the registry's `georeplications`, and in a Bicep parameter file it is the `value` of `replications`.";

/** Its text is in no message: a whole registry of Terraform's has the password in it. */
function isMapping(value: Value): boolean {
  if (value.kind !== "scalar") return value.kind === "mapping";
  return value.type === "string" && firstMeaningfulLine(value.text).startsWith("{");
}

/** Regions without settings. Naming one twice does no harm. */
export const protectedRegionsForm: Form<readonly Region[]> = (value) =>
  andThen(readItems(value), (items) =>
    andThen(all(items.map(readName)), (regions) => ({ value: [...new Set(regions)] })),
  );

interface Item {
  readonly wanted: WantedRegion;
  readonly place: Place;
  readonly written: string;
}

function readItem(value: Value): Result<Item> {
  if (value.kind !== "mapping") {
    return andThen(readListed(value), (region) => ({
      value: { wanted: { region, routing: null, tags: {} }, place: value.place, written: quote(value) },
    }));
  }
  if (value.entries.some(({ key }) => key === "location")) {
    return andThen(readLocation(value, readListed), ({ wanted, written }) => ({
      value: { wanted, place: value.place, written },
    }));
  }
  const [entry, ...others] = value.entries;
  if (entry === undefined || others.length > 0) {
    return fault(
      value,
      "An item with settings has one key, the region, with the settings under it: `- japaneast: { routing: disabled }`. One that comes from Terraform or Bicep has a `location`.",
    );
  }
  return readRegionWithSettings(entry);
}

function readRegionWithSettings({ key, keyPlace, value }: Entry): Result<Item> {
  return andThen(readListed(textValue(key, keyPlace)), (region) =>
    andThen(tellWhere(region, readSettings(value)), (settings) => ({
      value: { wanted: { region, ...settings }, place: keyPlace, written: quoteText(key) },
    })),
  );
}

type Settings = Pick<WantedRegion, "routing" | "tags">;

function readSettings(value: Value): Result<Settings> {
  if (isNothing(value)) return { value: { routing: null, tags: {} } };
  if (value.kind !== "mapping") {
    return fault(
      value,
      `${quote(value)} is not a region's settings. Write \`{ routing: disabled, tags: { tier: dr } }\`.`,
    );
  }
  const { entries } = value;
  const routing = readSetting<WantedRegion["routing"]>(entries, "routing", choiceForm(ROUTING_WORDS), null);
  const tags = readSetting<Tags>(entries, "tags", tagsForm, {});
  const faults = [...unknownSettings(entries), ...faultsOf(routing), ...faultsOf(tags)];
  if ("faults" in routing || "faults" in tags || faults.length > 0) return { faults };
  return { value: { routing: routing.value, tags: tags.value } };
}

function readSetting<Meaning>(
  entries: readonly Entry[],
  name: (typeof REGION_SETTINGS)[number],
  form: Form<Meaning>,
  whenLeftOut: Meaning,
): Result<Meaning> {
  const entry = entries.find(({ key }) => key === name);
  return entry === undefined ? { value: whenLeftOut } : tellWhere(name, form(entry.value));
}

/** Begins every fault with the region or setting that it is in: a list has many of them, and they look alike. */
function tellWhere<Meaning>(where: string, result: Result<Meaning>): Result<Meaning> {
  if (!("faults" in result)) return result;
  return { faults: result.faults.map(({ text, place }) => ({ text: `${where}: ${text}`, place })) };
}

function unknownSettings(entries: readonly Entry[]): readonly Fault[] {
  return entries
    .filter(({ key }) => !REGION_SETTINGS.some((setting) => setting === key))
    .map(({ key, keyPlace }) => ({
      text: `${quoteText(key)} is not a setting of a region. Write ${alternatives(REGION_SETTINGS)}.`,
      place: keyPlace,
    }));
}

function isExisting(value: Value): boolean {
  return value.kind === "scalar" && value.type === "string" && value.text.trim().toLowerCase() === EXISTING;
}

/** A region's name in the list of the wanted ones. */
function readListed(value: Value): Result<Region> {
  if (!isExisting(value)) return readName(value);
  return fault(value, "`existing` means the replicas that exist, instead of a list. Use it alone.");
}

function readName(value: Value): Result<Region> {
  if (value.kind === "scalar" && value.type === "string" && isEmptyExpression(value.text.trim())) {
    return fault(
      value,
      `${emptyExpression(value.text.trim())} A region is written \`westeurope\` or \`West Europe\`.`,
    );
  }
  const region = value.kind === "scalar" && value.type === "string" ? parseRegion(value.text.trim()) : null;
  if (region !== null && !isSeveralRegions(value)) return { value: region };
  const advice = region === null ? "Write" : "Separate regions by commas or new lines, and write";
  return fault(
    value,
    `${quote(value)} is not a region's name. ${advice} each as Azure does, such as \`westeurope\` or \`West Europe\`.`,
  );
}

/** Whether a name is several names with blanks between them: read as one, it would be a region of no cloud. */
function isSeveralRegions(value: Value): boolean {
  const words = value.kind === "scalar" ? value.text.trim().split(/\s+/) : [];
  const regions = words.map(parseRegion);
  return words.length > 1 && regions.every((region) => region !== null && regionFacts(region) !== null);
}

function refuseRepeated(results: readonly Result<Item>[]): Result<readonly WantedRegion[]> {
  const items = results.flatMap((result) => ("value" in result ? [result.value] : []));
  const repetitions = items.flatMap((item) => {
    const first = items.find(({ wanted }) => wanted.region === item.wanted.region);
    return first === undefined || first === item ? [] : [repeated(item, first)];
  });
  const faults = [...results.flatMap(faultsOf), ...repetitions];
  return faults.length > 0 ? { faults } : { value: items.map(({ wanted }) => wanted) };
}

function repeated(item: Item, first: Item): Fault {
  const before = item.written === first.written ? "" : `, before as ${first.written}`;
  return { text: `${item.written} is in the list twice${before}. Name each region once.`, place: item.place };
}
