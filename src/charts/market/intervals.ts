/** A choice of candle length. */
export interface IntervalChoice {
  readonly label: string;
  readonly intervalMs: number;
}

const minuteMs = 60_000;

const choices: readonly IntervalChoice[] = [
  { label: '1m', intervalMs: minuteMs },
  { label: '5m', intervalMs: 5 * minuteMs },
  { label: '15m', intervalMs: 15 * minuteMs },
  { label: '1h', intervalMs: 60 * minuteMs },
  { label: '4h', intervalMs: 240 * minuteMs },
  { label: '1d', intervalMs: 1440 * minuteMs },
];

/** Returns the candle lengths that bars of `barIntervalMs` can be merged to. */
export function listIntervals(barIntervalMs: number): IntervalChoice[] {
  return choices.filter((choice) => choice.intervalMs % barIntervalMs === 0);
}
