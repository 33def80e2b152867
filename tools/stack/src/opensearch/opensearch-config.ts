import type { JavaRange } from '../java/find-java.ts';
import type { OpenSearchVersion } from '../stack.ts';

export interface OpenSearchPaths {
  readonly home: string;
  readonly config: string;
  readonly data: string;
  readonly logs: string;
  readonly temporary: string;
}

/** 2.x needs the Java security manager, which Java 24 no longer has. */
export function javaRangeOf(version: OpenSearchVersion): JavaRange {
  return version === '3.8.0' ? { min: 21 } : { min: 17, max: 23 };
}

/** Text of opensearch.yml. `extra` wins over everything. */
export function openSearchYaml(
  ports: { readonly http: number; readonly transport: number }, paths: OpenSearchPaths, extra: Readonly<Record<string, string>>,
): string {
  const settings: Record<string, string> = {
    'cluster.name': 'fleetlane',
    'node.name': 'node-1',
    'network.host': '127.0.0.1',
    'http.port': String(ports.http),
    'transport.port': String(ports.transport),
    'discovery.type': 'single-node',
    'path.data': paths.data,
    'path.logs': paths.logs,
    'cluster.routing.allocation.disk.threshold_enabled': 'false',
    ...extra,
  };
  return Object.entries(settings).map(([key, value]) => `${key}: ${value}\n`).join('');
}

export const OPENSEARCH_LOG4J = `status = error
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = [%d][%-5p][%c{1.}] %m%n
rootLogger.level = info
rootLogger.appenderRef.out.ref = out
`;

/** Everything after `java`. */
export function openSearchArguments(version: OpenSearchVersion, paths: OpenSearchPaths, heap: string): string[] {
  const perLine = version === '3.8.0'
    ? [`-javaagent:${paths.home}/agent/opensearch-agent-3.8.0.jar`, '--enable-native-access=ALL-UNNAMED']
    : ['-Djava.security.manager=allow'];
  return [
    `-Xms${heap}`, `-Xmx${heap}`, '-XX:+UseG1GC', '-Dfile.encoding=UTF-8', '-Djava.awt.headless=true', '-Djna.nosys=true',
    `-Djava.io.tmpdir=${paths.temporary}`, `-Djna.tmpdir=${paths.temporary}`, '-Dlog4j.shutdownHookEnabled=false', '-Dlog4j2.disable.jmx=true', '-Dlog4j2.formatMsgNoLookups=true',
    '-Dio.netty.noUnsafe=true', '-Dio.netty.noKeySetOptimization=true', '-Dio.netty.recycler.maxCapacityPerThread=0',
    ...perLine,
    `-Dopensearch.path.home=${paths.home}`, `-Dopensearch.path.conf=${paths.config}`,
    '-Dopensearch.distribution.type=tar', '-Dopensearch.bundled_jdk=false',
    '-cp', `${paths.home}/lib/*`, 'org.opensearch.bootstrap.OpenSearch',
  ];
}
