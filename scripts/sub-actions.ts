import { Document, isMap, isScalar, Scalar, visit } from "yaml";
import { type InputName, inputsOf } from "../src/inputs/declarations.js";
import { MODES, type Mode } from "../src/registry/request.js";
import { type Described, sentencesOf } from "./descriptions.js";

/** What the sub-actions take over from action.yml. */
export interface ActionMetadata {
  readonly branding?: object;
  readonly inputs: Described;
  readonly outputs: Described;
  readonly runs?: object;
}

/** The modes that have an action of their own, in the folder of the same name. */
export const SUB_ACTIONS = ["check", "wait", "remove"] as const;
/** One of {@link SUB_ACTIONS}. */
export type SubAction = (typeof SUB_ACTIONS)[number];

interface Words {
  readonly name: string;
  readonly description: string;
  /** What an input means in this mode alone, where that is not what action.yml says of all of them. */
  readonly inputs: Partial<Record<InputName, string>>;
}

/** The same in every sub-action that has it; what a file holds beside it follows. */
const CONFIG =
  "Path of a YAML file in the workspace whose keys are the inputs of the main action; lists, mappings, numbers and booleans may be real YAML, and an input that the workflow sets wins.";
const CONFIG_HOLDS =
  "Default: none. Not allowed in it are `config`, `mode`, `expect-plan` and `github-token`. Keys that have no use here are accepted, so one file can serve several jobs.";

const PROTECT =
  "Regions that are never deleted, not even for repair: names separated by commas or new lines, or a YAML sequence. Default: none.";
const PROTECT_COUNTS =
  "Those of the workflow and of `config` count together. An entry that is neither a region known or offered nor the region of a replica protects nothing: it refuses every plan that deletes.";

const IF_IMAGE_UNKNOWN =
  "What to do where a region cannot be asked for images at all: `error` fails the step, `warn` continues. Default: `error`. With `warn` the image still counts as not proven (`images-ready` is `false`), but the region stays in `ready-regions`.";

const WORDS: Readonly<Record<SubAction, Words>> = {
  check: {
    name: "ACR geo-replication: check",
    description: "Reads an Azure Container Registry's replicas and reports what has drifted; writes nothing",
    inputs: {
      regions:
        "The wanted replicas, in every form that the main action reads: names separated by commas or new lines, a YAML or JSON sequence, Terraform's `georeplications` or Bicep's `replications`. Default: `existing`, all that there is, the replicas on loan too; drift is then only what is unhealthy. An empty list or a region twice is an error.",
      config: `${CONFIG} Only fences grow by both: \`protect\` is the union, and of \`max-delete\` and \`max-replicas\` the smaller counts. ${CONFIG_HOLDS}`,
      prune:
        "What `apply` would do with replicas that are not wanted: `none`, `owned` (delete those whose only owner is `owner`) or `all`. Default: `none`. It is planned and reported, and nothing is deleted.",
      owner:
        "Ownership mark of the `apply` that is looked ahead to, such as `contoso/shop/pr-42`: up to 200 characters, without ` until `. Default: none. `tags` and `routing` are then drift only on replicas whose only owner it is; without it, a wanted replica that carries marks is reported as on loan.",
      protect: `${PROTECT} A protected replica is never reported as extra. ${PROTECT_COUNTS}`,
      "max-delete":
        "Whole number: `apply` would refuse a plan with more deletes than this, and the report says so. Default: 1 for `prune: all` and repair, and none for `prune: owned`, where the marks are the consent; those count only when the workflow itself sets this.",
      "max-replicas":
        "Whole number: `apply` would refuse a plan that creates any and would leave more replicas than this, home not counted, and the report says so. Default: none.",
      repair:
        "`true` plans a repair of each wanted replica that is Failed, as `apply` would make it; `false` only reports it. Default: `false`.",
      images:
        "Images that must be pullable in every wanted region: `repository@sha256:…`, `repository:tag` or `repository:tag@sha256:…` (the digest counts), also after the login server, with commas or new lines between them, or a YAML sequence. Default: none. Pullable: the region gives the manifest, those of every platform, and every config and layer. A digest proves that image; a tag proves only that every wanted region gives the same digest. Each region is asked once, and nothing is waited for. Needs the registry's regional endpoints (public preview).",
      "if-image-unknown": IF_IMAGE_UNKNOWN,
      "fail-on":
        "The kinds of drift that fail the step: `any`, `none`, or a list of `missing`, `extra`, `failed`, `not-ready`, `syncing`, `routing`, `tags`, `image` and `on-loan` with commas between them. Default: `any`.",
      "github-token":
        "Token for `drift-issue` (with `issues: write`) and `pr-comment` (with `pull-requests: write`). Default: the job's own token, `github.token`.",
    },
  },
  wait: {
    name: "ACR geo-replication: wait",
    description:
      "Waits until an Azure Container Registry's replicas are ready, and proves images there; writes nothing",
    inputs: {
      regions:
        "The replicas to wait for, in every form that the main action reads: names separated by commas or new lines, a YAML or JSON sequence, Terraform's `georeplications` or Bicep's `replications`. `existing` is home and every permanent replica; one that goes meanwhile is no longer waited for. Required, here or in `config`. An empty list or a region twice is an error.",
      config: `${CONFIG} ${CONFIG_HOLDS}`,
      "wait-for":
        "How far to wait for wanted replicas: `none`, `provisioned` (provisioningState Succeeded) or `ready` (Succeeded, and displayStatus Ready). Default: `ready`. Less than `ready` together with `images` is an error.",
      "if-image-unknown": IF_IMAGE_UNKNOWN,
    },
  },
  remove: {
    name: "ACR geo-replication: remove",
    description: "Deletes the replicas of an Azure Container Registry that regions, owner or expiry select",
    inputs: {
      regions:
        "Selects replicas by their regions: names separated by commas or new lines, or a YAML or JSON sequence. Default: none. At least one selector is required, here and not in `config`; all that are given must match.",
      config: `${CONFIG} Of it only the registry, \`protect\` (the union of both) and the sign-in count. ${CONFIG_HOLDS}`,
      owner:
        "Selects the replicas that carry this ownership mark: the mark is taken off, and the replica deleted when it was the last. Default: none.",
      "only-expired":
        "`true` selects only replicas all of whose owners' times have passed; on shared ones the marks whose time has passed are taken off (with `owner` only that owner's). Default: `false`. In `config` it never counts.",
      "only-orphaned":
        "`true` selects only replicas none of whose owners is alive, as GitHub says: `owner/repo/pr-42` while that pull request is open, `owner/repo/run-123` until that workflow run has ended. Any other owner, and one that GitHub would not tell of, is alive until its time passes, for ever without one. On shared replicas the marks of dead owners are taken off (with `owner` only that owner's). A replica whose time has passed while its pull request is open stays, with a warning; one that stays only because GitHub would not tell is named with the `remove` that would free it. Default: `false`. Needs `github-token`, with `pull-requests: read` and `actions: read`. In `config` it never counts.",
      protect: `${PROTECT} Naming one in \`regions\` refuses the plan. ${PROTECT_COUNTS}`,
      "max-delete":
        "Whole number: a plan with more deletes than this, those that `regions` names not counted, is refused before any write. Default: none, since the marks are the consent. In `config` it never counts.",
      "wait-for":
        "`ready` and `provisioned` wait until each replica is gone; `none` ends when Azure has accepted the deletes, and what is still under way is reported. Default: `ready`.",
      "expect-plan":
        "The output `plan-hash` of an approved run, 64 hexadecimal digits: a plan that is another is refused. Default: none.",
      "github-token":
        "Token for `only-orphaned` (with `pull-requests: read` and `actions: read`) and `pr-comment` (with `pull-requests: write`). Default: the job's own token, `github.token`.",
    },
  },
};

