import type { Feature } from './feature';

const minuteMs = 60_000;
/** From Monday 1969-12-29 to the epoch, a Thursday; whole hours, so that it moves no shorter period. */
const weekOffsetMinutes = 3 * 1440;

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
    compute({ openTime, intervalMs }, out) {
      const turn = (2 * Math.PI) / minutes;
      for (let t = 0; t < out.length; t++) {
        const closing = (openTime[t] + intervalMs) / minuteMs + weekOffsetMinutes;
        out[t] = Math[wave]((closing % minutes) * turn);
      }
    },
  })),
);
