import type { Chunk } from './chunks';

/**
 * Returns `chunks` divided among at most `workers`, one list each, in order: whole chunks where their
 * number divides evenly, else equal shares of the labels, for which chunks are cut.
 *
 * A part keeps all fields of its chunk except `targets`. No list is empty: with fewer labels than
 * workers there are fewer lists.
 */
export function shareChunks<Part extends Chunk>(
  chunks: readonly Part[],
  workers: number,
): readonly (readonly Part[])[] {
  if (chunks.length % workers === 0) {
    const each = chunks.length / workers;
    return Array.from({ length: workers }, (_, at) => chunks.slice(at * each, (at + 1) * each));
  }
  const labels = chunks.reduce((sum, { targets }) => sum + targets.end - targets.start, 0);
  const shares = Array.from({ length: workers }, (_, at) =>
    cutLabels(
      chunks,
      Math.round((at * labels) / workers),
      Math.round(((at + 1) * labels) / workers),
    ),
  );
  return shares.filter((share) => share.length > 0);
}

/** The parts of `chunks` that hold labels `from` to `to - 1`, counted over all chunks. */
function cutLabels<Part extends Chunk>(chunks: readonly Part[], from: number, to: number): Part[] {
  const parts: Part[] = [];
  let before = 0;
  for (const chunk of chunks) {
    const { start, end } = chunk.targets;
    const targets = {
      start: Math.max(start, start + from - before),
      end: Math.min(end, start + to - before),
    };
    if (targets.start < targets.end) parts.push({ ...chunk, targets });
    before += end - start;
  }
  return parts;
}

/** Returns `chunks` grouped by length, in the order in which the lengths first occur. */
export function groupByLength<Part extends Chunk>(
  chunks: readonly Part[],
): readonly (readonly Part[])[] {
  const groups = new Map<number, Part[]>();
  for (const chunk of chunks) {
    const length = chunk.targets.end - chunk.targets.start;
    const group = groups.get(length);
    if (group === undefined) groups.set(length, [chunk]);
    else group.push(chunk);
  }
  return [...groups.values()];
}

/** What one worker computed for its part of a minibatch. */
export interface GradientShare {
  /** Gradient of the part's mean loss, `[parameter]`. */
  readonly gradient: Float32Array;
  /** Mean loss of the part's labels, in nats. */
  readonly loss: number;
  /** Labels that counted. */
  readonly labels: number;
}

/**
 * Returns gradient and loss of a whole minibatch from those of its parts, weighted by their labels.
 * They are summed in the given order, so that the same parts give the same bits. The sum overwrites the
 * first part's gradient, since a new array for each step would cost more than the sum. Throws
 * `RangeError` without parts.
 */
export function averageGradients(shares: readonly GradientShare[]): GradientShare {
  if (shares.length === 0) throw new RangeError('gradients: need at least 1 share, were given 0');
  const [first, ...others] = shares;
  const labels = shares.reduce((sum, share) => sum + share.labels, 0);
  const { gradient } = first;
  let weightBefore = first.labels / labels;
  let loss = weightBefore * first.loss;
  for (const share of others) {
    const weight = share.labels / labels;
    const values = share.gradient;
    for (let at = 0; at < gradient.length; at++) {
      gradient[at] = weightBefore * gradient[at] + weight * values[at];
    }
    loss += weight * share.loss;
    weightBefore = 1; // the sum so far is weighted already
  }
  return { gradient, loss, labels };
}
