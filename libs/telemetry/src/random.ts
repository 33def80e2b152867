/**
 * sfc32, a small fast generator of good quality (Chris Doty-Humphrey, PractRand). Not for secrets. The same seed gives the
 * same numbers on every machine, which `Math.random` does not.
 */
export class Random {
  private a: number;
  private b: number;
  private c = 0x9e3779b9 | 0;
  private counter = 1;

  /** `stream` separates generators of one seed, so that drawing from one does not move another. */
  constructor(seed: number, stream = 0) {
    this.a = seed | 0;
    this.b = stream | 0;
    for (let i = 0; i < 16; i++) this.int32();
  }

  /** All 32 bits, as a signed integer: take slices of it where several small numbers are needed. */
  int32(): number {
    const sum = (((this.a + this.b) | 0) + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum;
  }

  /** 0 <= result < 1 */
  unit(): number {
    return (this.int32() >>> 0) / 4294967296;
  }

  /** An integer, 0 <= result < n. */
  below(n: number): number {
    return Math.floor(this.unit() * n);
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.below(choices.length)];
    if (choice === undefined) throw new RangeError('Nothing to pick from.');
    return choice;
  }
}
