export { crossChecks, sinkConfig, type SinkConfig } from './config.ts';
