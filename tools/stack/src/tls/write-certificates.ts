import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createAuthority } from './certificates.ts';

const SECRET = { mode: 0o600 };

/** Which files one certificate became. */
export interface CertificateFiles {
  readonly certFile: string;
  /** PKCS#8. */
  readonly keyFile: string;
  /** Key and certificate in one, as Kafka wants them. */
  readonly pemFile: string;
}

export type WrittenCertificates<Name extends string> = { readonly caFile: string } & Readonly<Record<Name, CertificateFiles>>;

/** Makes an authority and one certificate per name (the common name), valid for 127.0.0.1 and localhost, and writes them to `dir`. */
export async function writeCertificates<Name extends string>(dir: string, names: readonly Name[]): Promise<WrittenCertificates<Name>> {
  await mkdir(dir, { recursive: true });
  const authority = await createAuthority('Fleetlane local stack');
  const caFile = join(dir, 'ca.pem');
  await writeFile(caFile, authority.certificate);
  const written = await Promise.all(names.map(async (name) => {
    const { certificate, privateKey } = await authority.issue(name, ['127.0.0.1', 'localhost']);
    const files = { certFile: join(dir, `${name}.crt`), keyFile: join(dir, `${name}.key`), pemFile: join(dir, `${name}.pem`) };
    await writeFile(files.certFile, certificate);
    await writeFile(files.keyFile, privateKey, SECRET);
    await writeFile(files.pemFile, privateKey + certificate, SECRET);
    return [name, files] as const;
  }));
  return { caFile, ...Object.fromEntries(written) } as WrittenCertificates<Name>;
}
