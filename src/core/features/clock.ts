import type { Feature } from './feature';

const minuteMs = 60_000;
/** From Monday 1969-12-29 to the epoch, a Thursday; whole hours, so that it moves no shorter period. */
const weekOffsetMs = 3 * 1440 * minuteMs;

const periods = [
  { name: '5', minutes: 5, title: '5 minutes' },
  { name: '15', minutes: 15, title: '15 minutes' },
  { name: '60', minutes: 60, title: 'the hour' },
  { name: 'day', minutes: 1440, title: 'the day, UTC' },
  { name: 'week', minutes: 10_080, title: 'the week from Monday, UTC' },
];

/**
 * `clock_sin_p`, `clock_cos_p`: the place of the bar's close within the period p as a point of the unit circle, so
 * that the end of a period is next to its start. Both together tell the place.
 */
export const clockFeatures: readonly Feature[] = periods.flatMap(({ name, minutes, title }) =>
  (['sin', 'cos'] as const).map((wave) => ({
    name: `clock_${wave}_${name}`,
    family: 'clock',
    meaning: `${wave === 'sin' ? 'sine' : 'cosine'} of the close's place within ${title}`,
    lookBackBars: 0,
    needs: [],
    isDefault: false,
    isOfTime: true,
    compute: createWave(minutes, Math[wave]),
  })),
);

/** Returns what writes the wave of a period: at whole minutes, as closes nearly always are, from a table. */
function createWave(minutes: number, wave: (angle: number) => number): Feature['compute'] {
  const periodMs = minutes * minuteMs;
  const at = (phaseMs: number): number => wave((2 * Math.PI * (phaseMs / minuteMs)) / minutes);
  let table: Float64Array | undefined;
  return ({ openTime, intervalMs }, out) => {
    let phaseMs = (openTime[0] + intervalMs + weekOffsetMs) % periodMs;
    const isWhole = phaseMs % minuteMs === 0 && intervalMs % minuteMs === 0;
    const values = (table ??= Float64Array.from({ length: minutes }, (_, t) => at(t * minuteMs)));
    for (let t = 0; t < out.length; t++) {
      out[t] = isWhole ? values[phaseMs / minuteMs] : at(phaseMs);
      // There is no gap between the bars.
      phaseMs += intervalMs;
      if (phaseMs >= periodMs) phaseMs %= periodMs;
    }
  };
}
