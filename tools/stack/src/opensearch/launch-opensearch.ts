import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { linkTree } from '../home/link-tree.ts';
import { findJava, requireJava } from '../java/find-java.ts';
import { freePorts } from '../process/free-ports.ts';
import { serverOf } from '../process/process-server.ts';
import type { Workplace } from '../process/workplace.ts';
import type { OpenSearchOptions, OpenSearchServer, OpenSearchVersion } from '../stack.ts';
import { healthStatus } from './health.ts';
import type { OpenSearchPaths } from './opensearch-config.ts';
import { javaRangeOf, OPENSEARCH_LOG4J, openSearchArguments, openSearchYaml } from './opensearch-config.ts';
import { giveTo, requireReachable, unprivilegedUser } from './run-as.ts';
import { OPENSEARCH_USERS, writeOpenSearchSecurity } from './security.ts';

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
  const dir = await workplace.serverDirectory(name);
  const paths: OpenSearchPaths = { home, config: join(dir, 'config'), data: join(dir, 'data'), logs: join(dir, 'logs'), temporary: join(dir, 'tmp') };
  for (const path of [paths.config, paths.data, paths.logs, paths.temporary]) await mkdir(path);
  const [http = 0, transport = 0] = await freePorts(2);
  const security = version === '2.19.4-secured' ? await writeOpenSearchSecurity(paths) : undefined;
  await writeFile(join(paths.config, 'log4j2.properties'), OPENSEARCH_LOG4J);
  await writeFile(join(paths.config, 'opensearch.yml'), openSearchYaml({ http, transport }, paths, { ...security?.settings, ...options.config }));
  await giveTo(dir, uid);
  const url = `${security === undefined ? 'http' : 'https'}://127.0.0.1:${http}`;
  const user = security === undefined ? undefined : OPENSEARCH_USERS.admin;
  const node = workplace.process({
    label: name,
    command: java.path,
    args: openSearchArguments(version, paths, options.heap ?? '1g'),
    cwd: dir,
    logFile: join(dir, 'server.log'),
    ...(uid === undefined ? {} : { runAs: uid }),
    isReady: async () => (await healthStatus(url, security?.caFile, user)) === 200,
  });
  const server = serverOf(name, [node]);
  await server.start();
  return Object.assign(server, { url, version }, security === undefined ? {} : { caFile: security.caFile, users: OPENSEARCH_USERS });
}
