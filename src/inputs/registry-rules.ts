import { cloudOfRegion } from "../registry/cloud-name.js";
import type { RegistryId } from "../registry/registry-id.js";
import type { RegistrySelector } from "../registry/request.js";
import type { Asked } from "./asked.js";
import type { InputName } from "./declarations.js";
import type { AskedImage } from "./image-list.js";
import type { InputProblem } from "./problem.js";
import { quoteText } from "./quote.js";
import { canBeLoginServerOf, cloudOf } from "./registry-selector.js";

/** Where the inputs that say which registry is meant contradict each other. */
export function registryProblems(asked: Asked): readonly InputProblem[] {
  const selector = asked.meaning("registry");
  if (selector === null) return [];
  return [
    ...cloudProblems(selector, asked),
    ...regionProblems(asked),
    ...idProblems(selector, asked),
    ...asked.meaning("images").flatMap((image) => imageProblems(image, selector, asked)),
    ...differingImageProblems(asked),
  ];
}

function cloudProblems(selector: RegistrySelector, asked: Asked): readonly InputProblem[] {
  if (selector.kind !== "login-server" || asked.isUnknown("cloud")) return [];
  const cloud = cloudOf(selector.loginServer);
  if (cloud === null || cloud === asked.meaning("cloud")) return [];
  const text = `${quoteText(selector.loginServer)} is a login server of ${cloud}, but \`cloud\` is ${asked.meaning("cloud")}. Set \`cloud: ${cloud}\`, or correct the name.`;
  return [{ input: "registry", text, place: asked.place("registry") }];
}

/** Regions that another cloud has. In `remove` the plan decides: there a wrong word refuses it whole. */
function regionProblems(asked: Asked): readonly InputProblem[] {
  if (asked.isUnknown("cloud") || asked.meaning("mode") === "remove") return [];
  const regions = asked.meaning("regions") ?? [];
  if (regions === "existing") return [];
  return regions.flatMap(({ region }) => {
    const cloud = cloudOfRegion(region);
    if (cloud === null || cloud === asked.meaning("cloud")) return [];
    const text = `${quoteText(region)} is a region of ${cloud}, but \`cloud\` is ${asked.meaning("cloud")}. Set \`cloud: ${cloud}\`, or correct the name.`;
    return [{ input: "regions", text, place: asked.place("regions") }];
  });
}

function idProblems(selector: RegistrySelector, asked: Asked): readonly InputProblem[] {
  if (selector.kind !== "id") return [];
  return [
    ...contradiction("subscription-id", "subscriptionId", selector.id, asked),
    ...contradiction("resource-group", "resourceGroup", selector.id, asked),
  ];
}

function contradiction(
  input: "subscription-id" | "resource-group",
  part: "subscriptionId" | "resourceGroup",
  id: RegistryId,
  asked: Asked,
): readonly InputProblem[] {
  const given = asked.meaning(input);
  if (given === null || given.toLowerCase() === id[part].toLowerCase()) return [];
  const text = `${quoteText(given)} contradicts the resource ID in \`registry\`, which says ${quoteText(id[part])}. Leave \`${input}\` out.`;
  return [{ input, text, place: asked.place(input) }];
}

function imageProblems(
  { loginServer, reference, place }: AskedImage,
  selector: RegistrySelector,
  asked: Asked,
): readonly InputProblem[] {
  if (loginServer === null || asked.isUnknown("cloud")) return [];
  const isOfCloud = cloudOf(loginServer) === asked.meaning("cloud");
  if (isOfCloud && canBeLoginServerOf(selector, loginServer)) return [];
  const text = `${quoteText(`${loginServer}/${reference.text}`)} is an image of another registry than \`registry\`. Correct its login server, or leave that out.`;
  return [{ input: "images", text, place }];
}

/** One registry has one login server: the labels of two cannot both be right. */
function differingImageProblems(asked: Asked): readonly InputProblem[] {
  const images = asked.meaning("images").filter(({ loginServer }) => loginServer !== null);
  const [first] = images;
  const other = images.find(({ loginServer }) => loginServer !== first?.loginServer);
  if (first === undefined || other === undefined) return [];
  const input: InputName = "images";
  const text = `The images name two login servers, ${quoteText(first.loginServer ?? "")} and ${quoteText(other.loginServer ?? "")}, but all must be of one registry.`;
  return [{ input, text, place: other.place }];
}
