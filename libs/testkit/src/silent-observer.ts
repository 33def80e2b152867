import type { PipelineObserver } from '@fleetlane/stream';

export const silentObserver: PipelineObserver = {
  received() {}, delivered() {}, deadLettered() {}, dropped() {}, returned() {}, batchWritten() {}, writeAttempt() {}, committed() {},
};
