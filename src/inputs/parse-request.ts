import type { Common, RegistrySelector, Request } from "../registry/request.js";
import { type Asked, readAsked } from "./asked.js";
import { parseJob } from "./job.js";
import { plainText } from "./plain-text.js";
import type { InputProblem } from "./problem.js";
import type { ConfigFile, RawInputs } from "./raw-inputs.js";
import { brokenRules } from "./rules.js";

/** What was asked, or everything that is wrong with it. */
export type ParsedRequest =
  | { readonly request: Request }
  | {
      readonly problems: readonly InputProblem[];
      /** Whether images were asked for, or may have been: the rest of the inputs may say so even if they are not valid. */
      readonly asksForImages: boolean;
    };

/**
 * Reads every input, the environment variables that stand in for some, and the config file. Gives the request, or
 * every problem at once, those of the workflow's own inputs first. Never throws.
 *
 * @param file the file that {@link configPath} names; null when it names none
 */
export function parseRequest(raw: RawInputs, file: ConfigFile | null): ParsedRequest {
  const asked = readAsked(plainInputs(raw), file);
  const registry = asked.meaning("registry");
  const job = parseJob(asked);
  const missing = [...missingRegistry(asked), ...("problems" in job ? job.problems : [])];
  const problems = [...asked.problems, ...missing, ...brokenRules(asked)];
  if (registry === null || "problems" in job || problems.length > 0) {
    const asksForImages = asked.isUnknown("images") || asked.meaning("images").length > 0;
    return { problems, asksForImages };
  }
  return { request: { ...common(registry, asked), ...job.job } };
}

/** The path of the config file as the workflow wrote it; null when the input `config` is left out. */
export function configPath(raw: RawInputs): string | null {
  const path = plainText(raw.inputs.config ?? "").trim();
  return path === "" ? null : path;
}

function plainInputs({ inputs, environment }: RawInputs): RawInputs {
  const plain = Object.entries(inputs).map(([name, text]) => [name, plainText(text)]);
  return { inputs: Object.fromEntries(plain), environment };
}

function missingRegistry(asked: Asked): readonly InputProblem[] {
  if (asked.isUnknown("registry") || asked.meaning("registry") !== null) return [];
  const text = "Required: the registry's name, its login server or its full resource ID.";
  return [{ input: "registry", text, place: null }];
}

function common(registry: RegistrySelector, asked: Asked): Common {
  const id = registry.kind === "id" ? registry.id : null;
  const images = asked.meaning("images");
  return {
    registry,
    loginServer: loginServerOf(registry, asked),
    cloud: asked.meaning("cloud"),
    subscriptionId: id?.subscriptionId ?? asked.meaning("subscription-id"),
    resourceGroup: id?.resourceGroup ?? asked.meaning("resource-group"),
    identity: {
      way: asked.meaning("auth"),
      tenantId: asked.meaning("tenant-id"),
      clientId: asked.meaning("client-id"),
      audience: asked.meaning("audience"),
    },
    protect: asked.meaning("protect"),
    maxDelete: {
      limit: asked.meaning("max-delete"),
      isSetByWorkflow: asked.isSetByWorkflow("max-delete"),
    },
    timeout: asked.meaning("timeout"),
    stuckAfter: asked.meaning("stuck-after"),
    images: images.map(({ reference }) => reference).filter(isFirstOfItsText),
    ifImageUnknown: asked.meaning("if-image-unknown"),
    keepsDriftIssue: asked.meaning("drift-issue"),
    keepsPullRequestComment: asked.meaning("pr-comment"),
    githubToken: asked.meaning("github-token"),
    writesSummary: asked.meaning("summary"),
    writesHtmlReport: asked.meaning("report-html"),
  };
}

/** Only Azure knows the label in a login server, so the one before an image is checked when the registry is found. */
function loginServerOf(registry: RegistrySelector, asked: Asked): string | null {
  if (registry.kind === "login-server") return registry.loginServer;
  return asked.meaning("images").find(({ loginServer }) => loginServer !== null)?.loginServer ?? null;
}

function isFirstOfItsText(
  { text }: { readonly text: string },
  index: number,
  images: readonly { text: string }[],
): boolean {
  return images.findIndex((image) => image.text === text) === index;
}
