import { generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";

/** A throw-away certificate authority: its own certificate, and certificates for host names on demand. */
export interface CertificateAuthority {
  /** The authority's certificate, for NODE_EXTRA_CA_CERTS or REQUESTS_CA_BUNDLE. */
  readonly pem: string;
  /** A TLS context whose certificate is made out to that host; made once per host. */
  contextFor(host: string): SecureContext;
  /** An RSA key with a certificate for it, both PEM, as an application signs in with. */
  issueClientCertificate(): string;
}

const VALIDITY_MILLISECONDS = 7 * 24 * 3600 * 1000;

/**
 * Makes an authority with ECDSA P-256 keys. The few DER structures of a certificate are written here by
 * hand (RFC 5280): it takes a millisecond, and needs neither openssl nor a library.
 */
export function createCertificateAuthority(
  commonName = "Simulator throw-away authority",
): CertificateAuthority {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const server = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const serverKey = server.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const issue = (subject: string, publicKey: KeyObject, extensions: readonly Buffer[]) =>
    certificate({ subject, issuer: commonName, publicKey, signingKey: authority.privateKey, extensions });
  const pem = issue(commonName, authority.publicKey, [
    extension(OID.basicConstraints, sequence(tagged(0x01, Buffer.of(0xff)))),
    extension(OID.keyUsage, tagged(0x03, Buffer.of(0x01, 0x06))),
  ]);
  const contexts = new Map<string, SecureContext>();
  return {
    pem,
    contextFor(host) {
      const known = contexts.get(host);
      if (known) return known;
      const names = sequence(tagged(0x82, Buffer.from(host, "ascii")));
      const cert = issue(host.slice(0, 64), server.publicKey, [extension(OID.subjectAlternativeName, names)]);
      const context = createSecureContext({ key: serverKey, cert: cert + pem });
      contexts.set(host, context);
      return context;
    },
    issueClientCertificate() {
      // msal signs its assertions with RSA only.
      const client = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const key = client.privateKey.export({ type: "pkcs8", format: "pem" });
      return `${key}${issue("Simulated application", client.publicKey, [])}`;
    },
  };
}

const OID = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectAlternativeName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  keyUsage: "2.5.29.15",
};

interface Certificate {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

function certificate(of: Certificate): string {
  const algorithm = sequence(objectIdentifier(OID.ecdsaWithSha256));
  const now = Date.now();
  const toBeSigned = sequence(
    tagged(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(0x01), randomBytes(15)])),
    algorithm,
    distinguishedName(of.issuer),
    sequence(generalizedTime(now - VALIDITY_MILLISECONDS), generalizedTime(now + VALIDITY_MILLISECONDS)),
    distinguishedName(of.subject),
    of.publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...of.extensions)),
  );
  const signature = sign("sha256", toBeSigned, of.signingKey);
  const der = sequence(toBeSigned, algorithm, tagged(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = der.toString("base64").replace(/.{1,64}/g, "$&\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}-----END CERTIFICATE-----\n`;
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), derLength(content.length), content]);
}

function derLength(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  if (length < 0x100) return Buffer.of(0x81, length);
  return Buffer.of(0x82, length >> 8, length & 0xff);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function integer(bigEndian: Buffer): Buffer {
  return tagged(0x02, bigEndian);
}

function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const septets = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) septets.unshift((left & 0x7f) | 0x80);
  return septets;
}

function distinguishedName(commonName: string): Buffer {
  const attribute = sequence(objectIdentifier(OID.commonName), tagged(0x0c, Buffer.from(commonName)));
  return sequence(tagged(0x31, attribute));
}

function generalizedTime(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return tagged(0x18, Buffer.from(`${digits}Z`, "ascii"));
}

function extension(identifier: string, value: Buffer): Buffer {
  const critical = tagged(0x01, Buffer.of(0xff));
  const parts = identifier === OID.subjectAlternativeName ? [] : [critical];
  return sequence(objectIdentifier(identifier), ...parts, tagged(0x04, value));
}
