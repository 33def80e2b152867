export { createLogger, type LoggerOptions } from './create-logger.ts';
export { describeError, type ErrorDescription } from './describe-error.ts';
export { liveness, readiness, startup, type HaltedPartition, type HealthOptions, type HealthVerdict } from './health.ts';
export { CONSTANT_LABELS, METRICS, metricsReference, type MetricEntry, type MetricName } from './metric-catalogue.ts';
export { PipelineMetrics, type PipelineMetricsOptions } from './pipeline-metrics.ts';
export { throttledLogger } from './throttled-logger.ts';
