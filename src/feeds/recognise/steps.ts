/** The steps of time between the rows of a sample. */
export interface Steps {
  /** The most frequent step of one row, in ms; NaN where time does not move. */
  readonly intervalMs: number;
  /** Share of the steps that go in the direction of most, 0 to 1. */
  readonly sameDirection: number;
  /** Part of the span that rows an interval apart would fill, 0 to 1; a wrong date order fills little. */
  readonly coverage: number;
}

/**
 * Measures the steps between times (ms, NaN is passed over) at the given rows of a file. `groups`
 * names the market of each row where a file holds several.
 */
export function measureSteps(
  times: ArrayLike<number>,
  rows: readonly number[],
  groups?: readonly string[],
): Steps {
  const counts = new Map<number, number>();
  const last = new Map<string, number>();
  let [forwards, backwards] = [0, 0];
  let [lowest, highest] = [Infinity, -Infinity];
  for (let index = 0; index < times.length; index++) {
    const time = times[index];
    if (!Number.isFinite(time)) continue;
    lowest = Math.min(lowest, time);
    highest = Math.max(highest, time);
    const group = groups?.[index] ?? '';
    const before = last.get(group);
    last.set(group, index);
    if (before === undefined || time === times[before]) continue;
    if (time > times[before]) forwards++;
    else backwards++;
    // Rows between those of a sample are other markets' where there are several.
    const apart = groups === undefined ? Math.max(1, rows[index] - rows[before]) : 1;
    const step = Math.round(Math.abs(time - times[before]) / apart);
    if (step > 0) counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  const intervalMs = mostFrequent(counts);
  const filled = ((rows[rows.length - 1] - rows[0]) / Math.max(1, last.size)) * intervalMs;
  const ratio = filled / (highest - lowest);
  return {
    intervalMs,
    sameDirection: Math.max(forwards, backwards) / Math.max(1, forwards + backwards),
    coverage: Number.isFinite(ratio) ? Math.min(ratio, 1 / ratio) : 0,
  };
}

/** The smaller one of a tie. */
function mostFrequent(counts: ReadonlyMap<number, number>): number {
  let best = NaN;
  for (const [step, count] of counts) {
    const bestCount = counts.get(best) ?? 0;
    if (count > bestCount || (count === bestCount && step < best)) best = step;
  }
  return best;
}
