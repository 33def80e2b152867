import type { TopicState } from './consumer-cluster.ts';

/** Which topics to read: by name, by pattern, or both. */
export interface TopicSelection {
  readonly names: readonly string[];
  readonly patterns: readonly RegExp[];
}

/** What metadata must be asked for: names only where there is no pattern, otherwise all topics. */
export function topicsToDescribe({ names, patterns }: TopicSelection): readonly string[] | undefined {
  return patterns.length > 0 ? undefined : names;
}

export interface SelectedTopics {
  /** Sorted names of topics that exist and may be read. */
  readonly found: readonly string[];
  /** Named topics that do not exist. */
  readonly missing: readonly string[];
  /** Named topics that this principal may not see. */
  readonly unauthorized: readonly string[];
}

const TOPIC_AUTHORIZATION_FAILED = 29;

export function selectTopics({ names, patterns }: TopicSelection, existing: ReadonlyMap<string, TopicState>): SelectedTopics {
  const found = new Set<string>();
  const missing: string[] = [];
  const unauthorized: string[] = [];
  for (const name of names) {
    const state = existing.get(name);
    if (state?.errorCode === TOPIC_AUTHORIZATION_FAILED) unauthorized.push(name);
    else if (state === undefined || state.partitions === 0) missing.push(name);
    else found.add(name);
  }
  for (const [name, state] of existing) {
    // Kafka's own topics are never meant by a pattern such as ".*".
    if (state.partitions > 0 && !name.startsWith('__') && patterns.some((pattern) => pattern.test(name))) found.add(name);
  }
  return { found: [...found].sort(), missing, unauthorized };
}
