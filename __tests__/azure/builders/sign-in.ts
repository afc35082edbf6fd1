import { CLOUDS } from "../../../src/azure/clouds.js";
import { signInToEntra } from "../../../src/azure/sign-in/sign-in.js";
import type { CloudName } from "../../../src/registry/cloud-name.js";
import { RequestFailed } from "../../../src/registry/failure.js";
import { readProxySetting } from "../../../src/registry/proxy.js";
import type { IdentityRequest } from "../../../src/registry/request.js";
import { plainFailure } from "./context.js";
import { type FakeTransport, fakeTransport, type Reply } from "./fake-http.js";

export const TENANT = "22222222-2222-4222-8222-222222222222";
export const CLIENT = "33333333-3333-4333-8333-333333333333";
const APPLICATION = { tenantId: TENANT, clientId: CLIENT };

/** A token with this payload and no signature. */
export function jwt(payload: object): string {
  return ["{}", JSON.stringify(payload), ""].map((part) => Buffer.from(part).toString("base64url")).join(".");
}

let counter = 0;
/** An ID token of a job on main, another one each time. */
export function idTokenOf(audience: string): string {
  return jwt({
    iss: "https://issuer",
    sub: "repo:contoso/shop:ref:refs/heads/main",
    aud: audience,
    n: ++counter,
  });
}

/** What a test sets of a sign-in. By default: OIDC in the public cloud, and every token is granted. */
export interface Setting {
  readonly transport?: FakeTransport;
  readonly identity?: Partial<IdentityRequest>;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cloud?: CloudName;
  readonly idToken?: ((audience: string) => Promise<string>) | null;
}

/** The answer that grants a token. */
export function granted(token = "access"): Reply {
  return { status: 200, body: { token_type: "Bearer", expires_in: 3600, access_token: token } };
}

/** Signs in over a fake wire. */
export async function signIn(setting: Setting = {}) {
  const { identity, environment = {}, cloud, idToken } = setting;
  const transport = setting.transport ?? fakeTransport(() => granted());
  const said: string[] = [];
  const limits = {
    stop: new AbortController().signal,
    cutOff: new AbortController().signal,
    timeLeft: () => 3_600_000,
    end: () => undefined,
  };
  const signedIn = await signInToEntra(
    {
      cloud: CLOUDS[cloud ?? "AzureCloud"],
      identity: { way: "auto", audience: null, ...APPLICATION, ...identity },
      environment,
      proxy: readProxySetting(environment),
      runner: {
        idToken: idToken === undefined ? async (audience) => idTokenOf(audience) : idToken,
        mask: (secret) => transport.mask(secret),
        trace: () => undefined,
        say: (line) => said.push(line),
      },
      transport,
    },
    limits,
  );
  return { transport, signedIn, said, stop: limits.stop };
}

/** The failure of a sign-in that must fail, with plain strings. */
export async function failureOf(setting: Setting) {
  const error: unknown = await signIn(setting).catch((problem: unknown) => problem);
  if (!(error instanceof RequestFailed)) throw error;
  return plainFailure(error.failure);
}
