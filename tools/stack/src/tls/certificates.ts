import type { KeyObject } from 'node:crypto';
import { generateKeyPair, randomBytes, sign } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { promisify } from 'node:util';
import { bits, integer, nothing, objectId, octets, sequence, setOf, tagged, taggedBytes, time, utf8, yes } from './der.ts';

/** PEM: certificate and PKCS#8 private key. */
export interface KeyedCertificate {
  readonly certificate: string;
  readonly privateKey: string;
}

export interface Authority extends KeyedCertificate {
  /** `hosts` are DNS names and IPv4 addresses; the certificate serves as a server's and as a client's. */
  issue(commonName: string, hosts?: readonly string[]): Promise<KeyedCertificate>;
}

const SHA256_WITH_RSA = sequence(objectId('1.2.840.113549.1.1.11'), nothing);
const DAY_MS = 86_400_000;
const VALID_DAYS = 3_650;

const OID = {
  commonName: '2.5.4.3',
  basicConstraints: '2.5.29.19',
  keyUsage: '2.5.29.15',
  extendedKeyUsage: '2.5.29.37',
  subjectAltName: '2.5.29.17',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
};

interface Request {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

function name(commonName: string): Buffer {
  return sequence(setOf(sequence(objectId(OID.commonName), utf8(commonName))));
}

function extension(oid: string, value: Buffer, critical = false): Buffer {
  return sequence(objectId(oid), ...(critical ? [yes] : []), octets(value));
}

function pem(label: string, content: Buffer): string {
  return `-----BEGIN ${label}-----\n${content.toString('base64').replace(/.{64}/g, '$&\n').trimEnd()}\n-----END ${label}-----\n`;
}

function certificateOf({ subject, issuer, publicKey, signingKey, extensions }: Request): string {
  const now = Date.now();
  const serial = randomBytes(16);
  serial[0] = 0x40 | ((serial[0] ?? 0) & 0x3f);
  const toSign = sequence(
    tagged(0, integer(Buffer.from([2]))),
    integer(serial),
    SHA256_WITH_RSA,
    name(issuer),
    sequence(time(new Date(now - DAY_MS)), time(new Date(now + VALID_DAYS * DAY_MS))),
    name(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(...extensions)),
  );
  return pem('CERTIFICATE', sequence(toSign, SHA256_WITH_RSA, bits(sign('sha256', toSign, signingKey))));
}

function alternativeName(host: string): Buffer {
  return isIPv4(host) ? taggedBytes(7, Buffer.from(host.split('.').map(Number))) : taggedBytes(2, Buffer.from(host));
}

const newKeyPair = (): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> => promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
const privatePem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();

/**
 * A throw-away certificate authority for local servers, written with node:crypto alone: no openssl or keytool that a machine
 * might lack. Not for anything that faces a network.
 */
export async function createAuthority(commonName: string): Promise<Authority> {
  const authority = await newKeyPair();
  const certificate = certificateOf({
    subject: commonName,
    issuer: commonName,
    publicKey: authority.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      extension(OID.basicConstraints, sequence(yes), true),
      // keyCertSign and cRLSign.
      extension(OID.keyUsage, bits(Buffer.from([0x06]), 1), true),
    ],
  });
  return {
    certificate,
    privateKey: privatePem(authority.privateKey),
    async issue(subject, hosts = []) {
      const pair = await newKeyPair();
      const extensions = [
        extension(OID.basicConstraints, sequence(), true),
        // digitalSignature and keyEncipherment.
        extension(OID.keyUsage, bits(Buffer.from([0xa0]), 5), true),
        extension(OID.extendedKeyUsage, sequence(objectId(OID.serverAuth), objectId(OID.clientAuth))),
        ...(hosts.length === 0 ? [] : [extension(OID.subjectAltName, sequence(...hosts.map(alternativeName)))]),
      ];
      const issued = certificateOf({ subject, issuer: commonName, publicKey: pair.publicKey, signingKey: authority.privateKey, extensions });
      return { certificate: issued, privateKey: privatePem(pair.privateKey) };
    },
  };
}
