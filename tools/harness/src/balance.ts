/** What was put in, and where it was found afterwards; each by the id that the sink gives it. */
export interface Evidence {
  readonly produced: Iterable<string>;
  readonly indexed: Iterable<string>;
  readonly deadLettered: Iterable<string>;
  /** Left out on purpose. */
  readonly dropped?: Iterable<string>;
}

export interface Imbalance {
  /** Produced, found nowhere. */
  readonly missing: readonly string[];
  /** Found, never produced. */
  readonly strangers: readonly string[];
  /** Found in two places, or twice in the index. A letter may stand twice: its topic is written at least once. */
  readonly twice: readonly string[];
}

/** produced = indexed + dead-lettered + dropped, id by id. All three lists are empty when it holds. */
export function findImbalance({ produced, indexed, deadLettered, dropped = [] }: Evidence): Imbalance {
  const places = new Map<string, string>();
  const twice: string[] = [];
  for (const [place, ids] of [['indexed', indexed], ['dead-lettered', new Set(deadLettered)], ['dropped', dropped]] as const) {
    for (const id of ids) {
      const other = places.get(id);
      if (other !== undefined) twice.push(`${id} (${other}, ${place})`);
      places.set(id, place);
    }
  }
  const missing: string[] = [];
  for (const id of produced) {
    if (!places.delete(id)) missing.push(id);
  }
  return { missing, strangers: [...places.keys()], twice };
}
