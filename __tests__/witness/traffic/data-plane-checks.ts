import { member } from "../../simulator/recorded-world.js";
import { broken, type Check, checkOfAnswers, checkOfRequests } from "./check.js";
import { answerHeader, type Exchange } from "./exchange.js";

const DIGEST = /^sha256:[0-9a-f]{64}$/;
const MANIFEST_TYPES = [
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
];

/** The registry's own hosts: the token exchange of Azure Container Registry, and the OCI distribution spec. */
export const DATA_PLANE_CHECKS: readonly Check[] = [
  checkOfRequests("nobody gives a token before he is asked for one", ["challenge"], asksWithoutToken),
  checkOfAnswers(
    "a host that wants a token says where and for what",
    ["challenge"],
    challenges,
    isUnauthorized,
  ),
  checkOfRequests("the exchange sends a form, and no token beside it", ["token exchange"], exchanges),
  checkOfAnswers("the exchange gives a refresh token", ["token exchange"], gives("refresh_token"), isOk),
  checkOfRequests(
    "a token is asked to pull from ten repositories at most, and for no more",
    ["registry token"],
    asksToPull,
  ),
  checkOfAnswers("the token endpoint gives an access token", ["registry token"], gives("access_token"), isOk),
  checkOfRequests("manifests are looked at with a token, in all four media types", ["manifest"], looks),
  checkOfAnswers("a manifest comes with its digest and its type", ["manifest"], isDescribed, isFoundManifest),
  checkOfAnswers("a manifest that is not there is a 404", ["manifest"], isUnknown, isMissing),
  checkOfRequests(
    "blobs are looked at by their digest with a token, and never loaded",
    ["blob"],
    looksForBlob,
  ),
  checkOfAnswers(
    "a blob that is there is elsewhere: its registry redirects",
    ["blob"],
    isElsewhere,
    isNoRefusal,
  ),
];

function isOk({ status }: Exchange): boolean {
  return status === 200;
}

function isUnauthorized({ status }: Exchange): boolean {
  return status === 401;
}

function isFoundManifest({ method, status }: Exchange): boolean {
  return status === 200 && (method === "GET" || method === "HEAD");
}

function isMissing({ status }: Exchange): boolean {
  return status === 404;
}

function asksWithoutToken({ headers }: Exchange): readonly string[] {
  return broken({ "it carries a token": headers.authorization === undefined });
}

function challenges(exchange: Exchange): readonly string[] {
  const header = answerHeader(exchange, "www-authenticate");
  return broken({
    [`realm: ${header}`]: /^Bearer .*realm="https:\/\/[^"]+\/oauth2\/token"/.test(header),
    [`service: ${header}`]: /service="[^"]+"/.test(header),
  });
}

function exchanges({ headers, body }: Exchange): readonly string[] {
  const form = new URLSearchParams(String(body));
  return broken({
    "it is not the grant of an access token": form.get("grant_type") === "access_token",
    "it names no service": form.has("service"),
    "it brings no Entra token": form.get("access_token")?.startsWith("<Entra token") === true,
    "it carries a token as header too": headers.authorization === undefined,
  });
}

function asksToPull({ headers, body }: Exchange): readonly string[] {
  const form = new URLSearchParams(String(body));
  const scopes = form.getAll("scope");
  return broken({
    "it is not the grant of a refresh token": form.get("grant_type") === "refresh_token",
    "it brings no refresh token": form.get("refresh_token")?.startsWith("<registry refresh token") === true,
    [`its scope is ${scopes}`]: scopes.every((scope) => /^repository:[^:\s]+:pull$/.test(scope)),
    [`it names ${scopes.length} repositories`]: scopes.length >= 1 && scopes.length <= 10,
    "it names a repository twice": new Set(scopes).size === scopes.length,
    "it carries a token as header too": headers.authorization === undefined,
  });
}

function gives(name: string): Check["problems"] {
  return ({ responseBody }) =>
    broken({ [`there is no ${name}`]: typeof member(responseBody, name) === "string" });
}

function looks({ method, headers }: Exchange): readonly string[] {
  const accepted = String(headers.accept).split(/, */);
  return broken({
    [`it is a ${method}`]: method === "HEAD" || method === "GET",
    "it accepts other types": MANIFEST_TYPES.every((type) => accepted.includes(type)),
    "it is no Bearer": headers.authorization?.startsWith("Bearer ") === true,
  });
}

/** A HEAD that is refused is asked again as a GET, for its words. */
function looksForBlob({ method, headers, path, status = 0 }: Exchange): readonly string[] {
  const isAskedForWords = method === "GET" && status >= 400;
  return broken({
    [`it is a ${method}`]: method === "HEAD" || isAskedForWords,
    "it is no Bearer": headers.authorization?.startsWith("Bearer ") === true,
    "it names no digest": DIGEST.test(path.split("/").at(-1) ?? ""),
  });
}

function isElsewhere(exchange: Exchange): readonly string[] {
  const { status } = exchange;
  const location = answerHeader(exchange, "location");
  return broken({
    [`its status is ${status}`]: status === 307 || status === 200,
    [`it is at ${location}`]: status === 200 || /^https:\/\//.test(location),
  });
}

function isNoRefusal({ status = 0 }: Exchange): boolean {
  return status < 400;
}

function isDescribed(exchange: Exchange): readonly string[] {
  const reference = exchange.path.split("/").at(-1) ?? "";
  const digest = answerHeader(exchange, "docker-content-digest");
  const type = answerHeader(exchange, "content-type");
  return broken({
    [`its digest is ${digest}`]: DIGEST.test(digest),
    [`it is ${digest}, not what was asked for`]: !DIGEST.test(reference) || digest === reference,
    [`its type is ${type}`]: MANIFEST_TYPES.includes(type),
  });
}

function isUnknown({ method, responseBody }: Exchange): readonly string[] {
  const code = member(responseBody, "errors", 0, "code");
  return broken({ [`its code is ${code}`]: method === "HEAD" || code === "MANIFEST_UNKNOWN" });
}
