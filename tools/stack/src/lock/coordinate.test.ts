import { describe, expect, test } from 'vitest';
import { parseCoordinate, repositoryPathOf } from './coordinate.ts';

describe('a coordinate', () => {
  test.each([
    ['org.apache.kafka:kafka_2.13:4.3.1', 'org/apache/kafka/kafka_2.13/4.3.1/kafka_2.13-4.3.1.jar'],
    ['org.gaul:s3proxy:4.1.0:jar-with-dependencies', 'org/gaul/s3proxy/4.1.0/s3proxy-4.1.0-jar-with-dependencies.jar'],
    ['io.apicurio:apicurio-registry-app:3.3.3:all@tar.gz', 'io/apicurio/apicurio-registry-app/3.3.3/apicurio-registry-app-3.3.3-all.tar.gz'],
    ['a.b:c:1@zip', 'a/b/c/1/c-1.zip'],
  ])('%s lies at %s', (text, path) => {
    expect(repositoryPathOf(parseCoordinate(text))).toBe(path);
  });

  test.each(['', 'a:b', 'a:b:', 'a:b:1:', 'a:b:1@', 'a:b:1:c:d', 'a:b:1@x@y'])('"%s" is refused by name', (text) => {
    expect(() => parseCoordinate(text)).toThrow(`"${text}" is not group:artifact:version`);
  });
});
