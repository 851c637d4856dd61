import type { BarPage, PageStore } from '../../../src/exchange/download/pages';

/** A store in memory, which shows what it holds. */
export interface MemoryStore extends PageStore {
  readonly pages: Map<number, BarPage>;
  readonly begun: { readonly id: string; readonly barsTotal: number }[];
}

export function createMemoryStore(kept: readonly BarPage[] = []): MemoryStore {
  const pages = new Map(kept.map((page) => [page.from, page]));
  const begun: { id: string; barsTotal: number }[] = [];
  return {
    pages,
    begun,
    async begin(id, _request, barsTotal) {
      begun.push({ id, barsTotal });
    },
    load: async () => [...pages.values()],
    async put(_id, page) {
      pages.set(page.from, page);
    },
  };
}
