/** Volatility of each UTC hour against the day's, before scaling: quiet nights, a busy afternoon. */
const hourlyProfile = [
  1.0, 0.92, 0.84, 0.76, 0.7, 0.66, 0.66, 0.72, 0.86, 0.92, 0.9, 0.92, 1.05, 1.4, 1.65, 1.6, 1.45,
  1.25, 1.12, 1.05, 1.0, 0.94, 0.9, 0.96,
];

const rootMeanSquare = Math.sqrt(
  hourlyProfile.reduce((sum, value) => sum + value * value, 0) / hourlyProfile.length,
);

/** Returns the factor on volatility at `openTime` (ms, UTC), linear between whole hours. */
export function intradayFactor(openTime: number): number {
  const hour = (openTime / 3_600_000) % 24;
  const whole = Math.floor(hour);
  const from = hourlyProfile[whole];
  const to = hourlyProfile[(whole + 1) % 24];
  return (from + (to - from) * (hour - whole)) / rootMeanSquare;
}
