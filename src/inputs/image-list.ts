import { type ImageReference, parseImageReference } from "../registry/image-reference.js";
import { ACCEPTED_IMAGES, imageAdvice } from "./image-advice.js";
import { readItems } from "./list-items.js";
import { quote, quoteText } from "./quote.js";
import { parseLoginServer } from "./registry-selector.js";
import { emptyExpression } from "./text-forms.js";
import { all, andThen, type Form, fault, type Place, type Result, type Value } from "./value.js";

/** One image as it was asked for. */
export interface AskedImage {
  readonly reference: ImageReference;
  /** The login server before the repository, in small letters; null where none was written. */
  readonly loginServer: string | null;
  readonly place: Place;
}

/** Images as `repository@digest`, `repository:tag` or both, also after a login server. */
export const imageListForm: Form<readonly AskedImage[]> = (value) =>
  andThen(readItems(value), (items) => all(items.map(readImage)));

function readImage(value: Value): Result<AskedImage> {
  if (value.kind !== "scalar" || value.type !== "string") {
    return fault(
      value,
      `${quote(value)} is not an image. ${ACCEPTED_IMAGES}; a list item that contains \`: \` needs quotes.`,
    );
  }
  const text = value.text.trim();
  const [scheme] = /^[a-z][a-z0-9+.-]*:\/\//i.exec(text) ?? [];
  if (scheme !== undefined) return fault(value, withScheme(text, scheme));
  const host = hostOf(text);
  const loginServer = host === null ? null : parseLoginServer(host);
  if (host !== null && loginServer === null) return fault(value, foreignHost(text, host));
  const rest = host === null ? text : text.slice(host.length + 1);
  const reference = parseImageReference(rest);
  if (reference === null) return fault(value, `${quoteText(text)} is not an image. ${imageAdvice(rest)}`);
  if (host === null && parseLoginServer(reference.repository) !== null) {
    return fault(value, `${quoteText(text)} names a registry and no repository. ${ACCEPTED_IMAGES}.`);
  }
  const names = [...reference.repository.split("/"), reference.kind === "tag" ? reference.tag : ""];
  const empty = names.find((name) => /^(?:null|undefined)$/.test(name));
  if (empty !== undefined) return fault(value, `${quoteText(text)}: ${emptyExpression(empty)}`);
  return { value: { reference, loginServer, place: value.place } };
}

function withScheme(text: string, scheme: string): string {
  return `${quoteText(text)} begins with \`${scheme}\`, which is how other programs name an image. Leave that out: write \`${text.slice(scheme.length)}\`.`;
}

/**
 * The host before the repository. Docker's rule: the first part, if it holds a dot or a port or is `localhost`. What
 * follows a colon and is no number is a tag, and its slash a mistake of another kind.
 */
function hostOf(text: string): string | null {
  const slash = text.indexOf("/");
  const first = slash < 0 ? "" : text.slice(0, slash);
  return /^[^:@]*\.[^:@]*$|^[^:@]+:\d+$|^localhost$/.test(first) ? first : null;
}

function foreignHost(text: string, host: string): string {
  const isRegional = /\.geo\.azurecr\.(?:io|us|cn)$/i.test(host);
  const reason = isRegional
    ? "begins with the endpoint of one region; every wanted region is asked anyway. Leave it out, or write the login server."
    : "begins with a host that is not the login server of an Azure registry. If that is part of the repository's name, write the login server before it.";
  return `${quoteText(text)} ${reason}`;
}
