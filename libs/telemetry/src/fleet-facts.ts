/** Where a vendor's vehicles drive. `lonStretch`: degrees of longitude per degree of latitude of the same length, 1 / cos(lat). */
export interface Home {
  readonly latDeg: number;
  readonly lonDeg: number;
  readonly lonStretch: number;
}

/** By vendor_id, from 1. */
export const HOMES: readonly Home[] = [
  { latDeg: 52.52, lonDeg: 13.405, lonStretch: 1.643 },
  { latDeg: 48.857, lonDeg: 2.352, lonStretch: 1.52 },
  { latDeg: 41.388, lonDeg: 2.17, lonStretch: 1.333 },
  { latDeg: 45.464, lonDeg: 9.19, lonStretch: 1.426 },
  { latDeg: 42.331, lonDeg: -83.046, lonStretch: 1.353 },
  { latDeg: 30.267, lonDeg: -97.743, lonStretch: 1.158 },
  { latDeg: -33.869, lonDeg: 151.209, lonStretch: 1.204 },
  { latDeg: 35.69, lonDeg: 139.692, lonStretch: 1.231 },
];

export const SPEED_LIMITS_KMH: readonly number[] = [0, 0, 30, 50, 50, 80, 100, 120, 130];

/** Diagnostic trouble codes that are set together. The first is none; the third, over-temperature, heats the engine. */
export const DTC_SETS: readonly (readonly string[])[] = [[], ['P0420'], ['P0217'], ['P0300', 'P0301'], ['U0100'], ['P0562', 'B1318']];

export const FIRMWARES: readonly string[] = [
  'tcu-4.11.2+20260318.5e0a17c9b2',
  'tcu-4.12.0+20260611.c3d9f0417a',
  'tcu-4.12.3+20260911.a41f9c2e7d',
  'tcu-5.0.0-rc1+20261002.0b8e6d53f1',
];
