/** One thing that a service needs from the world, checked before the first record and on demand. */
export interface Probe {
  /** What is checked, as an operator would say it: "OpenSearch: may write to index telemetry-*". */
  readonly title: string;
  /** Never rejects. Takes no longer than the signal allows. */
  run(signal: AbortSignal): Promise<ProbeResult>;
}

export interface ProbeResult {
  readonly ok: boolean;
  /** What was found. */
  readonly detail: string;
  /** What to do about it; set when `ok` is false. */
  readonly remedy?: string;
}
