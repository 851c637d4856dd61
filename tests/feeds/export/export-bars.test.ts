import { tableFromIPC, TimeUnit, type Timestamp } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bars, listColumns, readColumn } from '../../../src/core/bars/bars';
import type { ExportRequest } from '../../../src/core/library';
import { exportBars } from '../../../src/feeds/export/export-bars';
import { makeBars } from '../../core/bars/make-bars';
import { importOne } from '../import-one';
import { parquetWasm } from '../make-files';
import { hasRealData, readRealFile, skipNote } from '../real-data';
import { makeRequest } from './make-request';

const info = { symbol: 'BTCUSDT', intervalMs: 60_000 };
const readableFormats = ['parquet', 'csv', 'feather'] as const;

async function exportFile(bars: Bars, changes: Partial<ExportRequest> = {}): Promise<File> {
  const { name, file } = await exportBars(bars, makeRequest(changes), info, { parquetWasm });
  return new File([file], name);
}

async function importBars(file: File): Promise<Bars> {
  return (await importOne(file)).bars;
}

/** Names of the columns whose bits are not those of `expected`. */
function findDifferences(bars: Bars, expected: Bars): string[] {
  return listColumns(expected)
    .filter((column) => {
      const values = readColumn(bars, column);
      return values === undefined || !toBytes(values).equals(toBytes(column.values));
    })
    .map(({ name }) => name);
}

function toBytes({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

describe('exportBars', () => {
  it.each(readableFormats)(
    'gives %s whose import is the same bars, bit for bit',
    async (format) => {
      const price = fc.double({ min: 1e-8, max: 1e8, noNaN: true });
      const amount = fc.double({ min: 0, max: 1e12, noNaN: true });
      const extra = fc.double({ noDefaultInfinity: true });
      const row = fc.record({
        prices: fc.array(price, { minLength: 4, maxLength: 4 }),
        amount,
        extra,
      });
      await fc.assert(
        fc.asyncProperty(fc.array(row, { minLength: 2, maxLength: 40 }), async (rows) => {
          const take = (pick: (each: (typeof rows)[number]) => number): Float64Array =>
            Float64Array.from(rows, pick);
          const bars: Bars = {
            intervalMs: 60_000,
            openTime: Float64Array.from(rows, (_, at) => 1_704_067_200_000 + at * 60_000),
            open: take(({ prices }) => prices[0]),
            high: take(({ prices }) => Math.max(...prices)),
            low: take(({ prices }) => Math.min(...prices)),
            close: take(({ prices }) => prices[1]),
            volume: take((each) => each.amount),
            tradeCount: take((each) => Math.ceil(each.amount)),
            extras: { 'mood, "daily"': take((each) => each.extra) },
          };
          const again = await importBars(await exportFile(bars, { format }));
          expect(findDifferences(again, bars)).toEqual([]);
          expect(listColumns(again)).toHaveLength(listColumns(bars).length);
        }),
        {
          numRuns: 60,
          examples: [
            // Extra values that a price turns into the volumes, by chance.
            [
              [
                { prices: [1e-8, 1e-8, 1e-8, 0.0825], amount: 1, extra: 12 },
                { prices: [1e-8, 1e-8, 1e-8, 0.2475], amount: 1, extra: 4 },
              ],
            ],
            [
              [
                { prices: [9, 9, 9, 10], amount: 20, extra: 2 },
                { prices: [10, 10, 9, 10], amount: 30, extra: 3 },
              ],
            ],
          ],
        },
      );
    },
  );

  it.each(readableFormats)('keeps gaps in %s', async (format) => {
    const bars = makeBars(100, { missing: [30, 31, 70] });
    const again = await importBars(await exportFile(bars, { format }));
    expect(findDifferences(again, bars)).toEqual([]);
    expect(again.openTime).toHaveLength(bars.openTime.length);
  });

  it('gives the bars unchanged also when features and label stand beside them', async () => {
    const bars = makeBars(100);
    const file = await exportFile(bars, { hasFeatures: true, labelHorizonBars: 10 });
    const again = await importBars(file);
    expect(findDifferences(again, bars)).toEqual([]);
    expect(Object.keys(again.extras ?? {})).not.toContain('label');
  });

  it('gives feather that Arrow reads: times in ms and UTC, nulls where undefined', async () => {
    const bars = makeBars(100);
    const file = await exportFile(bars, { format: 'feather', hasFeatures: true });
    const table = tableFromIPC(new Uint8Array(await file.arrayBuffer()));
    const time = table.schema.fields[0].type as Timestamp;
    expect([time.unit, time.timezone]).toEqual([TimeUnit.MILLISECOND, 'UTC']);
    const times = table.getChild('open_time')?.toArray() as BigInt64Array;
    expect(times).toEqual(BigInt64Array.from(bars.openTime, BigInt));
    expect(table.getChild('close')?.toArray()).toEqual(bars.close);
    expect(table.getChild('vol_60')?.nullCount).toBe(60);
    expect(table.getChild('vol_60')?.get(60)).toBeGreaterThan(0);
  });

  it('names the file after symbol, interval and days, so that the import finds the symbol', async () => {
    const bars = makeBars(2000);
    const file = await exportFile(bars, { format: 'csv' });
    const { symbol } = await importOne(file);
    expect(symbol).toBe('BTCUSDT');
    const name = (changes: Partial<ExportRequest>, symbol = 'BTCUSDT'): Promise<string> =>
      exportBars(bars, makeRequest(changes), { ...info, symbol }, { parquetWasm }).then(
        (exported) => exported.name,
      );
    const days = bars.openTime.filter((_, at) => at === 0 || at === 1999);
    const [first, last] = Array.from(days, (ms) => new Date(ms).toISOString().slice(0, 10));
    expect(await name({ format: 'csv' })).toBe(`BTCUSDT-1m-${first}-${last}.csv`);
    expect(await name({ names: 'dashboard', format: 'feather' })).toBe(
      `BTCUSDT-1m-${first}-${last}-dashboard.feather`,
    );
    expect(await name({ format: 'csv' }, '')).toBe(`bars-1m-${first}-${last}.csv`);
    expect(await name({ format: 'csv' }, '../BTC/USDT')).toBe(`_BTC_USDT-1m-${first}-${last}.csv`);
  });

  it.skipIf(!hasRealData)(`gives a real quarter back, bit for bit${skipNote}`, async () => {
    const bars = await importBars(readRealFile('btcusdt-spot/btcusdt_1m_2024q1.klines.parquet'));
    for (const format of readableFormats) {
      const again = await importBars(await exportFile(bars, { format }));
      expect(findDifferences(again, bars), format).toEqual([]);
    }
  });
});
