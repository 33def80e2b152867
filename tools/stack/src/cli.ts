import { down } from './cli/down.ts';
import { fetchHomes } from './cli/fetch-homes.ts';
import { serve } from './cli/serve.ts';
import { status } from './cli/status.ts';
import { up } from './cli/up.ts';
import { parseUpOptions, UsageError } from './cli/up-options.ts';
import { generateLock } from './lock/generate-lock.ts';

const HELP = `Real servers on this machine: Kafka, OpenSearch, S3 and a schema registry.

  npm run stack up [kafka] [opensearch] [s3] [registry]   start in the background and print the addresses
      -- --nodes 1|3                                       Kafka brokers (1)
      -- --security plaintext|sasl-scram|tls|all           Kafka listeners beside PLAINTEXT (plaintext: none)
      -- --opensearch 3.8.0|2.19.4|2.19.4-secured          3.8.0; 2.19.4 where there is no Java 21
  npm run stack status                                     ask each server how it is
  npm run stack down                                       stop everything and remove its data
  npm run stack fetch [servers]                            download only
  npm run stack lock                                       resolve artifacts.lock.json anew (needs Maven)

Without names, up and fetch take kafka and opensearch.
Exit codes: 0 well, 1 failed, 2 wrong command line, 3 (status) nothing is up.

FLEETLANE_STACK=processes|containers   which provider (containers only by themselves when their images are here already)
FLEETLANE_CACHE=<directory>            downloads and assembled servers (~/.cache/fleetlane)
FLEETLANE_MAVEN_URL=<address>          a Maven repository (https://repo1.maven.org/maven2)
FLEETLANE_STACK_DIR=<directory>        data of running servers (the temporary directory)
JAVA_HOME=<directory>                  the Java to try first`;

async function run(command: string | undefined, args: readonly string[]): Promise<number> {
  switch (command) {
    case 'up': return up(parseUpOptions(args), args);
    case 'serve': return serve(parseUpOptions(args));
    case 'fetch': {
      for (const path of await fetchHomes(parseUpOptions(args))) console.log(path);
      return 0;
    }
    case 'status': return status();
    case 'down': return down();
    case 'lock': {
      await generateLock((line) => console.log(line));
      return 0;
    }
    case '--help':
    case '-h':
    case 'help': {
      console.log(HELP);
      return 0;
    }
    default:
      throw new UsageError(command === undefined ? 'A command is missing' : `"${command}" is not a command`);
  }
}

const [command, ...args] = process.argv.slice(2);
try {
  process.exitCode = await run(args.includes('--help') ? '--help' : command, args);
} catch (error) {
  if (error instanceof UsageError) {
    console.error(`${error.message}. "npm run stack -- --help" shows what there is.`);
    process.exitCode = 2;
  } else {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
if (command === 'serve') process.exit();
