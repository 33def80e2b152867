import { runService } from '@fleetlane/service-kit';
import packageJson from '../package.json' with { type: 'json' };
import { crossChecks, sinkConfig } from './config.ts';
import { probes } from './probes.ts';
import { createPipeline } from './wiring.ts';

const exitCode = await runService(
  {
    name: 'opensearch-sink',
    version: packageJson.version,
    description: 'carries Kafka topics into OpenSearch, with dead-letter topics',
    sink: 'opensearch',
    schema: sinkConfig,
    crossChecks,
    createPipeline,
    probes,
  },
  process.argv.slice(2),
);
if (exitCode !== undefined) process.exit(exitCode);
