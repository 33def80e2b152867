import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireJava } from '../java/find-java.ts';
import { freePorts } from '../process/free-ports.ts';
import { serverOf } from '../process/process-server.ts';
import type { Workplace } from '../process/workplace.ts';
import type { S3Server } from '../stack.ts';

const ACCESS_KEY_ID = 'fleetlane';
const SECRET_ACCESS_KEY = 'fleetlane-secret';

/** Starts s3proxy on a directory: signatures, conditional writes and multipart behave as S3's; tagging and SSE do not exist. */
export async function launchS3(workplace: Workplace): Promise<S3Server> {
  const java = requireJava('s3proxy 4.1.0', { min: 17 });
  const home = await workplace.home('s3proxy-4.1.0');
  const dir = await workplace.serverDirectory('s3');
  const [port = 0] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  await mkdir(join(dir, 'data'));
  const properties = join(dir, 's3proxy.properties');
  await writeFile(properties, [
    `s3proxy.endpoint=${endpoint}`,
    's3proxy.authorization=aws-v4',
    `s3proxy.identity=${ACCESS_KEY_ID}`,
    `s3proxy.credential=${SECRET_ACCESS_KEY}`,
    'jclouds.provider=filesystem-nio2',
    `jclouds.filesystem.basedir=${join(dir, 'data')}`,
    '',
  ].join('\n'));
  const node = workplace.process({
    label: 's3',
    command: java.path,
    args: ['-Xmx512m', '-jar', join(home, 's3proxy-4.1.0-jar-with-dependencies.jar'), '--properties', properties],
    cwd: dir,
    logFile: join(dir, 'server.log'),
    isReady: async () => {
      // An unsigned request is refused by the S3 layer itself: it is up, and it checks signatures.
      const response = await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
      return (await response.text()).includes('AccessDenied');
    },
  });
  const server = serverOf('s3', [node]);
  await server.start();
  return Object.assign(server, { endpoint, region: 'us-east-1', accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY });
}
