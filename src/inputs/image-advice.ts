import { isDigest, parseImageReference } from "../registry/image-reference.js";

/** The forms in which an image is accepted. */
export const ACCEPTED_IMAGES =
  "Write `repository@sha256:…` or `repository:tag`, also after the registry's login server";

/** What to write in place of a text that is no image, in whole sentences. `text` has no login server before it. */
export function imageAdvice(text: string): string {
  return (
    adviceOnDigestAlone(text) ??
    adviceOnNothing(text) ??
    adviceOnDigest(text) ??
    adviceOnTag(text) ??
    adviceOnRepository(text) ??
    `${ACCEPTED_IMAGES}.`
  );
}

/** The one output of docker/build-push-action that tells an image is its digest, without the repository. */
function adviceOnDigestAlone(text: string): string | null {
  const [, before = "", joint = "", algorithm] =
    /^(.*?)([/:@]?)(sha(?:256|384|512)):[a-f0-9]*$/i.exec(text) ?? [];
  if (algorithm === undefined || joint === "@") {
    return before === "" && joint === "@" ? digestAlone(algorithm) : null;
  }
  if (before === "") return digestAlone(algorithm);
  if (joint === "") return null;
  const named = isReference(`${before}:latest`) ? before : "repository";
  return `Before a digest comes \`@\`: write \`${named}@${algorithm}:…\`.`;
}

function digestAlone(algorithm: string | undefined): string {
  return `A digest alone names no repository. Write the repository before it, such as \`shop/api@${algorithm}:…\`.`;
}

function adviceOnNothing(text: string): string | null {
  if (!/[@:]$/.test(text)) return null;
  return `There is nothing after \`${text.at(-1)}\`: check whether the expression that it comes from gives a value.`;
}

const DIGITS: Readonly<Record<string, number>> = { sha256: 64, sha512: 128 };

function adviceOnDigest(text: string): string | null {
  const [, digest] = /@(.*)$/s.exec(text) ?? [];
  if (digest === undefined || isDigest(digest)) return null;
  const [algorithm = "", digits = ""] = digest.split(":", 2);
  const length = DIGITS[algorithm];
  if (length === undefined) return "After `@` comes a digest: `sha256:` and 64 hexadecimal digits.";
  if (isDigest(digest.toLowerCase())) return "A digest is written in lower case.";
  return /^[a-f0-9]*$/.test(digits)
    ? `A ${algorithm} digest has ${length} hexadecimal digits, and this one has ${digits.length}: write all of it.`
    : `A ${algorithm} digest has ${length} hexadecimal digits and nothing else.`;
}

function adviceOnTag(text: string): string | null {
  const [, tag] = /:([^@]*)/s.exec(text) ?? [];
  if (tag === undefined) return null;
  if (tag.includes("/")) {
    return `A tag cannot contain \`/\`, as branch names can. ${whatWasPushed("docker/metadata-action", tag.replaceAll("/", "-"))}`;
  }
  if (tag.includes("+")) {
    return `A tag cannot contain \`+\`. ${whatWasPushed("Helm", tag.replaceAll("+", "_"))}`;
  }
  if (tag.length > 128) return `A tag has 128 characters at most, and this one has ${tag.length}.`;
  return /^[A-Za-z0-9_][A-Za-z0-9._-]*$/.test(tag)
    ? null
    : "A tag has letters, digits, `.`, `_` and `-`, and begins with a letter, a digit or `_`.";
}

/** `made` is said where it is a tag: what else is wrong with the text must not be advised, nor printed as it is. */
function whatWasPushed(tool: string, made: string): string {
  const example = isReference(`repository:${made}`) ? `: ${tool} makes \`${made}\` of it` : "";
  return `Write the tag that was pushed${example}.`;
}

function isReference(text: string): boolean {
  return parseImageReference(text) !== null;
}

function adviceOnRepository(text: string): string | null {
  const [repository = ""] = text.split(/[:@]/, 1);
  if (/[A-Z]/.test(repository)) return "Repositories are written in lower case.";
  if (repository.length > 255) return "A repository has 255 characters at most.";
  const isOnlyShort = isReference(`${repository}:latest`) && text === repository;
  return isOnlyShort ? "It has neither a tag nor a digest. Add one of them; a digest proves more." : null;
}
