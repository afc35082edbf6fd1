import { type ImageReference, parseImageReference } from "../registry/image-reference.js";
import { readItems } from "./list-items.js";
import { quote, quoteText } from "./quote.js";
import { parseLoginServer } from "./registry-selector.js";
import { all, andThen, type Form, fault, type Place, type Result, type Value } from "./value.js";

/** One image as it was asked for. */
export interface AskedImage {
  readonly reference: ImageReference;
  /** The login server before the repository, in small letters; null where none was written. */
  readonly loginServer: string | null;
  readonly place: Place;
}

/** Images as `repository@digest` or `repository:tag`, also after a login server. */
export const imageListForm: Form<readonly AskedImage[]> = (value) =>
  andThen(readItems(value), (items) => all(items.map(readImage)));

const ACCEPTED = "Write `repository@sha256:…` or `repository:tag`, also after the registry's login server";

function readImage(value: Value): Result<AskedImage> {
  if (value.kind !== "scalar" || value.type !== "string") {
    return fault(
      value,
      `${quote(value)} is not an image. ${ACCEPTED}; a list item that holds \`: \` needs quotes.`,
    );
  }
  const text = value.text.trim();
  const host = hostOf(text);
  const reference = parseImageReference(host === null ? text : text.slice(host.length + 1));
  const loginServer = host === null ? null : parseLoginServer(host);
  if (host !== null && loginServer === null) return fault(value, foreignHost(text, host));
  if (reference === null) return fault(value, `${quoteText(text)} is not an image. ${adviceFor(text)}`);
  return { value: { reference, loginServer, place: value.place } };
}

/** The host before the repository. Docker's rule: the first part, if it holds a dot or a colon or is `localhost`. */
function hostOf(text: string): string | null {
  const slash = text.indexOf("/");
  const first = slash < 0 ? "" : text.slice(0, slash);
  return /[.:]/.test(first) || first === "localhost" ? first : null;
}

function foreignHost(text: string, host: string): string {
  const isRegional = /\.geo\.azurecr\.(?:io|us|cn)$/i.test(host);
  const reason = isRegional
    ? "begins with the endpoint of one region; every wanted region is asked anyway. Leave it out, or write the login server."
    : "begins with a host that is not the login server of an Azure registry. If the repository's own name begins so, write the login server before it.";
  return `${quoteText(text)} ${reason}`;
}

function adviceFor(text: string): string {
  if (/:[^/@]+@/.test(text)) return "It names a tag and a digest. Keep one of them; a digest proves more.";
  if (/[A-Z]/.test(text.replace(/[:@][^/]*$/, ""))) return "Repositories are written in small letters.";
  if (!/[:@][^/]*$/.test(text))
    return "It has neither a tag nor a digest. Add one of them; a digest proves more.";
  return `${ACCEPTED}.`;
}
