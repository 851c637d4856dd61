import { describe, expect, it } from 'vitest';
import { newYear } from '../core/bars/make-bars';
import { FakeFiles } from './fake-steps';
import { hundred, load, minute, part, run, withValue } from './import-scene';

describe('importFiles asks', () => {
  it('what to do with bad rows, naming file, row and column of the first', async () => {
    const fake = new FakeFiles();
    const bars = withValue(withValue(hundred, 'close', 40, NaN), 'low', 50, -3);
    const file = fake.add('nan.csv', bars);
    expect(await run(fake, [file])).toEqual({
      kind: 'question',
      question: {
        kind: 'bad-rows',
        file: 'nan.csv',
        rows: 100,
        badRows: 2,
        findings: [
          {
            check: 'not-a-number',
            handling: 'left-out',
            count: 1,
            first: {
              time: newYear + 40 * minute,
              where: 'nan.csv, row 42',
              detail: 'close is not a number: NaN',
            },
          },
          {
            check: 'non-positive-price',
            handling: 'left-out',
            count: 1,
            first: {
              time: newYear + 50 * minute,
              where: 'nan.csv, row 52',
              detail: 'low is -3, but a price is above 0',
            },
          },
        ],
        repairs: [{ kind: 'leave-out', rows: 2, gives: { bars: 98, missingBars: 2 } }],
      },
    });
    const [{ bars: kept, quality }] = await load(fake, [file], { badRows: 'leave-out' });
    expect(kept.close).toHaveLength(98);
    expect(quality.rows).toBe(100);
    expect(quality.findings.map(({ check, count }) => [check, count])).toEqual([
      ['not-a-number', 1],
      ['non-positive-price', 1],
      ['gap', 2],
      ['zero-volume', hundred.volume.filter((volume) => volume === 0).length],
    ]);
  });

  it('which of two rows of one file to keep', async () => {
    const fake = new FakeFiles();
    const bars = withValue(hundred, 'openTime', 7, hundred.openTime[6]);
    const question = {
      kind: 'conflicts',
      symbol: 'X',
      conflicts: 1,
      first: {
        time: hundred.openTime[6],
        column: 'open',
        values: [hundred.open[6], hundred.open[7]],
        places: ['a.csv, row 8', 'a.csv, row 9'],
      },
    };
    const file = fake.add('a.csv', bars, 'X');
    expect(await run(fake, [file])).toEqual({ kind: 'question', question });
    const [{ bars: kept }] = await load(fake, [file], { conflicts: 'keep-last' });
    expect(kept.open[6]).toBe(hundred.open[7]);
  });

  it('which of two files to believe, in the order of the files', async () => {
    const fake = new FakeFiles();
    const other = withValue(part(20, 60), 'volume', 10, 12_345);
    const files = [fake.add('b.csv', other, 'X'), fake.add('a.csv', part(0, 40), 'X')];
    expect(await run(fake, files)).toEqual({
      kind: 'question',
      question: {
        kind: 'conflicts',
        symbol: 'X',
        conflicts: 1,
        first: {
          time: newYear + 30 * minute,
          column: 'volume',
          values: [12_345, hundred.volume[30]],
          places: ['b.csv, row 12', 'a.csv, row 32'],
        },
      },
    });
    const [first] = await load(fake, files, { conflicts: 'keep-first' });
    const [last] = await load(fake, files, { conflicts: 'keep-last' });
    expect(first.bars.volume[30]).toBe(12_345);
    expect(last.bars.volume[30]).toBe(hundred.volume[30]);
    expect(last.quality.findings.find(({ check }) => check === 'conflict')).toMatchObject({
      handling: 'corrected',
      count: 1,
      first: { where: 'b.csv, row 12' },
    });
  });
});
