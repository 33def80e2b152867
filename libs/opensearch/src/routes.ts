import type { Failure, StreamRecord } from '@fleetlane/stream';
import { EventTimeReader, type EventTime } from './event-time.ts';
import { IndexSuffix, type IndexRotation } from './index-suffix.ts';

export interface Route {
  readonly topics: readonly string[];
  readonly pattern: RegExp | undefined;
  /** Base name of the index. */
  readonly index: string;
  readonly suffix: IndexRotation;
  readonly suffixFrom: 'event-time' | 'arrival-time';
  readonly eventTimeField: string;
  readonly onTombstone: 'dead-letter' | 'drop';
}

/** A route with what it keeps between records. */
export class TopicRoute {
  readonly route: Route;
  readonly #suffix: IndexSuffix;
  readonly #eventTime: EventTimeReader | undefined;

  constructor(route: Route) {
    this.route = route;
    this.#suffix = new IndexSuffix(route.suffix);
    this.#eventTime = route.suffix !== 'none' && route.suffixFrom === 'event-time' ? new EventTimeReader(route.eventTimeField) : undefined;
  }

  /** The index of a record with a value, or why it cannot have one. */
  indexOf(record: StreamRecord): string | Failure {
    if (!this.#eventTime) return this.route.index + this.#suffix.at(record.timestampMs);
    const time = this.#eventTime.read(record.value!);
    return typeof time === 'number' ? this.route.index + this.#suffix.at(time) : this.#refused(time);
  }

  #refused(why: Exclude<EventTime, number>): Failure {
    const { eventTimeField } = this.route;
    switch (why) {
      case 'malformed':
        return { code: 'RECORD_MALFORMED', verdict: 'reject', reason: 'the value is not a JSON object' };
      case 'missing':
        return { code: 'RECORD_FIELD_MISSING', verdict: 'reject', reason: `the field ${eventTimeField} is absent` };
      case 'invalid':
        return { code: 'RECORD_FIELD_INVALID', verdict: 'reject', reason: `the field ${eventTimeField} is not a time` };
    }
  }
}

/** Finds the route of a topic: by name first, then by the first pattern that matches. */
export class RouteTable {
  readonly #routes: readonly TopicRoute[];
  readonly #byTopic = new Map<string, TopicRoute | undefined>();

  constructor(routes: readonly Route[]) {
    this.#routes = routes.map((route) => new TopicRoute(route));
  }

  of(topic: string): TopicRoute | undefined {
    if (this.#byTopic.has(topic)) return this.#byTopic.get(topic);
    const found = this.#routes.find(({ route }) => route.topics.includes(topic)) ?? this.#routes.find(({ route }) => route.pattern?.test(topic));
    this.#byTopic.set(topic, found);
    return found;
  }
}
