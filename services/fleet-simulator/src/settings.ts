import { duration, filePath, section, z } from '@fleetlane/config';
import { DIRT_KINDS, MAX_VEHICLES, RECORD_KINDS } from '@fleetlane/telemetry';
import { kafkaSettings } from './kafka-settings.ts';

const wholeNumber = (min: number, max = Number.MAX_SAFE_INTEGER) => z.int().min(min).max(max);
const topicName = () => z.string().regex(/^[a-zA-Z0-9._-]{1,249}$/, { error: 'is no topic name; use letters, digits, dot, underscore and hyphen' });
const utcTime = () =>
  z.string().refine((text) => /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z)?$/.test(text) && !Number.isNaN(Date.parse(text)), {
    error: 'is no time in UTC; write for example 2026-11-20T07:00:00Z',
  });

/** What `--config` takes; each flag of the command line sets one of these. */
export const settingsSchema = section({
  kafka: kafkaSettings,
  kinds: z.array(z.enum(RECORD_KINDS)).min(1).optional().describe('What to send. Default: vehicle-telemetry.'),
  topics: section({
    'vehicle-telemetry': topicName().optional(),
    'vehicle-health': topicName().optional(),
    'vehicle-activity': topicName().optional(),
  }).optional().describe('Topics by another name than their kind.'),
  rate: wholeNumber(0).optional().describe('Records a second over all topics; 0 is as fast as possible.'),
  count: wholeNumber(1).optional().describe('Ends after so many records.'),
  duration: duration({ min: '1ms' }).optional().describe('Ends after so long.'),
  vehicles: wholeNumber(1, MAX_VEHICLES).optional().describe('Size of the fleet. Default 1000.'),
  seed: z.int().optional().describe('The same seed gives the same records. Default 1.'),
  dirt: section({
    share: z.number().min(0).max(1).optional().describe('Of all records, 0 to 1. Default 0.'),
    kinds: z.array(z.enum(DIRT_KINDS)).min(1).optional().describe('Which kinds of dirty records. Default: those that need no preparation of topics or indices.'),
  }).optional(),
  csv: filePath().optional().describe('Sends the rows of this trips file, once, instead of generated records.'),
  compression: z.enum(['none', 'gzip', 'snappy', 'lz4', 'zstd']).optional().describe('Codec of the batches. Default none.'),
  startTime: utcTime().optional().describe('Event time of the first record. Default 2026-01-01T00:00:00Z.'),
  live: z.boolean().optional().describe('Event times are the time of sending.'),
  report: filePath().optional().describe('File for what was produced, as JSON.'),
  createTopics: z.boolean().optional().describe('Creates the topics that do not exist.'),
  partitions: wholeNumber(1, 10_000).optional().describe('Of topics that are created. Default 6.'),
  replicationFactor: wholeNumber(1, 100).optional().describe('Of topics that are created. Default 1.'),
});

export type Settings = z.output<typeof settingsSchema>;
