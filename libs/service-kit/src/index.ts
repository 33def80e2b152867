export type { PipelineRunner, ServiceContext } from './pipeline-runner.ts';
export { runService, type ServiceDefinition } from './run-service.ts';
export { serve, type ServeOptions } from './serve.ts';
export { serviceSections, type ServiceSettings } from './service-config.ts';
