import { join } from 'node:path';
import { findJava, requireJava } from '../java/find-java.ts';
import { freePorts } from '../process/free-ports.ts';
import { serverOf } from '../process/process-server.ts';
import type { Workplace } from '../process/workplace.ts';
import type { RegistryServer } from '../stack.ts';
import { putCompatibility } from './put-compatibility.ts';

/** What differs between Apicurio 3 (Java 21) and 2 (Java 17). */
const FLAVOURS = {
  v3: {
    home: 'apicurio-3.3.3',
    jar: 'quarkus-run.jar',
    api: '/apis/ccompat/v7',
    settings: ['-Dapicurio.storage.kind=sql', '-Dapicurio.storage.sql.kind=h2'],
  },
  v2: { home: 'apicurio-2.6.13', jar: 'apicurio-registry-app-2.6.13.Final-runner.jar', api: '/apis/ccompat/v7', settings: [] },
} as const;

/** Starts Apicurio with its schemas in memory: a restart forgets them. Compatibility is set to BACKWARD, as Confluent's default is. */
export async function launchRegistry(workplace: Workplace): Promise<RegistryServer> {
  const isV3 = findJava({ min: 21 }) !== undefined;
  if (!isV3) workplace.report('registry: no Java 21 on this machine, so it is Apicurio 2.6.13.Final instead of 3.3.3');
  const flavour = FLAVOURS[isV3 ? 'v3' : 'v2'];
  const java = requireJava('Apicurio', { min: isV3 ? 21 : 17 });
  const home = await workplace.home(flavour.home);
  const dir = await workplace.serverDirectory('registry');
  const [port = 0, management = 0] = await freePorts(2);
  const url = `http://127.0.0.1:${port}${flavour.api}`;
  const node = workplace.process({
    label: 'registry',
    command: java.path,
    args: [
      '-Xmx384m', '-Dquarkus.http.host=127.0.0.1', `-Dquarkus.http.port=${port}`,
      '-Dquarkus.management.host=127.0.0.1', `-Dquarkus.management.port=${management}`,
      ...flavour.settings, '-jar', join(home, flavour.jar),
    ],
    cwd: dir,
    logFile: join(dir, 'server.log'),
    isReady: () => putCompatibility(url),
  });
  const server = serverOf('registry', [node]);
  await server.start();
  return Object.assign(server, { url });
}
