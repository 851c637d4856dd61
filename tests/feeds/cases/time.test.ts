import { describe, expect, it } from 'vitest';
import { countBars, type Bars } from '../../../src/core/bars/bars';
import { findGaps } from '../../../src/core/bars/gaps';
import type { ImportResult } from '../../../src/feeds/import-files';
import { importOne, importWith } from '../import-one';
import { makeFile } from '../make-files';
import { casesNote, hasCases, readCase, readCaseText } from './case-files';

const minute = 60_000;

/** Interval in minutes, bars, first and last time of what became one dataset; else what was said. */
function summarise(result: ImportResult): readonly unknown[] | ImportResult {
  if (result.kind !== 'bars' || result.imports.length !== 1) return result;
  const { bars } = result.imports[0];
  return [bars.intervalMs / minute, countBars(bars), ...spanOf(bars)];
}

function spanOf({ openTime }: Bars): readonly string[] {
  return [openTime[0], openTime[openTime.length - 1]].map((time) =>
    new Date(time).toISOString().slice(0, 19),
  );
}

function countMissing(bars: Bars): number {
  return findGaps(bars).reduce((sum, { missingBars }) => sum + missingBars, 0);
}

describe.skipIf(!hasCases)(`cases of times${casesNote}`, () => {
  it('offers to put the bars after an outage on the grid', async () => {
    const file = readCase('BTCUSDT-5m-2018-02.csv');
    const asked = await importWith([file]);
    expect(asked).toMatchObject({
      kind: 'question',
      question: {
        kind: 'bad-rows',
        badRows: 241,
        repairs: [
          { kind: 'snap', rows: 241, gives: { bars: 7654, missingBars: 410 } },
          { kind: 'leave-out', rows: 241, gives: { bars: 7413 } },
        ],
      },
    });
    const result = await importWith([file], { badRows: 'snap' });
    expect(summarise(result)).toEqual([5, 7654, '2018-02-01T00:00:00', '2018-02-28T23:55:00']);
    if (result.kind !== 'bars') throw new Error(result.kind);
    const [{ bars, quality, sources }] = result.imports;
    expect(countMissing(bars)).toBe(410);
    const off = quality.findings.find(({ check }) => check === 'off-grid');
    expect(off).toMatchObject({ handling: 'corrected', count: 241 });
    expect(sources[0].notes.join('\n')).toMatch(
      /^241 rows off the grid of times were put on it: the time .* is 194\.789 s into its 5m/m,
    );
  });

  it('asks about a day whose bars all open at an odd time, and joins it with the day before', async () => {
    const lines = readCaseText('BTCUSDT-5m-2018-02.csv').split('\n');
    const dayOf = (day: string): File => {
      const from = Date.parse(`${day}T00:00:00Z`);
      const isOnDay = (line: string): boolean =>
        Number(line.split(',')[0]) >= from && Number(line.split(',')[0]) < from + 1440 * minute;
      return makeFile(`BTCUSDT-5m-${day}.csv`, lines.filter(isOnDay).join('\n'));
    };
    const days = [dayOf('2018-02-08'), dayOf('2018-02-09')];
    const asked = await importWith(days);
    expect(asked).toMatchObject({
      kind: 'question',
      question: {
        kind: 'bad-rows',
        file: 'BTCUSDT-5m-2018-02-09.csv',
        badRows: 0,
        repairs: [
          { kind: 'snap', rows: 169 },
          { kind: 'leave-out', rows: 0 },
        ],
      },
    });
    const joined = await importWith(days, { badRows: 'snap' });
    expect(summarise(joined)).toEqual([5, 175, '2018-02-08T00:00:00', '2018-02-09T23:55:00']);
  });

  it('reads days as local dates where summer time changes the offset', async () => {
    const { bars, quality, sources } = await importOne(readCase('CALM-1d.csv'));
    expect([bars.intervalMs / (1440 * minute), countBars(bars), ...spanOf(bars)]).toEqual([
      1,
      662,
      '2022-01-03T00:00:00',
      '2024-08-21T00:00:00',
    ]);
    expect(quality.findings.filter(({ handling }) => handling === 'left-out')).toEqual([]);
    expect(sources[0].notes.join('\n')).toMatch(/offset changes with summer time/);
  });

  it('reads the ends of bars that BitMEX stamps', async () => {
    const { bars, sources } = await importOne(readCase('bitmex_XBTUSD_1m_bucketed.csv'));
    expect([countBars(bars), ...spanOf(bars)]).toEqual([
      180,
      '2024-02-01T00:00:00',
      '2024-02-01T02:59:00',
    ]);
    expect(sources[0].notes.join('\n')).toMatch(
      /times are ends of bars: the columns are those of BitMEX/,
    );
  });

  it('refuses bars of months in words that say what they are', async () => {
    const file = readCase('BTCUSDT-1mo-2022-2024.csv');
    expect(await importWith([file])).toMatchObject({
      kind: 'refused',
      message:
        'BTCUSDT-1mo-2022-2024.csv holds bars of months (2022-01-01, 2022-02-01, …), whose lengths differ: bars ' +
        'need one interval, of a week at most. Import bars of days or weeks of the same market instead.',
    });
  });

  it('takes the day of times since midnight from the name of the file', async () => {
    const file = readCase('equity_usa_minute_spy_20131007_trade.zip');
    const result = await importGuessed(file);
    expect(summarise(result)).toEqual([1, 828, '2013-10-07T08:00:00', '2013-10-07T23:59:00']);
  });

  it('reads full dates of the same program', async () => {
    const { bars } = await importOne(readCase('crypto_binance_hour_btcusdt_trade.zip'));
    expect([bars.intervalMs / minute, countBars(bars), ...spanOf(bars)]).toEqual([
      60,
      120,
      '2018-05-01T00:00:00',
      '2018-05-05T23:00:00',
    ]);
  });

  it('reads date and time of two columns without a header', async () => {
    const result = await importGuessed(readCase('XAUUSD1.csv'));
    expect(summarise(result)).toEqual([1, 20_000, '2020-05-27T18:05:00', '2020-06-17T08:59:00']);
    if (result.kind !== 'bars') throw new Error(result.kind);
    const [{ bars }] = result.imports;
    expect([findGaps(bars).length, countMissing(bars)]).toEqual([17, 9695]);
  });
});

/** Imports a file by its likeliest reading, whether it is asked about or not. */
async function importGuessed(file: File): Promise<ImportResult> {
  const result = await importWith([file]);
  if (result.kind !== 'question' || result.question.kind !== 'map-columns') return result;
  const { file: name, readings } = result.question;
  return importWith([file], { mappings: { [name]: readings[0].mapping } });
}
