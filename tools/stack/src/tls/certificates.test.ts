import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { createAuthority } from './certificates.ts';

describe('the throw-away authority', () => {
  test('issues certificates that it signed, for the hosts asked for', async () => {
    const authority = await createAuthority('test authority');
    const issued = new X509Certificate((await authority.issue('server', ['127.0.0.1', 'localhost'])).certificate);
    const root = new X509Certificate(authority.certificate);
    expect(issued.verify(root.publicKey)).toBe(true);
    expect(issued.checkIssued(root)).toBe(true);
    expect(root.ca).toBe(true);
    expect(issued.ca).toBe(false);
    expect(issued.subject).toBe('CN=server');
    expect(issued.checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(issued.checkHost('localhost')).toBe('localhost');
    expect(issued.checkHost('example.org')).toBeUndefined();
  });

  test('is good enough for a TLS handshake in which both sides show a certificate', async () => {
    const authority = await createAuthority('test authority');
    const [server, client] = await Promise.all([authority.issue('server', ['127.0.0.1']), authority.issue('client')]);
    const listener = createServer({ cert: server.certificate, key: server.privateKey, ca: authority.certificate, requestCert: true, rejectUnauthorized: true });
    listener.on('secureConnection', (socket) => socket.end(String(socket.getPeerCertificate().subject.CN)));
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const socket = connect({
      host: '127.0.0.1', port: (listener.address() as AddressInfo).port,
      ca: authority.certificate, cert: client.certificate, key: client.privateKey,
    });
    expect((await socket.setEncoding('utf8').toArray()).join('')).toBe('client');
    listener.close();
  });
});
