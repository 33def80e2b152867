/** Length of what {@link IsoTime} writes. */
export const ISO_TIME_BYTES = 24;

/** Writes times as `2026-11-20T07:15:30.123Z`. Formats a second once, however many records fall into it. */
export class IsoTime {
  private readonly text = Buffer.alloc(ISO_TIME_BYTES);
  private second = Number.NaN;

  /** `timeMs` since the epoch, a whole number between the years 0 and 9999. */
  write(target: Buffer, at: number, timeMs: number): number {
    const second = Math.floor(timeMs / 1000);
    if (second !== this.second) {
      this.text.write(new Date(second * 1000).toISOString(), 0, 'latin1');
      this.second = second;
    }
    for (let i = 0; i < 20; i++) target[at + i] = this.text[i]!;
    const ms = timeMs - second * 1000;
    const hundreds = (ms / 100) | 0;
    const tens = ((ms - hundreds * 100) / 10) | 0;
    target[at + 20] = 0x30 + hundreds;
    target[at + 21] = 0x30 + tens;
    target[at + 22] = 0x30 + ms - hundreds * 100 - tens * 10;
    target[at + 23] = 0x5a;
    return at + ISO_TIME_BYTES;
  }
}
