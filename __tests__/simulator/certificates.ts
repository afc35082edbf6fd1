import "reflect-metadata"; // @peculiar/x509 needs it to be there first.
import type { webcrypto } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  type X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";

/** A throw-away certificate authority: its own certificate, and certificates for host names on demand. */
export interface CertificateAuthority {
  /** The authority's certificate, for NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE. */
  readonly pem: string;
  /** A TLS context whose certificate is made out to that host; made once per host. */
  contextFor(host: string): Promise<SecureContext>;
}

const VALIDITY_MILLISECONDS = 7 * 24 * 3600 * 1000;
const ELLIPTIC = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const RSA = {
  name: "RSASSA-PKCS1-v1_5",
  hash: "SHA-256",
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};

let authority: Promise<CertificateAuthority> | undefined;
let stranger: Promise<CertificateAuthority> | undefined;

/** The authority that the action is told to trust; one per process, since certificates take long to make. */
export function trustedAuthority(): Promise<CertificateAuthority> {
  authority ??= createCertificateAuthority("Simulator throw-away authority");
  return authority;
}

/** An authority that nobody trusts; one per process. */
export function untrustedAuthority(): Promise<CertificateAuthority> {
  stranger ??= createCertificateAuthority("An authority that nobody trusts");
  return stranger;
}

/** Makes an authority with keys of its own, which nothing outside this process ever has. */
async function createCertificateAuthority(commonName: string): Promise<CertificateAuthority> {
  const keys = await makeKeys(ELLIPTIC);
  const server = await makeKeys(ELLIPTIC);
  const serverKey = await exportKey(server.privateKey);
  const root = await X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: ELLIPTIC,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
    ],
  });
  const contexts = new Map<string, Promise<SecureContext>>();
  const makeContext = async (host: string) => {
    const certificate = await X509CertificateGenerator.create({
      ...validity(),
      subject: `CN=${host.slice(0, 64)}`,
      issuer: root.subject,
      publicKey: server.publicKey,
      signingKey: keys.privateKey,
      signingAlgorithm: ELLIPTIC,
      extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: host }])],
    });
    return createSecureContext({ key: serverKey, cert: toText(certificate) + toText(root) });
  };
  return {
    pem: toText(root),
    contextFor: (host) => {
      const context = contexts.get(host) ?? makeContext(host);
      contexts.set(host, context);
      return context;
    },
  };
}

let clientCertificate: Promise<string> | undefined;

/**
 * An RSA key with a certificate for it, both PEM, as an application signs in with; one per process, since RSA keys
 * take long to make. msal signs its assertions with RSA only.
 */
export function issueClientCertificate(): Promise<string> {
  clientCertificate ??= issueRsaCertificate("Simulated application");
  return clientCertificate;
}

/** An RSA key with a certificate that it signed itself, both PEM. */
export async function issueRsaCertificate(commonName: string): Promise<string> {
  const keys = await makeKeys(RSA);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: RSA,
  });
  return (await exportKey(keys.privateKey)) + toText(certificate);
}

function validity() {
  const now = Date.now();
  return {
    notBefore: new Date(now - VALIDITY_MILLISECONDS),
    notAfter: new Date(now + VALIDITY_MILLISECONDS),
  };
}

async function makeKeys(
  algorithm: webcrypto.EcKeyGenParams | webcrypto.RsaHashedKeyGenParams,
): Promise<webcrypto.CryptoKeyPair> {
  return await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey("pkcs8", key));
  return toPem("PRIVATE KEY", der);
}

function toText(certificate: X509Certificate): string {
  return toPem("CERTIFICATE", Buffer.from(certificate.rawData));
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString("base64").replace(/.{1,64}/g, "$&\n");
  return `-----BEGIN ${label}-----\n${lines}-----END ${label}-----\n`;
}
