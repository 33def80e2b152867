import { RequestQueueClass, type RequestQueuePrototype } from './kafkajs-internals.ts';

/** How often a connection with waiting requests looks whether it may send them, besides doing so at every answer. */
const CHECK_INTERVAL_MS = 10;

/**
 * KafkaJS arms a timer for every connection after every check, also when nothing waits and with a delay in the past: thousands
 * of timer calls a second on an idle consumer, about 5 % of a core, and a TimeoutNegativeWarning on Node 24. A timer is needed
 * only while requests wait.
 */
export function scheduleOnlyWhilePending(this: RequestQueuePrototype): void {
  if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
  const delayMs = Math.max(this.throttledUntil - Date.now(), CHECK_INTERVAL_MS);
  this.throttleCheckTimeoutId = setTimeout(() => {
    this.throttleCheckTimeoutId = null;
    this.checkPendingRequests();
  }, delayMs);
}

/** Puts the cure in place for every connection of this process. Idempotent. */
export function patchRequestQueue(): void {
  RequestQueueClass.prototype.scheduleCheckPendingRequests = scheduleOnlyWhilePending;
}
