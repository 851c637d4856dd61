/** Milliseconds of the `runs` timed calls after one warm-up call, sorted ascending. */
export function measure(runs: number, work: () => void): readonly number[] {
  work();
  const times = Array.from({ length: runs }, () => {
    const from = performance.now();
    work();
    return performance.now() - from;
  });
  return times.sort((a, b) => a - b);
}

/** The middle of sorted values. */
export function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

export interface BenchResult {
  readonly name: string;
  readonly [figure: string]: number | string;
}
