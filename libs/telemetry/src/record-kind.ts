/** What vehicles send. Each kind has its topic of the same name unless another is chosen. */
export const RECORD_KINDS = ['vehicle-telemetry', 'vehicle-health', 'vehicle-activity'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];

/** Of 100 records of a vehicle that sends all kinds. */
export const RECORD_KIND_WEIGHTS: Readonly<Record<RecordKind, number>> = {
  'vehicle-telemetry': 90,
  'vehicle-health': 6,
  'vehicle-activity': 4,
};

/** No record of the generator that is not `oversized` on purpose is longer. */
export const MAX_VALUE_BYTES = 768;

export function isRecordKind(text: string): text is RecordKind {
  return (RECORD_KINDS as readonly string[]).includes(text);
}
