/** What a chart does in one frame. */
export type ChartOperation =
  | { readonly kind: 'pan'; readonly candles: number }
  | { readonly kind: 'zoom'; readonly factor: number };

export interface ChartRequest {
  readonly kind: 'ours' | 'lightweight-charts';
  readonly bars: number;
}

/** What the page offers to the benchmark. */
export interface ChartBench {
  /** Makes bars and opens a chart of them; resolves with the ms until it was drawn. */
  open(request: ChartRequest): Promise<number>;
  /** Does the operation once in each of so many frames, between the marks `bench-start` and `bench-end`. */
  play(operation: ChartOperation, frames: number): Promise<void>;
  /** Does the operation at once. */
  move(operation: ChartOperation): void;
}
