import type { BarRange } from '../bars/bars';
import { squash } from './calibration';

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

/** Labels and columns of some bars, with what every fit to them needs. */
interface LogisticProblem {
  readonly subject: LaggedColumns;
  readonly offsets: Int32Array;
  readonly labels: ArrayLike<number>;
  readonly rows: readonly BarRange[];
  /** X'X, its lower half: the sums of products of all pairs of columns, the intercept's included. */
  readonly products: Float64Array;
  readonly size: number;
  readonly count: number;
}

/** A fit: the weights, and the mean log loss on the rows that they were fitted to. */
interface LogisticFit {
  readonly weights: LogisticWeights;
  readonly logLoss: number;
}

const maxPasses = 200;

/**
 * Returns the weights of a logistic regression of `labels` (0 or 1 at each bar of `rows`) on scaled columns, with an L2
 * penalty of `|w|^2 / 2`, intercept left out.
 */
export function fitLogistic(
  subject: LaggedColumns,
  labels: ArrayLike<number>,
  rows: readonly BarRange[],
): LogisticWeights {
  const problem = finish(prepareLogistic(subject, labels, rows));
  return finish(solveLogistic(problem, 1)).weights;
}

function finish<Result>(work: Generator<number, Result>): Result {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
  }
}

/** Returns what fits with any penalty need; yields the fraction that is done, now and then. */
export function* prepareLogistic(
  subject: LaggedColumns,
  labels: ArrayLike<number>,
  rows: readonly BarRange[],
): Generator<number, LogisticProblem> {
  const offsets = findOffsets(subject);
  const products = yield* sumProducts(subject, rows);
  const count = rows.reduce((sum, { start, end }) => sum + end - start, 0);
  return { subject, offsets, labels, rows, products, size: offsets.length + 1, count };
}

/** A step that was taken: how far the weights went, and by how much that bent the slope. */
interface TakenStep {
  readonly moved: Float64Array;
  readonly bent: Float64Array;
  readonly product: number;
}

/** Steps that are remembered. */
const maxRemembered = 10;

/**
 * Returns the fit with an L2 penalty of `penalty * |w|^2 / 2`, intercept left out; yields after each pass over the rows. The
 * penalized likelihood rises with each step, and the steps end at its maximum. `start` may be the weights of another penalty.
 *
 * Newton's method with r (1 - r) X'X in place of the Hessian X'WX, r being the share of label 1: the Hessian without knowledge
 * (with 1/4 it would bound it: Böhning and Lindsay 1988, "Monotonicity of Quadratic-Approximation Algorithms"). What the last
 * steps showed of the true one is added as in L-BFGS (Nocedal 1980, "Updating Quasi-Newton Matrices with Limited Storage"),
 * and a step that lowers the likelihood is halved.
 */
export function* solveLogistic(
  problem: LogisticProblem,
  penalty: number,
  start?: LogisticWeights,
): Generator<number, LogisticFit> {
  const { labels, rows, products, size, count } = problem;
  let rises = 0;
  for (const { start: from, end } of rows) {
    for (let bar = from; bar < end; bar++) rises += labels[bar];
  }
  const rate = rises / count;
  const factor = factorizeScaled(products, size, Math.max(1e-3, rate * (1 - rate)), penalty);
  let weights: LogisticWeights = start?.slice() ?? new Float64Array(size);
  if (start === undefined && rate > 0 && rate < 1) weights[0] = Math.log(rate / (1 - rate));
  let now = measure(problem, penalty, weights);
  const taken: TakenStep[] = [];
  for (let pass = 1; pass < maxPasses;) {
    const direction = findDirection(now.slope, factor, taken);
    const largest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    let length = 1;
    let next: LogisticWeights;
    let then: typeof now;
    do {
      next = weights.map((weight, at) => weight + length * direction[at]);
      then = measure(problem, penalty, next);
      length /= 2;
      yield pass++ / maxPasses;
    } while (then.objective > now.objective * (1 + 1e-12) && pass < maxPasses);
    if (then.objective > now.objective * (1 + 1e-12)) break;
    const moved = next.map((weight, at) => weight - weights[at]);
    const bent = now.slope.map((slope, at) => slope - then.slope[at]);
    const product = multiply(moved, bent);
    if (product > 0) taken.push({ moved, bent, product });
    if (taken.length > maxRemembered) taken.shift();
    weights = next;
    now = then;
    if (largest < 1e-6) break;
  }
  return { weights, logLoss: now.loss / count };
}

