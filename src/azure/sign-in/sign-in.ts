import type { RequestFailed } from "../../registry/failure.js";
import { NOT_A_PROXY, type ProxySetting } from "../../registry/proxy.js";
import type { IdentityRequest } from "../../registry/request.js";
import { prose } from "../../registry/server-text.js";
import type { Limits } from "../../run/ports.js";
import type { CloudEndpoints } from "../clouds.js";
import type { Environment } from "../environment.js";
import { explained, failure } from "../errors/explain.js";
import type { Transport } from "../http/pipeline.js";
import type { AccessTokens } from "../http/token-policy.js";
import type { RunnerServices } from "../ports.js";
import { createAccessTokens } from "./access-tokens.js";
import { type ChosenSignIn, chooseSignIn, WHAT_EACH_WAY_NEEDS } from "./choose-sign-in.js";
import { createCredential } from "./credential.js";
import { createEntraClient } from "./entra-client.js";
import { audienceOf } from "./id-token-audience.js";
import { createIdTokenSource, type IdTokenSource } from "./id-token-source.js";
import { tokenRoute } from "./token-route.js";

/** What signing in needs of the run. */
export interface SignInSetting {
  readonly cloud: CloudEndpoints;
  readonly identity: IdentityRequest;
  readonly environment: Environment;
  readonly proxy: ProxySetting;
  readonly runner: RunnerServices;
  readonly transport: Transport;
}

/** A signed-in identity. */
export interface SignedIn {
  readonly tokens: AccessTokens;
  readonly way: ChosenSignIn["kind"];
  /** Null where the way does not say it. */
  readonly tenantId: string | null;
}

/** Chooses a way, says which, and gets the first token. Throws `RequestFailed` when there is none. */
export async function signInToEntra(setting: SignInSetting, limits: Limits): Promise<SignedIn> {
  const { cloud, identity, environment, proxy, runner } = setting;
  if (proxy.kind === "wrong") throw wrongProxy(proxy.variable);
  const choice = chooseSignIn(identity, environment, runner.idToken !== null);
  if (choice.way === null) throw notSetUp(choice.lacks);
  runner.say(choice.story);
  const tokens = accessTokensOf(choice.way, setting, limits.cutOff);
  const context = { ...SIGNING_IN, cloud, registry: null, subscriptionId: null };
  await explained(context, () => tokens.get(cloud.armScope, limits.stop));
  const tenantId = "tenantId" in choice.way ? choice.way.tenantId : null;
  return { tokens, way: choice.way.kind, tenantId };
}

const SIGNING_IN = { activity: "sign-in", region: null } as const;

function notSetUp(lacks: readonly string[]): RequestFailed {
  const remedy = lacks.length > 0 ? lacks : WHAT_EACH_WAY_NEEDS;
  return failure(SIGNING_IN, { kind: "observed", code: "SignInNotSetUp", remedy: [remedy.join(" ")] });
}

function wrongProxy(variable: string): RequestFailed {
  const instead = /^https/i.test(variable) ? "" : " Where HTTPS_PROXY is set, that one is used instead.";
  const remedy = prose`${variable} ${NOT_A_PROXY}${instead}`;
  return failure(SIGNING_IN, { kind: "observed", code: "ProxyAddressInvalid", remedy });
}

function accessTokensOf(way: ChosenSignIn, setting: SignInSetting, signal: AbortSignal): AccessTokens {
  const { cloud, environment, proxy, transport } = setting;
  const entra = createEntraClient(transport, tokenRoute(way, cloud, environment), signal);
  const idTokens = idTokensOf(way, setting);
  const newCredential = () => createCredential(way, { cloud, proxy, entra, idTokens });
  return createAccessTokens(newCredential, transport);
}

function idTokensOf(
  way: ChosenSignIn,
  { cloud, identity, runner, transport }: SignInSetting,
): IdTokenSource | null {
  if (way.kind !== "oidc" || runner.idToken === null) return null;
  return createIdTokenSource(runner.idToken, audienceOf(identity, cloud), transport);
}
