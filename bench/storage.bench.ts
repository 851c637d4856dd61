import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBenchPage, type BenchPage } from './chromium-page';
import { median, roundTo, type BenchOptions, type BenchResult } from './measure';
import {
  storageWays,
  type StorageBenchResult,
  type StorageTimes,
  type StorageWay,
} from './page/storage-job';

const bars90Days = 129_600;
const bars2Years = 1_052_560;
const megabytesPerBar = (11 * 8) / 1e6;

/**
 * Keeping 11 columns and reading them back: in IndexedDB as arrays or as a blob, in one strict
 * transaction, and in a file of the origin private file system with its record in IndexedDB.
 */
export async function* run({ rounds }: BenchOptions): AsyncGenerator<BenchResult> {
  // Without a profile on disk Chromium would keep everything in memory.
  const profile = mkdtempSync(join(tmpdir(), 'tabquant-bench-'));
  const bench = await openBenchPage('storage', [], profile);
  try {
    for (const bars of [bars90Days, bars2Years]) {
      const found: StorageBenchResult[] = [];
      await runOnce(bench, bars); // the first one also makes the database and grows the heap
      for (let at = 0; at < rounds; at++) found.push(await runOnce(bench, bars));
      yield describe(bars, found);
    }
  } finally {
    await bench.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

function runOnce({ page }: BenchPage, bars: number): Promise<StorageBenchResult> {
  return page.evaluate((wanted) => {
    if (window.runStorageBench === undefined) throw new Error('the bench page did not load');
    return window.runStorageBench(wanted);
  }, bars);
}

function describe(bars: number, found: readonly StorageBenchResult[]): BenchResult {
  const middle = (way: StorageWay, name: keyof StorageTimes): number =>
    median(found.map((one) => one[way][name]));
  const total = (way: StorageWay): number => middle(way, 'writeMs') + middle(way, 'readMs');
  const times = storageWays.flatMap((way) => [
    [`${way}_write_ms`, roundTo(middle(way, 'writeMs'))],
    [`${way}_read_ms`, roundTo(middle(way, 'readMs'))],
    [`${way}_x_arrays`, roundTo(total('idb_arrays') / total(way))],
  ]);
  const megabytes = roundTo(bars * megabytesPerBar);
  return { name: 'storage', bars, megabytes, ...Object.fromEntries(times) };
}
