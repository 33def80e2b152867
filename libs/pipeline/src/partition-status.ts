import type { PartitionLease, PartitionPosition, PartitionStatus, PauseReason, SourceHealth } from '@fleetlane/stream';
import type { Pump } from './pump.ts';

/** What the source knows of each partition, joined with what the pump has in its books. */
export function partitionStatuses(health: SourceHealth, pump: Pump, now: number): PartitionStatus[] {
  const leases = new Map(pump.ledger.leases().map((lease) => [`${lease.topic}/${lease.partition}`, lease]));
  return health.partitions.map((position) => {
    const lease = leases.get(`${position.topic}/${position.partition}`);
    const ledger = lease && pump.ledger.partition(lease);
    const settled = ledger?.committable() ?? position.committed;
    const lagRecords = position.endOffset === undefined ? undefined : Math.max(0, position.endOffset - (settled ?? position.position));
    return {
      topic: position.topic,
      partition: position.partition,
      position: position.position,
      settled,
      committed: (lease && pump.committer.committed(lease)) ?? position.committed,
      lagRecords,
      lagSeconds: lease && lagSeconds(lease, lagRecords, pump, now),
      inFlightRecords: ledger?.unsettled ?? 0,
      inFlightBytes: lease ? pump.budget.held(lease) : 0,
      pause: pauseReason(position, lease, pump),
    };
  });
}

/**
 * Age of the oldest record that is not settled. While nothing is in the books but the log has more, nobody here has seen that
 * record: then at least the time since the partition was assigned or last settled, which goes on rising in a standstill.
 */
function lagSeconds(lease: PartitionLease, lagRecords: number | undefined, pump: Pump, now: number): number | undefined {
  const oldest = pump.ledger.partition(lease)?.oldestUnsettledTimestampMs();
  if (oldest !== undefined) return Math.max(0, now - oldest) / 1000;
  if (lagRecords === undefined) return undefined;
  if (lagRecords === 0) return 0;
  const since = Math.max(pump.assignedAtMs(lease) ?? now, pump.settlement.lastAtMs ?? 0);
  return Math.max(0, now - since) / 1000;
}

function pauseReason(position: PartitionPosition, lease: PartitionLease | undefined, pump: Pump): PauseReason | undefined {
  if (position.problem) return { kind: 'halted', ...position.problem };
  return lease && pump.gates.reason(lease);
}
