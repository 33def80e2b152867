export { simulate } from './simulate.ts';
export type { SimulationHooks, SimulationOptions, SimulationProgress, TopicCreation } from './simulation-options.ts';
export type { DirtReport, DirtyOffset, PartitionReport, SimulationReport, TopicReport } from './simulation-report.ts';
