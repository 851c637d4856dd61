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
 * Returns the targets in `range`, as stretches: the bars whose window of `receptiveField` bars lies in one
 * stretch (the window may begin before `range`) and, with `needLabel`, that have a label.
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
 * `offset`, a whole number from 0 to `chunkLabels - 1`, is the length of the first chunk of each stretch (0: a
 * full chunk). A different offset in each epoch moves the borders of all chunks.
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
 * A chunk with the seed of its dropout masks, so that they do not depend on which worker computes the chunk,
 * nor on whether it is cut in parts.
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
 * Returns the minibatches of one epoch (counted from 1): every target once, in a new order and with new
 * borders of the chunks.
 *
 * Depends on seed and epoch alone, so that a training can resume at any epoch. The last minibatch may
 * have fewer chunks.
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

/** Arrays of one minibatch, which the next one reuses. */
export interface Batch {
  readonly chunkCount: number;
  /** `[chunk, receptiveField - 1 + chunkLabels, feature]`: scaled features, 0 where padded. */
  readonly x: Float32Array;
  /** `[chunk, chunkLabels]`: label 0 or 1; 0 where there is none. */
  readonly y: Float32Array;
  /** `[chunk, chunkLabels]`: 1 where the output is a target with a label, else 0. */
  readonly weight: Float32Array;
}

/** What the size of a batch's arrays depends on. */
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
 * Writes `chunks` into `batch` and returns the sum of its weights; allocates no memory.
 *
 * Row r of a chunk's input is bar `targets.start - (receptiveField - 1) + r`. Rows after the last target
 * are 0, and so is the rest of the batch. Throws `RangeError` when there are more chunks than the
 * batch has room for.
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
