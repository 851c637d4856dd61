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

/** The middle of values. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** `value` with `digits` significant digits, which is all that a timing has. */
export function roundTo(value: number, digits = 3): number {
  return Number(value.toPrecision(digits));
}

export interface BenchResult {
  readonly name: string;
  readonly [figure: string]: number | string;
}

/** What `npm run bench -- NAME [--option value]` was given besides names. */
export interface BenchOptions {
  /** Also run what a user would run instead, alternately, and print ratios. */
  readonly peers: boolean;
  /** Times that each thing is measured, in turns with the others; the median is told. */
  readonly rounds: number;
  /** Seconds of one measurement. */
  readonly seconds: number;
  /** Where `train` runs: `chromium` or `node`. */
  readonly runtime: string;
  /** `swiftshader` (software) or `real`; in Node, WebGPU takes the adapter that Vulkan, Metal or D3D offers. */
  readonly adapter: string;
  /** Chunks and labels of a chunk in one training step, such as `4x512`; the page's own when left out. */
  readonly batch?: string;
  /** Only this backend, variant or kind of line, where one is given. */
  readonly backend?: string | undefined;
  readonly variant?: string | undefined;
  readonly only?: string | undefined;
}
