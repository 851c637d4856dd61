import { openDB, type IDBPDatabase } from 'idb';
import { openColumns, removeColumns, writeColumns } from './opfs-columns';
import type { StorageBenchResult, StorageTimes, StorageWay } from './storage-job';

self.onmessage = async ({ data: bars }: MessageEvent<number>) => {
  try {
    self.postMessage({ kind: 'done', result: await runOnce(bars) });
  } catch (error) {
    self.postMessage({ kind: 'failed', reason: String(error) });
  }
};

type Columns = readonly Float64Array<ArrayBuffer>[];

/** One way to keep columns under an id; writing ends with them safe on disk. */
interface Way {
  write(id: string, columns: Columns): Promise<void>;
  read(id: string): Promise<readonly Float64Array[]>;
}

/** Columns of a dataset with everything that the exchange tells, and one extra. */
const columnCount = 11;

async function runOnce(bars: number): Promise<StorageBenchResult> {
  const columns = makeColumns(bars);
  const database = await openDB('storage-bench', 1, {
    upgrade(created) {
      created.createObjectStore('bars', { keyPath: 'id' });
      created.createObjectStore('datasets', { keyPath: 'id' });
    },
  });
  try {
    const measured = Object.entries(listWays(database)).map(([name, way]) => ({ name, way }));
    const times: Partial<Record<string, StorageTimes>> = {};
    for (const { name, way } of measured) times[name] = await measureWay(way, columns);
    return times as StorageBenchResult;
  } finally {
    await Promise.all([database.clear('bars'), database.clear('datasets'), removeColumns()]);
    database.close();
  }
}

function listWays(database: IDBPDatabase): Readonly<Record<StorageWay, Way>> {
  return {
    idb_arrays: {
      write: (id, columns) => commit(database, { id, columns }),
      async read(id) {
        return ((await database.get('bars', id)) as { columns: Columns }).columns;
      },
    },
    idb_buffer: {
      write: (id, columns) => commit(database, { id, buffer: joinColumns(columns) }),
      async read(id) {
        const { buffer } = (await database.get('bars', id)) as { buffer: ArrayBuffer };
        return splitBuffer(buffer);
      },
    },
    idb_blob: {
      write: (id, columns) => commit(database, { id, blob: new Blob([...columns]) }),
      async read(id) {
        return readParts(((await database.get('bars', id)) as { blob: Blob }).blob);
      },
    },
    opfs: {
      async write(id, columns) {
        await writeColumns(id, columns);
        // Only the record makes the file part of the library.
        await commit(database, { id });
      },
      read: async (id) => readParts(await openColumns(id)),
    },
  };
}

async function measureWay({ write, read }: Way, columns: Columns): Promise<StorageTimes> {
  // A new record each time, as an import makes one.
  const id = crypto.randomUUID();
  const from = performance.now();
  await write(id, columns);
  const written = performance.now();
  const stored = await read(id);
  const readMs = performance.now() - written;
  const isSame = columns.every((column, at) => {
    const last = column.length - 1;
    return stored[at].length === column.length && stored[at][last] === column[last];
  });
  if (!isSame) throw new Error('bench: what was read is not what was written');
  return { writeMs: written - from, readMs };
}

interface BarsRecord {
  readonly id: string;
  readonly columns?: Columns;
  readonly buffer?: ArrayBuffer;
  readonly blob?: Blob;
}

async function commit(database: IDBPDatabase, bars: BarsRecord): Promise<void> {
  const transaction = database.transaction(['bars', 'datasets'], 'readwrite', {
    durability: 'strict',
  });
  await transaction.objectStore('bars').put(bars);
  await transaction.objectStore('datasets').put({ id: bars.id });
  await transaction.done;
}

/** Prices and volumes with as many digits as an exchange tells, since some stores compress. */
function makeColumns(bars: number): Columns {
  let price = 40_000;
  return Array.from({ length: columnCount }, (_, at) =>
    Float64Array.from({ length: bars }, (__, bar) => {
      if (at === 0) return 1_704_067_200_000 + bar * 60_000;
      if (at > 4) return Math.round(1e5 * Math.random()) / 1e5;
      price *= 1 + 0.001 * (Math.random() - 0.5);
      return Math.round(100 * price) / 100;
    }),
  );
}

function joinColumns(columns: Columns): ArrayBuffer {
  const [{ length }] = columns;
  const joined = new Float64Array(length * columns.length);
  for (const [at, column] of columns.entries()) joined.set(column, at * length);
  return joined.buffer;
}

function splitBuffer(buffer: ArrayBuffer): Columns {
  const size = buffer.byteLength / columnCount;
  return Array.from(
    { length: columnCount },
    (_, at) => new Float64Array(buffer.slice(at * size, (at + 1) * size)),
  );
}

/** Each column into memory of its own, so that it can be transferred alone. */
function readParts(blob: Blob): Promise<Columns> {
  const size = blob.size / columnCount;
  return Promise.all(
    Array.from({ length: columnCount }, async (_, at) => {
      const part = blob.slice(at * size, (at + 1) * size);
      return new Float64Array(await part.arrayBuffer());
    }),
  );
}
