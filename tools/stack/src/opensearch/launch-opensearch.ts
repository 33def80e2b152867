import { existsSync } from 'node:fs';
import { chown, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkTree } from '../home/link-tree.ts';
import { findJava, requireJava } from '../java/find-java.ts';
import { freePorts } from '../process/free-ports.ts';
import { serverOf } from '../process/process-server.ts';
import type { Workplace } from '../process/workplace.ts';
import type { OpenSearchOptions, OpenSearchServer, OpenSearchVersion } from '../stack.ts';
import type { OpenSearchPaths } from './opensearch-config.ts';
import { javaRangeOf, OPENSEARCH_LOG4J, openSearchArguments, openSearchYaml } from './opensearch-config.ts';
import { requireReachable, unprivilegedUser } from './run-as.ts';

const DEFAULT_VERSION = '3.8.0';

function chooseVersion(workplace: Workplace, options: OpenSearchOptions): OpenSearchVersion {
  if (options.version !== undefined) return options.version;
  if (findJava(javaRangeOf(DEFAULT_VERSION)) !== undefined || findJava(javaRangeOf('2.19.4')) === undefined) return DEFAULT_VERSION;
  workplace.report('opensearch: no Java 21 on this machine, so it is OpenSearch 2.19.4 instead of 3.8.0');
  return '2.19.4';
}

/** The home itself, or links to it where the user that OpenSearch becomes can read them: root's cache is closed to others. */
async function readableHome(workplace: Workplace, version: OpenSearchVersion, uid: number | undefined): Promise<string> {
  const home = await workplace.home(`opensearch-${version}`);
  if (uid === undefined) return home;
  const copy = join(workplace.directory.path, `home-opensearch-${version}`);
  if (!existsSync(copy)) await linkTree(home, copy);
  return copy;
}

/** Starts one OpenSearch node, as an unprivileged user when we are root. Resolves when the cluster is at least yellow. */
export async function launchOpenSearch(workplace: Workplace, options: OpenSearchOptions): Promise<OpenSearchServer> {
  const version = chooseVersion(workplace, options);
  const name = options.name ?? 'opensearch';
  const java = requireJava(`OpenSearch ${version}`, javaRangeOf(version));
  const uid = unprivilegedUser();
  if (uid !== undefined) requireReachable(workplace.directory.path);
  const home = await readableHome(workplace, version, uid);
  const dir = await workplace.serverDirectory(name, uid);
  const paths: OpenSearchPaths = { home, config: join(dir, 'config'), data: join(dir, 'data'), logs: join(dir, 'logs'), temporary: join(dir, 'tmp') };
  const [http = 0, transport = 0] = await freePorts(2);
  for (const path of [paths.config, paths.data, paths.logs, paths.temporary]) {
    await mkdir(path);
    if (uid !== undefined) await chown(path, uid, uid);
  }
  await writeFile(join(paths.config, 'log4j2.properties'), OPENSEARCH_LOG4J);
  await writeFile(join(paths.config, 'opensearch.yml'), openSearchYaml({ http, transport }, paths, { ...options.config }));
  const url = `http://127.0.0.1:${http}`;
  const node = workplace.process({
    label: name,
    command: java.path,
    args: openSearchArguments(version, paths, options.heap ?? '1g'),
    cwd: dir,
    logFile: join(dir, 'server.log'),
    ...(uid === undefined ? {} : { runAs: uid }),
    isReady: async () => {
      const response = await fetch(`${url}/_cluster/health?wait_for_status=yellow&timeout=1s`, { signal: AbortSignal.timeout(2_000) });
      await response.arrayBuffer();
      return response.status === 200;
    },
  });
  const server = serverOf(name, [node]);
  await server.start();
  return Object.assign(server, { url, version });
}
