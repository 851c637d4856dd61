import type { BarRange } from '../bars/bars';
import { clipRanges, findStretches } from '../bars/gaps';
import { noLabel } from '../labels/label';
import { createRandom, deriveSeed, type Random } from '../random';
import type { Dataset } from './dataset';

/** Bars whose logits come from one pass of the network; output i belongs to `targets.start + i`. */
export interface Chunk {
  readonly targets: BarRange;
}

/**
 * Returns the stretches of bars in `range` at which a model can be asked: the `receptiveField` bars
 * that end there lie in one stretch (they may begin before `range`), and with `needLabel` there is a
 * label.
 */
export function usableTargets(
  dataset: Pick<Dataset, 'stretches' | 'labels'>,
  range: BarRange,
  receptiveField: number,
  { needLabel }: { readonly needLabel: boolean },
): BarRange[] {
  const withWindow = dataset.stretches.map(({ start, end }) => ({
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

/**
 * A chunk with the seed of its dropout: whichever worker computes it, alone or in parts, draws the
 * same masks.
 */
export interface SeededChunk extends Chunk {
  readonly dropoutSeed: number;
}

interface MinibatchOptions {
  /** Labels of a chunk. */
  readonly chunkLabels: number;
  /** Chunks of a minibatch. */
  readonly batchChunks: number;
  readonly seed: number;
}

/**
 * Returns the minibatches of one epoch (counted from 1): every target once, in a new order, the
 * chunks' borders beginning at a new offset.
 *
 * Follows from seed and epoch alone, so a run can go on at any epoch. The last minibatch may have
 * fewer chunks.
 */
export function planMinibatches(
  targets: readonly BarRange[],
  { chunkLabels, batchChunks, seed }: MinibatchOptions,
  epoch: number,
): readonly (readonly SeededChunk[])[] {
  const random = createRandom(deriveSeed(seed, epoch));
  const chunks = planChunks(targets, chunkLabels, random.below(chunkLabels));
  const seeded = shuffleChunks(chunks, random).map((chunk) => ({
    ...chunk,
    dropoutSeed: random.below(2 ** 32),
  }));
  const count = Math.ceil(seeded.length / batchChunks);
  return Array.from({ length: count }, (_, at) =>
    seeded.slice(at * batchChunks, (at + 1) * batchChunks),
  );
}

/** One minibatch in memory that is used again for the next. */
export interface Batch {
  readonly chunkCount: number;
  /** `[chunk, receptiveField - 1 + chunkLabels, feature]`: scaled features, 0 where padded. */
  readonly x: Float32Array;
  /** `[chunk, chunkLabels]`: label 0 or 1; 0 where there is none. */
  readonly y: Float32Array;
  /** `[chunk, chunkLabels]`: 1 where the output is a target with a label, else 0. */
  readonly weight: Float32Array;
}

/** Sizes of a batch: bars, bars, features. */
interface BatchShape {
  readonly receptiveField: number;
  readonly chunkLabels: number;
  readonly features: number;
}

/** Returns an empty batch of `chunkCount` chunks. */
export function createBatch(
  chunkCount: number,
  { receptiveField, chunkLabels, features }: BatchShape,
): Batch {
  return {
    chunkCount,
    x: new Float32Array(chunkCount * (receptiveField - 1 + chunkLabels) * features),
    y: new Float32Array(chunkCount * chunkLabels),
    weight: new Float32Array(chunkCount * chunkLabels),
  };
}

/**
 * Sets `batch` to `chunks` and returns the sum of its weights; allocates nothing.
 *
 * Row r of a chunk's input is bar `targets.start - (receptiveField - 1) + r`; rows after the last
 * target are 0, as are chunks that the batch has room for beyond those given. Throws `RangeError`
 * when there is no room for `chunks`.
 */
export function fillBatch(
  dataset: Pick<Dataset, 'features' | 'values' | 'labels'>,
  chunks: readonly Chunk[],
  receptiveField: number,
  chunkLabels: number,
  batch: Batch,
): number {
  if (chunks.length > batch.chunkCount) {
    throw new RangeError(`batch: has room for ${batch.chunkCount} chunks, was ${chunks.length}`);
  }
  const width = dataset.features.length;
  const chunkInputs = (receptiveField - 1 + chunkLabels) * width;
  batch.x.fill(0);
  batch.y.fill(0);
  batch.weight.fill(0);
  let weights = 0;
  for (let index = 0; index < chunks.length; index++) {
    const { start, end } = chunks[index].targets;
    const source = (start - receptiveField + 1) * width;
    const inputs = end * width - source;
    for (let input = 0; input < inputs; input++) {
      batch.x[index * chunkInputs + input] = dataset.values[source + input];
    }
    for (let bar = start; bar < end; bar++) {
      const label = dataset.labels[bar];
      if (label === noLabel) continue;
      const output = index * chunkLabels + bar - start;
      batch.y[output] = label;
      batch.weight[output] = 1;
      weights += 1;
    }
  }
  return weights;
}
