import type { BarRange } from '../bars/bars';
import { createRandom, deriveSeed } from '../random';
import { planChunks, shuffleChunks, type Chunk } from './chunks';

/**
 * A chunk with the seed of its dropout: whichever worker computes it, alone or in parts, draws the
 * same masks.
 */
export interface SeededChunk extends Chunk {
  readonly dropoutSeed: number;
}

export interface MinibatchOptions {
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
