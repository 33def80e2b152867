import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { byteSize, duration, hostPort, loadConfig, maskSecrets, parseConfig, parseByteSize, parseDuration, port, secret, section, z } from './index.ts';

const schema = section({
  broker: hostPort().default('kafka:9092'),
  port: port().default(1),
  tls: z.boolean().default(false),
  password: secret().describe('Password.').optional(),
  linger: duration().prefault('1s'),
  bytes: byteSize().prefault('5MB'),
  more: section({ list: z.array(section({ token: secret() })), byName: z.record(z.string(), secret()), url: z.string() }).optional(),
});

function read(text: string, env: Record<string, string> = {}) {
  return parseConfig(schema, { text, fileName: 'c.yaml', env });
}

describe('a configuration', () => {
  test('gets its defaults, in the units of the code', () => {
    expect(read('{}')).toEqual({ broker: 'kafka:9092', port: 1, tls: false, linger: 1000, bytes: 5_000_000 });
  });

  test('may hold a YAML alias', () => {
    expect(read('broker: &b a:1\npassword: *b').password).toBe('a:1');
  });

  test('is read as YAML 1.2: no and off are words', () => {
    expect(read('password: no').password).toBe('no');
  });
});

describe('the environment', () => {
  test('fills texts in, also within other text and with a default', () => {
    expect(read('broker: ${HOST}:${PORT:-9092}', { HOST: 'a' }).broker).toBe('a:9092');
  });

  test('fills numbers and booleans in', () => {
    expect(read('port: ${PORT}\ntls: ${TLS:-true}', { PORT: '8080' })).toMatchObject({ port: 8080, tls: true });
  });

  test('leaves a text a text when it looks like a number', () => {
    expect(read('password: ${PW}', { PW: '0123' }).password).toBe('0123');
  });

  test('cannot change the meaning of the file around it', () => {
    expect(read('password: ${PW}', { PW: 'a: b\nport: 7 # "' })).toMatchObject({ password: 'a: b\nport: 7 # "', port: 1 });
  });

  test('is not looked at again in what came from it', () => {
    expect(read('password: ${PW}', { PW: '${HOME}' }).password).toBe('${HOME}');
  });

  test('is left alone after a second dollar', () => {
    expect(read('password: $${PW}', { PW: 'x' }).password).toBe('${PW}');
  });

  test('is of no concern to what is no reference', () => {
    expect(read('password: "$1 ${ ${-"').password).toBe('$1 ${ ${-');
  });
});

describe('a file', () => {
  test('is named in its messages', () => {
    const directory = mkdtempSync(join(tmpdir(), 'fleetlane-config-'));
    try {
      const file = join(directory, 'c.yaml');
      writeFileSync(file, 'port: x');
      expect(() => loadConfig(schema, file)).toThrow(`${file}:1 port: "x" is no port`);
      writeFileSync(file, 'port: 7');
      expect(loadConfig(schema, file).port).toBe(7);
      expect(() => loadConfig(schema, directory)).toThrow(`${directory} cannot be read (EISDIR); give the path with --config`);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test('that is not there is an invalid configuration', () => {
    expect(() => loadConfig(schema, '/nowhere/c.yaml')).toThrow('/nowhere/c.yaml cannot be read (there is no such file); give the path with --config');
  });
});

test('a printed configuration has no secrets, wherever they stand', () => {
  const config = read('password: a\nmore: {list: [{token: b}], byName: {x: c}, url: "https://u:d@host/"}');
  expect(maskSecrets(schema, config)).toMatchObject({
    password: '***',
    port: 1,
    more: { list: [{ token: '***' }], byName: { x: '***' }, url: 'https://***@host/' },
  });
});

test.each([['500ms', 500], ['30s', 30_000], ['1.5m', 90_000], ['2h', 7_200_000], ['7d', 604_800_000], ['0s', 0], ['1w', undefined], ['', undefined]])('%s is %s ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([['10B', 10], ['5MB', 5_000_000], ['64KiB', 65_536], ['1GiB', 1_073_741_824], ['1.5KB', 1500], ['1kb', undefined]])('%s is %s bytes', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes);
});
