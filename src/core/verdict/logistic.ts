import type { BarRange } from '../bars/bars';
import { squash } from '../models/calibration';

/** Columns of a matrix `[bar, width]`: one for each feature at each lag. */
export interface LaggedColumns {
  readonly values: Float32Array;
  /** Features of a row. */
  readonly width: number;
  /** Positions of the columns that are read, in a row. */
  readonly columns: readonly number[];
  /** How many bars before its own a bar's columns are read at. */
  readonly lags: readonly number[];
}

/** Intercept first, then one weight for each column at the first lag, at the second, and so on. */
type LogisticWeights = Float64Array;

const maxIterations = 200;

/**
 * Returns the weights of a logistic regression of `labels` (0 or 1 at each bar of `rows`) on scaled columns, with an L2
 * penalty of `|w|^2 / 2`, intercept left out. The penalized likelihood rises at each step and the steps end at its maximum.
 *
 * Newton's method with the bound X'X / 4 in place of the Hessian, so that one factorization serves all steps (Böhning and
 * Lindsay 1988, "Monotonicity of Quadratic-Approximation Algorithms"); close to the Hessian itself where p is near one half.
 */
export function fitLogistic(
  subject: LaggedColumns,
  labels: ArrayLike<number>,
  rows: readonly BarRange[],
): LogisticWeights {
  const offsets = findOffsets(subject);
  const size = offsets.length + 1;
  const { values, width } = subject;
  const x = new Float64Array(size);
  x[0] = 1;
  const read = (bar: number) => {
    const from = bar * width;
    for (let at = 1; at < size; at++) x[at] = values[from + offsets[at - 1]];
  };
  const bound = new Float64Array(size * size);
  for (const { start, end } of rows) {
    for (let bar = start; bar < end; bar++) {
      read(bar);
      for (let i = 0; i < size; i++) {
        const share = x[i] / 4;
        for (let j = 0; j <= i; j++) bound[i * size + j] += share * x[j];
      }
    }
  }
  for (let i = 0; i < size; i++) bound[i * size + i] += i === 0 ? 1e-9 : 1;
  factorize(bound, size);
  const weights = new Float64Array(size);
  const step = new Float64Array(size);
  for (let iteration = 0; iteration < maxIterations; iteration++) {
    step.fill(0);
    for (const { start, end } of rows) {
      for (let bar = start; bar < end; bar++) {
        read(bar);
        let logit = 0;
        for (let at = 0; at < size; at++) logit += weights[at] * x[at];
        const error = labels[bar] - squash(logit);
        for (let at = 0; at < size; at++) step[at] += error * x[at];
      }
    }
    for (let at = 1; at < size; at++) step[at] -= weights[at];
    solve(bound, step);
    let largest = 0;
    for (let at = 0; at < size; at++) {
      weights[at] += step[at];
      largest = Math.max(largest, Math.abs(step[at]));
    }
    if (largest < 1e-6) break;
  }
  return weights;
}

/** Returns the logit of a bar, whose lagged rows must exist. */
export function readLogit(
  subject: LaggedColumns,
  weights: LogisticWeights,
  offsets: Int32Array,
  bar: number,
): number {
  const from = bar * subject.width;
  let logit = weights[0];
  for (let at = 0; at < offsets.length; at++) {
    logit += weights[at + 1] * subject.values[from + offsets[at]];
  }
  return logit;
}

/** Returns where a bar's columns lie, counted from the start of its row. */
export function findOffsets({ width, columns, lags }: LaggedColumns): Int32Array {
  return Int32Array.from(lags.flatMap((lag) => columns.map((column) => column - lag * width)));
}

/** Cholesky: turns the lower half of a positive definite matrix into its factor L. */
function factorize(matrix: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * size + j];
      for (let k = 0; k < j; k++) sum -= matrix[i * size + k] * matrix[j * size + k];
      matrix[i * size + j] = i === j ? Math.sqrt(sum) : sum / matrix[j * size + j];
    }
  }
}

/** Overwrites `vector` with the solution of `L L' x = vector`. */
function solve(factor: Float64Array, vector: Float64Array): void {
  const size = vector.length;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) vector[i] -= factor[i * size + k] * vector[k];
    vector[i] /= factor[i * size + i];
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) vector[i] -= factor[k * size + i] * vector[k];
    vector[i] /= factor[i * size + i];
  }
}
