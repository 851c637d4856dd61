import type { Page } from '@playwright/test';

/** What lies in the database, looked at without any code of the app. */
export interface StoredLibrary {
  readonly datasets: readonly {
    readonly id: string;
    readonly name: string;
    readonly bars: number;
  }[];
  /** Ids under which bars are stored. */
  readonly withBars: readonly string[];
  /** Ids whose bars have another hash than the id says. */
  readonly mismatched: readonly string[];
}

/** Reads the database of the page's origin and hashes all bars anew. */
export function readStoredLibrary(page: Page): Promise<StoredLibrary> {
  return page.evaluate(async () => {
    const settle = <Result>(request: IDBRequest<Result>): Promise<Result> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('no reason told'));
      });
    const hash = async (bytes: BufferSource): Promise<string> => {
      const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
      return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
    };
    interface Packed {
      intervalMs: number;
      columns: { column: string; name: string }[];
      bytes: Blob;
    }
    const hashPacked = async ({ intervalMs, columns, bytes }: Packed): Promise<string> => {
      const size = bytes.size / columns.length;
      const digests = columns.map(async ({ column, name }, at) => [
        column === 'extra' ? `extra:${name}` : name,
        await hash(await bytes.slice(at * size, (at + 1) * size).arrayBuffer()),
      ]);
      const manifest = [{ kind: 'bars', intervalMs }, await Promise.all(digests)];
      return hash(new TextEncoder().encode(JSON.stringify(manifest)));
    };
    const database = await settle(indexedDB.open('tabquant'));
    try {
      const stores = database.transaction(['datasets', 'bars']);
      const [datasets, bars] = await Promise.all([
        settle(stores.objectStore('datasets').getAll()),
        settle(stores.objectStore('bars').getAll()),
      ]);
      const mismatched: string[] = [];
      for (const { id, packed } of bars as { id: string; packed: Packed }[]) {
        if ((await hashPacked(packed)) !== id) mismatched.push(id);
      }
      return {
        datasets: datasets.map(({ id, name, bars: count }) => ({ id, name, bars: count })),
        withBars: bars.map(({ id }) => id as string),
        mismatched,
      };
    } finally {
      database.close();
    }
  });
}
