export { z } from 'zod';
export { configReference } from './config-reference.ts';
export { configJsonSchema, type JsonSchemaOptions } from './config-schema.ts';
export { byteSize, duration, filePath, hostPort, httpUrl, parseByteSize, parseDuration, port, secret, section, type Bounds } from './fields.ts';
export { formatPath } from './format-path.ts';
export { loadConfig, parseConfig, type ConfigText, type CrossChecks } from './load-config.ts';
export { nearest } from './nearest.ts';
export type { Problem } from './problem.ts';
export { maskSecrets } from './secrets.ts';
