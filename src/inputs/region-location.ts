import type { Region } from "../registry/region.js";
import type { Routing, Tags } from "../registry/replica.js";
import type { WantedRegion } from "../registry/request.js";
import { alternatives, quote, quoteText } from "./quote.js";
import { tagsForm } from "./tag-lines.js";
import {
  type Entry,
  type Fault,
  type Form,
  fault,
  faultsOf,
  isNothing,
  type Mapping,
  type Result,
} from "./value.js";

/** A region as Terraform or Bicep has it, and how it was written. */
interface LocatedRegion {
  readonly wanted: WantedRegion;
  readonly written: string;
}

/**
 * The flag for routing from the global endpoint: as ARM and the AVM module of Bicep call it, as Terraform called it
 * before version 5, as newer AVM and the Azure CLI do, and as Terraform does from version 5 on.
 */
const ROUTING_FLAGS = [
  "regionEndpointEnabled",
  "regional_endpoint_enabled",
  "globalEndpointRouting",
  "global_endpoint_routing_enabled",
];

/** Said there, and no matter here: a replica is known by its region, and zones are always on. */
const IGNORED = ["name", "zoneRedundancy", "zone_redundancy_enabled"];

/**
 * Reads a mapping with `location`: a block `georeplications` of Terraform's azurerm_container_registry, or an item of
 * the parameter `replications` of Bicep's AVM module. A null is what Terraform gives for what was left out.
 */
export function readLocation({ entries, place }: Mapping, readName: Form<Region>): Result<LocatedRegion> {
  const location = entries.find(({ key }) => key === "location");
  if (location === undefined) return fault({ place }, "The item has no `location`.");
  const region = readName(location.value);
  const name = "value" in region ? region.value : "location";
  const settings = readSettings(entries.filter(({ value }) => !isNothing(value)));
  const told = faultsOf(settings).map((one) => ({ ...one, text: `${name}: ${one.text}` }));
  if (!("value" in region) || !("value" in settings)) return { faults: [...faultsOf(region), ...told] };
  return { value: { wanted: { region: region.value, ...settings.value }, written: quote(location.value) } };
}

function readSettings(entries: readonly Entry[]): Result<Omit<WantedRegion, "region">> {
  const routing = readRouting(entries.filter(({ key }) => ROUTING_FLAGS.includes(key)));
  const tagged = entries.find(({ key }) => key === "tags");
  const tags: Result<Tags> = tagged === undefined ? { value: {} } : tagsForm(tagged.value);
  const faults = [...unknownKeys(entries), ...faultsOf(routing), ...faultsOf(tags)];
  if (!("value" in routing) || !("value" in tags) || faults.length > 0) return { faults };
  return { value: { routing: routing.value, tags: tags.value } };
}

function unknownKeys(entries: readonly Entry[]): readonly Fault[] {
  const known = ["location", "tags", ...ROUTING_FLAGS, ...IGNORED];
  return entries
    .filter(({ key }) => !known.includes(key))
    .map(({ key, keyPlace }) => ({
      text: `${quoteText(key)} is not a key that a region with \`location\` has. Write ${alternatives(known)}.`,
      place: keyPlace,
    }));
}

function readRouting(flags: readonly Entry[]): Result<Routing | null> {
  const read = flags.map((flag) => ({ flag, result: routingOf(flag) }));
  const faults = read.flatMap(({ result }) => faultsOf(result));
  if (faults.length > 0) return { faults };
  const values = read.flatMap(({ flag, result }) =>
    "value" in result ? [{ flag, routing: result.value }] : [],
  );
  const [first] = values;
  const other = values.find(({ routing }) => routing !== first?.routing);
  if (first === undefined || other === undefined) return { value: first?.routing ?? null };
  const text = `\`${first.flag.key}\` and \`${other.flag.key}\` are the same flag, and contradict each other. Leave one out.`;
  return fault({ place: other.flag.keyPlace }, text);
}

/** A boolean, or the word that ARM writes for one in other places. */
function routingOf({ key, value }: Entry): Result<Routing> {
  const text = value.kind === "scalar" ? value.text.trim().toLowerCase() : "";
  if (text === "true" || text === "enabled") return { value: "enabled" };
  if (text === "false" || text === "disabled") return { value: "disabled" };
  return fault(value, `${key}: ${quote(value)} is neither \`true\` nor \`false\`. Write one of the two.`);
}
