/** What a fetch loop does about one partition that came back with an error code. The others go on. */
export type FetchErrorAction =
  /** The leader has moved or is moving: ask for metadata again, wait a little, fetch from the new leader. The group is not concerned. */
  | 'refresh-metadata'
  /** The position is outside the log. */
  | 'offset-out-of-range'
  /** The right to read is missing: say so, and look again now and then. */
  | 'unauthorized'
  /** Anything else: wait and fetch again. */
  | 'back-off';

/**
 * Kafka's error codes that a change of leader, a restart or a lost disk of one broker brings about. KafkaJS knows only some
 * of them as such and answers the others by stopping every fetch, or by making the whole group join again.
 */
const LEADER_MOVES = new Set([
  3, // UNKNOWN_TOPIC_OR_PARTITION
  5, // LEADER_NOT_AVAILABLE
  6, // NOT_LEADER_OR_FOLLOWER
  8, // BROKER_NOT_AVAILABLE
  9, // REPLICA_NOT_AVAILABLE
  13, // NETWORK_EXCEPTION
  56, // KAFKA_STORAGE_ERROR
  72, // LISTENER_NOT_FOUND
  74, // FENCED_LEADER_EPOCH
  75, // UNKNOWN_LEADER_EPOCH
  78, // OFFSET_NOT_AVAILABLE
  100, // UNKNOWN_TOPIC_ID
  103, // INCONSISTENT_TOPIC_ID
]);

export function fetchErrorAction(errorCode: number): FetchErrorAction {
  if (errorCode === 1) return 'offset-out-of-range';
  if (errorCode === 29) return 'unauthorized';
  return LEADER_MOVES.has(errorCode) ? 'refresh-metadata' : 'back-off';
}
