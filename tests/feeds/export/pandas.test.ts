import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ExportRequest } from '../../../src/core/library';
import { exportBars } from '../../../src/feeds/export/export-bars';
import { makeBars, newYear } from '../../core/bars/make-bars';
import { parquetWasm } from '../make-files';
import { makeRequest } from './make-request';

/** Whether this machine's Python has a package; nothing needs it but these tests. */
function hasPackage(name: string): boolean {
  return spawnSync('python3', ['-c', `import pandas, ${name}`]).status === 0;
}

const hasPandas = hasPackage('pandas');
const hasArrow = hasPackage('pyarrow');
const bars = makeBars(200);

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'tabquant-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What pandas makes of a file: type of the first column, its first value, all closes. */
async function readWithPandas(changes: Partial<ExportRequest>): Promise<unknown> {
  const info = { symbol: 'BTCUSDT', intervalMs: 60_000 };
  const { name, file } = await exportBars(bars, makeRequest(changes), info, { parquetWasm });
  const path = join(folder, name);
  writeFileSync(path, new Uint8Array(await file.arrayBuffer()));
  const code = [
    'import json, pandas, sys',
    'path, kind = sys.argv[1:]',
    'options = {"float_precision": "round_trip"} if kind == "csv" else {}',
    'frame = getattr(pandas, "read_" + kind)(path, **options)',
    'print(json.dumps([str(frame.dtypes.iloc[0]), str(frame.iloc[0, 0]), list(frame["close"])]))',
  ].join('\n');
  const args = ['-c', code, path, changes.format ?? 'parquet'];
  const { stdout, stderr, status } = spawnSync('python3', args, { encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

const closes = [...bars.close];
/** Before its version 2, pandas had nanoseconds alone. */
const utcDatetime = expect.stringMatching(/^datetime64\[.s, UTC\]$/);
const firstTime = '2024-01-01 00:00:00+00:00';

describe.skipIf(!hasArrow)(
  `pandas with pyarrow${hasArrow ? '' : ' (skipped: not installed)'}`,
  () => {
    it.each(['parquet', 'feather'] as const)('reads %s with times as datetimes', async (format) => {
      const ours = await readWithPandas({ format });
      expect(ours).toEqual([utcDatetime, firstTime, closes]);
      const theirs = await readWithPandas({ format, names: 'dashboard' });
      expect(theirs).toEqual([utcDatetime, firstTime, closes]);
    });
  },
);

describe.skipIf(!hasPandas)(`pandas${hasPandas ? '' : ' (skipped: not installed)'}`, () => {
  it('reads CSV to the same numbers', async () => {
    expect(await readWithPandas({ format: 'csv' })).toEqual(['int64', String(newYear), closes]);
  });
});