/** The action.yml of a mode's own action: the inputs that have an effect in the mode, and every output. */
export function subActionMetadata(mode: SubAction, action: ActionMetadata): string {
  const words = WORDS[mode];
  const inputs = inputsOf(mode).map((name) => [
    name,
    { ...action.inputs[name], description: words.inputs[name] ?? inMode(mode, descriptionOf(name, action)) },
  ]);
  const document = new Document({
    name: words.name,
    description: words.description,
    branding: action.branding,
    inputs: Object.fromEntries(inputs),
    outputs: action.outputs,
    runs: { ...action.runs, main: "index.js" },
  });
  document.commentBefore = ` Written by npm run docs, from action.yml, src/inputs/declarations.ts and scripts/sub-actions.ts.`;
  visit(document, { Pair: (_key, { key, value }) => foldLongText(key, value) });
  spaceOut(document);
  return document.toString({ lineWidth: 118 });
}

/** What starts the bundle with the mode fixed, whatever the environment says. */
export function subActionEntry(mode: SubAction): string {
  return `process.env.INPUT_MODE = "${mode}";\nawait import("../dist/index.js");\n`;
}

function descriptionOf(name: InputName, { inputs }: ActionMetadata): string {
  return inputs[name]?.description ?? "";
}

/** A description without the sentences that speak of other modes only. The first says what the input is: it stays. */
function inMode(mode: Mode, description: string): string {
  return sentencesOf(description)
    .filter((sentence, index) => index === 0 || !isOfOtherModes(sentence, mode))
    .join(" ");
}

function isOfOtherModes(sentence: string, mode: Mode): boolean {
  const named = MODES.filter(
    (one) => sentence.includes(`\`${one}\``) || sentence.includes(`\`mode: ${one}\``),
  );
  return named.length > 0 && !named.includes(mode);
}

function foldLongText(key: unknown, value: unknown): void {
  const isDescription = isScalar(key) && key.value === "description" && isScalar(value);
  if (isDescription && String(value.value).length > 100) value.type = Scalar.BLOCK_FOLDED;
}

function spaceOut({ contents }: Document): void {
  if (!isMap(contents)) return;
  for (const { key } of contents.items) {
    if (isScalar(key) && ["inputs", "outputs", "runs"].includes(String(key.value))) key.spaceBefore = true;
  }
}
