import { CLOUD_HOSTS, CLOUD_NAMES, type CloudName } from "../registry/cloud-name.js";
import { parseRegistryId } from "../registry/registry-id.js";
import type { RegistrySelector } from "../registry/request.js";
import { isEmptyExpression } from "./plain-text.js";
import { quote } from "./quote.js";
import { emptyExpression, readText } from "./text-forms.js";
import { andThen, type Form, fault, type Result } from "./value.js";

// Registry names are letters and digits. A registry with a domain name label has it behind a hyphen.
const NAME = /^[a-z0-9]{5,50}$/i;
const LOGIN_SERVER = /^(?<name>[a-z0-9]{5,50})(?:-[a-z0-9]+)?(?<suffix>\.azurecr\.[a-z]+)$/;
const ACCEPTED = "a name (`contoso`), a login server (`contoso.azurecr.io`) or a full resource ID";

/** A registry by name, login server or resource ID. */
export const registryForm: Form<RegistrySelector> = (value) =>
  andThen(readText(value, ACCEPTED), (text): Result<RegistrySelector> => {
    const selector = parseSelector(text);
    if (selector?.kind === "login-server" && isEmptyExpression(text.split(".")[0] ?? "")) {
      return fault(value, `${quote(value)}: ${emptyExpression(text.split(".")[0] ?? "")}`);
    }
    return selector !== null
      ? { value: selector }
      : fault(value, `${quote(value)} is not a registry. Write ${ACCEPTED}. ${adviceFor(text)}`.trim());
  });

function parseSelector(text: string): RegistrySelector | null {
  if (text.startsWith("/")) {
    const id = parseRegistryId(text);
    return id === null ? null : { kind: "id", id };
  }
  if (text.includes(".")) {
    const loginServer = parseLoginServer(text);
    return loginServer === null ? null : { kind: "login-server", loginServer };
  }
  return NAME.test(text) ? { kind: "name", name: text } : null;
}

function adviceFor(text: string): string {
  if (text.startsWith("/")) {
    return "A resource ID looks like `/subscriptions/…/resourceGroups/…/providers/Microsoft.ContainerRegistry/registries/…`.";
  }
  if (/\.(?:geo|data)\.azurecr\./i.test(text)) return "This is the endpoint of a single region.";
  if (text.includes("-"))
    return "A name has no hyphens; with its domain name label it is only part of a login server.";
  return text.includes(".") ? "" : "A name has 5 to 50 letters and digits.";
}

/** Reads a registry's login server, of any cloud; gives it in small letters, null for anything else. */
export function parseLoginServer(text: string): string | null {
  const lower = text.toLowerCase();
  return LOGIN_SERVER.test(lower) && cloudOf(lower) !== null ? lower : null;
}

/** The cloud whose login servers end as this one does. */
export function cloudOf(loginServer: string): CloudName | null {
  return CLOUD_NAMES.find((cloud) => loginServer.endsWith(CLOUD_HOSTS[cloud].registrySuffix)) ?? null;
}

/** Whether a login server can be that of the registry: only Azure knows the label of one that is given by name. */
export function canBeLoginServerOf(selector: RegistrySelector, loginServer: string): boolean {
  if (selector.kind === "login-server") return selector.loginServer === loginServer;
  const name = selector.kind === "id" ? selector.id.name : selector.name;
  return LOGIN_SERVER.exec(loginServer)?.groups?.name === name.toLowerCase();
}
