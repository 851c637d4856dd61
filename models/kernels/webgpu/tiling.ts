/**
 * How a workgroup of 8 x 8 threads takes its part of a convolution or of a filter's gradient. It changes how
 * fast that is, and no bit of the result: every sum has its terms in the same order.
 */
interface Tiling {
  /** Each thread has so many rows of the result, and 4 columns. */
  readonly threadRows: number;
  /** Terms of the sums that lie in workgroup memory at a time. */
  readonly depth: number;
}

/** Those that are worth measuring; the first is used unless another is chosen. */
export const tilings: readonly Tiling[] = [
  { threadRows: 4, depth: 16 },
  { threadRows: 8, depth: 16 },
  { threadRows: 4, depth: 32 },
  { threadRows: 2, depth: 32 },
];

/** Columns of the result that a workgroup has. */
export const tileColumns = 32;

let tiling = tilings[0];

/** Decides how all later convolutions on WebGPU are cut; for benches and tests that compare. */
export function chooseTiling(next: Tiling): void {
  tiling = next;
}

/** Returns what `chooseTiling` decided, the rows that a workgroup has, and a name for its programs. */
export function chosenTiling(): Tiling & { readonly tileRows: number; readonly name: string } {
  const { threadRows, depth } = tiling;
  return { threadRows, depth, tileRows: 8 * threadRows, name: `${threadRows}x${depth}` };
}
