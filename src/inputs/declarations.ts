import { CLOUD_NAMES, type CloudName } from "../registry/cloud-name.js";
import type { Region } from "../registry/region.js";
import type { Tags } from "../registry/replica.js";
import {
  DRIFT_KINDS,
  type DriftKind,
  type IdentityRequest,
  MODES,
  type Mode,
  type Prune,
  type RegistrySelector,
  type Request,
  SIGN_IN_WAYS,
  type WaitFor,
  type Wish,
} from "../registry/request.js";
import { authorityHostForm } from "./authority-host.js";
import { durationForm } from "./duration.js";
import { failOnForm } from "./fail-on.js";
import { type AskedImage, imageListForm } from "./image-list.js";
import { protectedRegionsForm, ROUTING_WORDS, regionListForm } from "./region-list.js";
import { registryForm } from "./registry-selector.js";
import { tagsForm } from "./tag-lines.js";
import {
  anyTextForm,
  audienceForm,
  booleanForm,
  choiceForm,
  countForm,
  guidForm,
  ownerForm,
  planHashForm,
  resourceGroupForm,
  tenantForm,
} from "./text-forms.js";
import type { Form } from "./value.js";

/** What each input means once it is read. Null: it was left out and has no default. Durations are milliseconds. */
export interface Meanings {
  readonly registry: RegistrySelector | null;
  readonly regions: Wish | null;
  readonly config: string | null;
  readonly mode: Mode;
  readonly prune: Prune;
  readonly owner: string | null;
  readonly ttl: number | null;
  readonly "only-expired": boolean;
  readonly "only-orphaned": boolean;
  readonly protect: readonly Region[];
  readonly "max-delete": number | null;
  readonly "max-replicas": number | null;
  readonly repair: boolean;
  readonly routing: (typeof ROUTING_WORDS)[number];
  readonly tags: Tags;
  readonly "wait-for": WaitFor;
  readonly timeout: number;
  readonly "stuck-after": number;
  readonly images: readonly AskedImage[];
  readonly "if-image-unknown": Request["ifImageUnknown"];
  readonly "expect-plan": string | null;
  readonly "fail-on": readonly DriftKind[];
  readonly "subscription-id": string | null;
  readonly "resource-group": string | null;
  readonly "tenant-id": string | null;
  readonly "client-id": string | null;
  readonly audience: string | null;
  readonly auth: IdentityRequest["way"];
  readonly cloud: CloudName;
  readonly "github-token": string | null;
  readonly "drift-issue": boolean;
  readonly "pr-comment": boolean;
  readonly summary: boolean;
  readonly "report-html": boolean;
}

/** The name of an input. */
export type InputName = keyof Meanings;

/** One input: how it is read, what it means when it is left out, and who else may give it. */
export interface Declaration<Meaning> {
  readonly form: Form<Meaning>;
  /** The default, which action.yml describes in words. */
  readonly whenLeftOut: Meaning;
  /**
   * Whether the config file may have it. `not-in-remove`: it may, but does not count in `remove`, whose selectors
   * are the workflow's own. `never-counts`: it may, for files that list every input, but selects nothing.
   */
  readonly inConfig: "counts" | "not-in-remove" | "never-counts" | "refused";
  /** What counts where the workflow and the config file both give it: a fence only grows. Else the workflow wins. */
  join?(workflow: Meaning, config: Meaning): Meaning;
  /** The modes in which it has an effect: the sub-action of a mode has these inputs and no others. */
  readonly modes: readonly Mode[];
  /** The environment variable that stands in for the input where neither workflow nor file has it. */
  readonly variable?: { readonly name: string; readonly form: Form<Meaning> };
}

const MINUTE = 60_000;

