import type { BarRange } from '../bars/bars';
import { clipRanges, findStretches } from '../bars/gaps';
import { noLabel } from '../labels/label';
import type { Random } from '../random';
import type { Dataset } from './dataset';

export { createBatch, fillBatch, type Batch } from './batch';

/** Bars whose logits come from one pass of the network; output i belongs to `targets.start + i`. */
export interface Chunk {
  readonly targets: BarRange;
}

/**
 * Returns the stretches of bars in `range` at which a model can be asked: the `receptiveField` bars
 * that end there lie in one run (they may begin before `range`), and with `needLabel` there is a
 * label.
 */
export function usableTargets(
  dataset: Pick<Dataset, 'runs' | 'labels'>,
  range: BarRange,
  receptiveField: number,
  { needLabel }: { readonly needLabel: boolean },
): BarRange[] {
  const withWindow = dataset.runs.map(({ start, end }) => ({
    start: start + receptiveField - 1,
    end,
  }));
  const targets = clipRanges(withWindow, range);
  if (!needLabel) return targets;
  return targets.flatMap((stretch) =>
    findStretches(stretch, (bar) => dataset.labels[bar] !== noLabel),
  );
}

/**
 * Returns chunks of at most `chunkLabels` targets that cover every target exactly once.
 *
 * `offset`, a whole number from 0 up to `chunkLabels`, is the length of a stretch's first chunk (0: a
 * whole one), so that another offset each epoch moves the borders.
 */
export function planChunks(targets: readonly BarRange[], chunkLabels: number, offset = 0): Chunk[] {
  if (!Number.isInteger(offset) || offset < 0 || offset >= chunkLabels) {
    throw new RangeError(
      `chunks: offset must be a whole number from 0 to ${chunkLabels - 1}, was ${offset}`,
    );
  }
  const chunks: Chunk[] = [];
  for (const { start, end } of targets) {
    let from = start;
    while (from < end) {
      const isFirst = from === start && offset > 0;
      const to = Math.min(end, from + (isFirst ? offset : chunkLabels));
      chunks.push({ targets: { start: from, end: to } });
      from = to;
    }
  }
  return chunks;
}

/** Returns the chunks in a random order (Fisher and Yates), all orders equally likely. */
export function shuffleChunks(chunks: readonly Chunk[], random: Random): Chunk[] {
  const shuffled = [...chunks];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other], shuffled[last]];
  }
  return shuffled;
}
