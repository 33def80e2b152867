export { Backoff, type BackoffOptions } from './backoff.ts';
export { PIPELINE_DEFAULTS, type PipelineOptions } from './pipeline-options.ts';
export { Pipeline, type DrainReport, type PipelineParts } from './pipeline.ts';
export { Pump, type Intake, type PumpParts } from './pump.ts';