/** Returns the sum of log losses, the same with the penalty, and the slope of the likelihood by each weight. */
function measure(
  { subject, offsets, labels, rows, size }: LogisticProblem,
  penalty: number,
  weights: LogisticWeights,
) {
  const { values, width } = subject;
  const slope = new Float64Array(size);
  let loss = 0;
  for (const { start, end } of rows) {
    for (let bar = start; bar < end; bar++) {
      const logit = readLogit(subject, weights, offsets, bar);
      const label = labels[bar];
      const error = label - squash(logit);
      // -ln p(label), without overflow.
      loss += Math.max(0, logit) - label * logit + Math.log1p(Math.exp(-Math.abs(logit)));
      addRow(slope, error, values, bar * width, offsets);
    }
  }
  let objective = loss;
  for (let at = 1; at < size; at++) {
    objective += (penalty * weights[at] ** 2) / 2;
    slope[at] -= penalty * weights[at];
  }
  return { loss, objective, slope };
}

/** Returns the slope times the inverse of the Hessian as far as it is known. */
function findDirection(
  slope: Float64Array,
  factor: Float64Array,
  taken: readonly TakenStep[],
): Float64Array {
  const direction = slope.slice();
  const shares = new Float64Array(taken.length);
  for (let at = taken.length - 1; at >= 0; at--) {
    const { moved, bent, product } = taken[at];
    shares[at] = multiply(moved, direction) / product;
    for (let i = 0; i < direction.length; i++) direction[i] -= shares[at] * bent[i];
  }
  solve(factor, direction);
  taken.forEach(({ moved, bent, product }, at) => {
    const share = shares[at] - multiply(bent, direction) / product;
    for (let i = 0; i < direction.length; i++) direction[i] += share * moved[i];
  });
  return direction;
}

function multiply(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, at) => sum + value * other[at], 0);
}

/** Returns the logit of a bar, whose lagged rows must exist. */
export function readLogit(
  subject: LaggedColumns,
  weights: LogisticWeights,
  offsets: Int32Array,
  bar: number,
): number {
  const { values, width } = subject;
  const row = bar * width;
  // Four sums, since an addition has to wait for the one before it.
  let logit = weights[0];
  let second = 0;
  let third = 0;
  let fourth = 0;
  let at = 0;
  for (; at < offsets.length - 3; at += 4) {
    logit += weights[at + 1] * values[row + offsets[at]];
    second += weights[at + 2] * values[row + offsets[at + 1]];
    third += weights[at + 3] * values[row + offsets[at + 2]];
    fourth += weights[at + 4] * values[row + offsets[at + 3]];
  }
  for (; at < offsets.length; at++) logit += weights[at + 1] * values[row + offsets[at]];
  return logit + second + third + fourth;
}

/** Adds `error` times a bar's columns, the intercept's first, to `slope`; `row` is where the bar's row begins. */
function addRow(
  slope: Float64Array,
  error: number,
  values: Float32Array,
  row: number,
  offsets: Int32Array,
): void {
  slope[0] += error;
  for (let at = 0; at < offsets.length; at++) slope[at + 1] += error * values[row + offsets[at]];
}

/** Returns where a bar's columns lie, counted from the start of its row. */
export function findOffsets({ width, columns, lags }: LaggedColumns): Int32Array {
  return Int32Array.from(lags.flatMap((lag) => columns.map((column) => column - lag * width)));
}

/**
 * Returns the lower half of X'X, `[1 + columns at each lag, the same]`, in float64.
 *
 * Products of lags a and b over some bars are those of lags a - c and b - c over bars c earlier. So each distance of two lags
 * is summed over all bars once, and other pairs with that distance differ from it by the bars at both ends alone.
 */