/** Every input, in the order of action.yml. */
export const INPUTS: { readonly [Name in InputName]: Declaration<Meanings[Name]> } = {
  registry: { form: registryForm, whenLeftOut: null, inConfig: "counts", modes: MODES },
  regions: { form: regionListForm, whenLeftOut: null, inConfig: "not-in-remove", modes: MODES },
  config: { form: anyTextForm, whenLeftOut: null, inConfig: "refused", modes: MODES },
  mode: { form: choiceForm(MODES), whenLeftOut: "apply", inConfig: "refused", modes: MODES },
  prune: {
    form: choiceForm(["none", "owned", "all"], adviseOnPrune),
    whenLeftOut: "none",
    inConfig: "not-in-remove",
    modes: ["apply", "check"],
  },
  owner: {
    form: ownerForm,
    whenLeftOut: null,
    inConfig: "not-in-remove",
    modes: ["apply", "check", "remove"],
  },
  ttl: {
    form: durationForm({ allowsZero: false }),
    whenLeftOut: null,
    inConfig: "not-in-remove",
    modes: ["apply"],
  },
  "only-expired": { form: booleanForm, whenLeftOut: false, inConfig: "never-counts", modes: ["remove"] },
  "only-orphaned": { form: booleanForm, whenLeftOut: false, inConfig: "never-counts", modes: ["remove"] },
  protect: {
    form: protectedRegionsForm,
    whenLeftOut: [],
    inConfig: "counts",
    modes: ["apply", "check", "remove"],
    join: union,
  },
  "max-delete": {
    form: countForm,
    whenLeftOut: null,
    inConfig: "not-in-remove",
    modes: ["apply", "check", "remove"],
    join: smaller,
  },
  "max-replicas": {
    form: countForm,
    whenLeftOut: null,
    inConfig: "not-in-remove",
    modes: ["apply", "check"],
    join: smaller,
  },
  repair: { form: booleanForm, whenLeftOut: false, inConfig: "not-in-remove", modes: ["apply", "check"] },
  routing: {
    form: choiceForm(ROUTING_WORDS),
    whenLeftOut: "keep",
    inConfig: "not-in-remove",
    modes: ["apply", "check"],
  },
  tags: { form: tagsForm, whenLeftOut: {}, inConfig: "not-in-remove", modes: ["apply", "check"] },
  "wait-for": {
    form: choiceForm(["none", "provisioned", "ready"]),
    whenLeftOut: "ready",
    inConfig: "not-in-remove",
    modes: ["apply", "wait", "remove"],
  },
  timeout: {
    form: durationForm({ allowsZero: false }),
    whenLeftOut: 60 * MINUTE,
    inConfig: "not-in-remove",
    modes: MODES,
  },
  "stuck-after": {
    form: durationForm({ allowsZero: true }),
    whenLeftOut: 30 * MINUTE,
    inConfig: "not-in-remove",
    modes: ["apply", "wait"],
  },
  images: {
    form: imageListForm,
    whenLeftOut: [],
    inConfig: "not-in-remove",
    modes: ["apply", "check", "wait"],
  },
  "if-image-unknown": {
    form: choiceForm(["error", "warn"]),
    whenLeftOut: "error",
    inConfig: "not-in-remove",
    modes: ["apply", "check", "wait"],
  },
  "expect-plan": { form: planHashForm, whenLeftOut: null, inConfig: "refused", modes: ["apply", "remove"] },
  "fail-on": { form: failOnForm, whenLeftOut: DRIFT_KINDS, inConfig: "not-in-remove", modes: ["check"] },
  "subscription-id": {
    form: guidForm,
    whenLeftOut: null,
    inConfig: "counts",
    modes: MODES,
    variable: { name: "AZURE_SUBSCRIPTION_ID", form: guidForm },
  },
  "resource-group": { form: resourceGroupForm, whenLeftOut: null, inConfig: "counts", modes: MODES },
  "tenant-id": {
    form: tenantForm,
    whenLeftOut: null,
    inConfig: "counts",
    modes: MODES,
    variable: { name: "AZURE_TENANT_ID", form: tenantForm },
  },
  "client-id": {
    form: guidForm,
    whenLeftOut: null,
    inConfig: "counts",
    modes: MODES,
    variable: { name: "AZURE_CLIENT_ID", form: guidForm },
  },
  audience: { form: audienceForm, whenLeftOut: null, inConfig: "counts", modes: MODES },
  auth: { form: choiceForm(SIGN_IN_WAYS), whenLeftOut: "auto", inConfig: "counts", modes: MODES },
  cloud: {
    form: choiceForm(CLOUD_NAMES),
    whenLeftOut: "AzureCloud",
    inConfig: "counts",
    modes: MODES,
    variable: { name: "AZURE_AUTHORITY_HOST", form: authorityHostForm },
  },
  "github-token": {
    form: anyTextForm,
    whenLeftOut: null,
    inConfig: "refused",
    modes: ["apply", "check", "remove"],
  },
  "drift-issue": {
    form: booleanForm,
    whenLeftOut: false,
    inConfig: "not-in-remove",
    modes: ["apply", "check"],
  },
  "pr-comment": {
    form: booleanForm,
    whenLeftOut: false,
    inConfig: "not-in-remove",
    modes: ["apply", "check", "remove"],
  },
  summary: { form: booleanForm, whenLeftOut: true, inConfig: "not-in-remove", modes: MODES },
  "report-html": { form: booleanForm, whenLeftOut: false, inConfig: "not-in-remove", modes: MODES },
};

/** Every input's name, in the order of action.yml. */
export const INPUT_NAMES: readonly InputName[] = Object.keys(INPUTS).filter(isInputName);

/** The inputs that have an effect in a mode, in the order of action.yml. What fixes the mode leaves `mode` out. */
export function inputsOf(mode: Mode): readonly InputName[] {
  return INPUT_NAMES.filter((name) => name !== "mode" && INPUTS[name].modes.includes(mode));
}

/** Whether a text is an input's name. */
export function isInputName(text: string): text is InputName {
  return Object.hasOwn(INPUTS, text);
}

function union(workflow: readonly Region[], config: readonly Region[]): readonly Region[] {
  return [...new Set([...workflow, ...config])];
}

function smaller(workflow: number | null, config: number | null): number | null {
  const given = [workflow, config].filter((count) => count !== null);
  return given.length === 0 ? null : Math.min(...given);
}

/** A yes or no does not say which replicas; whoever writes one gets told what the choices do. */
function adviseOnPrune(text: string): string | null {
  if (!/^(?:true|false|yes|no|on|off|1|0)$/i.test(text)) return null;
  return `"${text}" does not say which replicas. Write \`owned\` to delete those whose only owner is \`owner\`, \`all\` to delete every replica that is not wanted, or \`none\` to delete nothing.`;
}
