import type { BarChunk, ChunkStore } from '../../../src/exchange/download/chunks';

/** A store in memory, which shows what it holds. */
export interface MemoryStore extends ChunkStore {
  readonly chunks: Map<number, BarChunk>;
  readonly begun: { readonly id: string; readonly barsTotal: number }[];
}

export function createMemoryStore(kept: readonly BarChunk[] = []): MemoryStore {
  const chunks = new Map(kept.map((chunk) => [chunk.from, chunk]));
  const begun: { id: string; barsTotal: number }[] = [];
  return {
    chunks,
    begun,
    async begin(id, _request, barsTotal) {
      begun.push({ id, barsTotal });
    },
    load: async () => [...chunks.values()],
    async put(_id, chunk) {
      chunks.set(chunk.from, chunk);
    },
  };
}
