import { DIRT, DIRT_KINDS, EVERYDAY_DIRT, RECORD_KINDS } from '@fleetlane/telemetry';

const dirt = DIRT_KINDS.map((kind) => `  ${kind.padEnd(18)}${DIRT[kind].is} (${DIRT[kind].fate})`).join('\n');

export const HELP = `Sends seeded vehicle telemetry to Kafka and reports what was produced.

  node src/main.ts --brokers host:port [flags]

Where to
  --brokers a:9092,b:9092   one or more brokers
  --topic name              topic, where one kind is sent; kind=name where several are (repeat it)
  --create-topics           create the topics that do not exist
  --partitions n            of topics that are created (6)
  --replication-factor n    of topics that are created (1)
  --compression codec       none, gzip, snappy, lz4, zstd (none)
  --config file.yaml        any of these settings, and kafka.tls and kafka.sasl; flags win

What
  --kinds a,b               ${RECORD_KINDS.join(', ')} (vehicle-telemetry)
  --vehicles n              size of the fleet (1000)
  --seed n                  the same seed gives the same records (1)
  --start-time time         event time of the first record (2026-01-01T00:00:00Z)
  --live                    event times are the time of sending
  --csv file                the rows of a trips file instead of generated records
  --dirty share             share of dirty records, 0 to 1 (0)
  --dirty-kinds a,b         which (${EVERYDAY_DIRT.join(', ')})

How much
  --rate n                  records a second, 0 as fast as possible (0)
  --count n                 end after so many records
  --duration 30s            end after so long; without either, end on Ctrl-C

  --report file.json        what was produced: counts, offsets, expected fates

Dirty kinds, and what a sink does with them
${dirt}

Exit codes: 0 all acknowledged, also after Ctrl-C; 1 something was not; 2 wrong settings; 130 a second Ctrl-C.
`;
