export { z } from 'zod';
export { configJsonSchema, configReference, type JsonSchemaOptions } from './config-schema.ts';
export { byteSize, duration, filePath, hostPort, httpUrl, parseByteSize, parseDuration, port, secret, section, type Bounds } from './fields.ts';
export { formatPath, loadConfig, parseConfig, type ConfigText, type CrossChecks } from './load-config.ts';
export { nearest } from './nearest.ts';
export type { Problem } from './problem.ts';
export { maskSecrets } from './secrets.ts';
