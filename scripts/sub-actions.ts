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

const WORDS: Readonly<Record<SubAction, Words>> = {
  check: {
    name: "ACR geo-replication: check",
    description: "Reads an Azure Container Registry's replicas and reports what has drifted; writes nothing",
    inputs: {
      regions:
        "The wanted replicas, in every form that the main action reads: names separated by commas or new lines, a YAML or JSON sequence, Terraform's `georeplications` or Bicep's `replications`. Default: `existing`, which means all replicas there are, also those on loan; drift is then only what is unhealthy. An empty list and a region named twice are errors.",
      prune:
        "Which replicas that are not wanted `apply` would delete: `none`, `owned` (those whose only owner is `owner`) or `all`. Default: `none`. It is planned and reported, and nothing is deleted.",
      repair:
        "`true` plans a repair of each wanted replica that is Failed, as `apply` would make it; `false` only reports it. Default: `false`.",
    },
  },
  wait: {
    name: "ACR geo-replication: wait",
    description:
      "Waits until an Azure Container Registry's replicas are ready, and proves images there; writes nothing",
    inputs: {
      regions:
        "The replicas to wait for, in every form that the main action reads: names separated by commas or new lines, a YAML or JSON sequence, Terraform's `georeplications` or Bicep's `replications`. `existing` means home and every permanent replica. Required, here or in `config`. An empty list and a region named twice are errors.",
    },
  },
  remove: {
    name: "ACR geo-replication: remove",
    description: "Deletes the replicas of an Azure Container Registry that regions, owner or expiry select",
    inputs: {
      regions:
        "Selects replicas by their regions: names separated by commas or new lines, or a YAML or JSON sequence. Default: none. At least one selector is required, here and not in `config`; a replica must match all that are set.",
      owner:
        "Selects the replicas that this owner needs: its mark is taken off, and a replica without further marks is deleted. Default: none.",
      "wait-for":
        "`ready` and `provisioned` wait until each replica is gone; `none` ends when Azure has accepted the deletes, and what is still under way is reported. Default: `ready`.",
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