function* sumProducts(
  { values, width, columns, lags }: LaggedColumns,
  rows: readonly BarRange[],
): Generator<number, Float64Array> {
  const count = columns.length;
  const size = 1 + count * lags.length;
  const products = new Float64Array(size * size);
  const pairs = new Map<number, { readonly at: number; readonly other: number }[]>();
  products[0] = rows.reduce((sum, { start, end }) => sum + end - start, 0);
  lags.forEach((lag, at) => {
    for (const { start, end } of rows) {
      for (let bar = start - lag; bar < end - lag; bar++) {
        for (let i = 0; i < count; i++) {
          products[(1 + at * count + i) * size] += values[bar * width + columns[i]];
        }
      }
    }
    for (let other = 0; other <= at; other++) {
      const distance = lag - lags[other];
      const known = pairs.get(distance);
      if (known === undefined) pairs.set(distance, [{ at, other }]);
      else known.push({ at, other });
    }
  });
  let done = 0;
  for (const equal of pairs.values()) {
    let sums = new Float64Array(count * count);
    let from: number | undefined;
    for (const { at, other } of equal.sort((a, b) => lags[a.at] - lags[b.at])) {
      const [lag, otherLag] = [lags[at], lags[other]];
      const shift = from === undefined ? 0 : lag - from;
      sums = sums.slice();
      for (const { start, end } of rows) {
        const add = (first: number, last: number, sign: 1 | -1): void =>
          addProducts(sums, values, {
            columns,
            left: (first - (from ?? lag)) * width,
            right: (first - (from ?? lag) + lag - otherLag) * width,
            width,
            rows: last - first,
            sign,
          });
        if (from === undefined) add(start, end, 1);
        else {
          add(start - shift, start, 1);
          add(end - shift, end, -1);
        }
      }
      from = lag;
      for (let i = 0; i < count; i++) {
        for (let j = 0; j < count; j++) {
          products[(1 + at * count + i) * size + 1 + other * count + j] = sums[i * count + j];
        }
      }
    }
    yield ++done / pairs.size;
  }
  return products;
}

/** Adds `sign` times the products of `columns` of rows from `left` on with those from `right` on, pair by pair of rows. */
function addProducts(
  sums: Float64Array,
  values: Float32Array,
  {
    columns,
    left,
    right,
    width,
    rows,
    sign,
  }: {
    readonly columns: readonly number[];
    readonly left: number;
    readonly right: number;
    readonly width: number;
    readonly rows: number;
    readonly sign: 1 | -1;
  },
): void {
  const count = columns.length;
  // Four rows at once, so that a sum is read and written a quarter as often.
  const a = new Float64Array(4 * count);
  const b = new Float64Array(4 * count);
  for (let row = 0; row < rows; row += 4) {
    for (let k = 0; k < 4; k++) {
      const isRow = row + k < rows;
      for (let i = 0; i < count; i++) {
        const at = (row + k) * width + columns[i];
        a[4 * i + k] = isRow ? sign * values[left + at] : 0;
        b[4 * i + k] = isRow ? values[right + at] : 0;
      }
    }
    for (let i = 0; i < count; i++) {
      const [a0, a1, a2, a3] = [a[4 * i], a[4 * i + 1], a[4 * i + 2], a[4 * i + 3]];
      const to = i * count;
      for (let j = 0; j < count; j++) {
        sums[to + j] += a0 * b[4 * j] + a1 * b[4 * j + 1] + a2 * b[4 * j + 2] + a3 * b[4 * j + 3];
      }
    }
  }
}

/** Returns the Cholesky factor of `scale` X'X with `penalty` on its diagonal, intercept left out. */
function factorizeScaled(
  products: Float64Array,
  size: number,
  scale: number,
  penalty: number,
): Float64Array {
  const matrix = products.map((value) => scale * value);
  // Columns may be the same, so that the diagonal needs something even without a penalty.
  for (let i = 0; i < size; i++) matrix[i * size + i] += i === 0 ? 1e-9 : Math.max(penalty, 1e-6);
  factorize(matrix, size);
  return matrix;
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
