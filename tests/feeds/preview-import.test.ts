import { describe, expect, it } from 'vitest';
import { noDecisions, type ImportDecisions, type ImportPreview } from '../../src/core/import';
import { previewImport } from '../../src/feeds/preview-import';
import { newYear } from '../core/bars/make-bars';
import { FakeFiles } from './fake-steps';
import { hundred, minute, part, withValue } from './import-scene';

function preview(
  fake: FakeFiles,
  files: readonly File[],
  decisions: Partial<ImportDecisions> = {},
): Promise<ImportPreview> {
  return previewImport(files, { ...noDecisions, ...decisions }, () => undefined, fake);
}

describe('previewImport', () => {
  it('tells of each series its bars, first and last time and gaps', async () => {
    const fake = new FakeFiles();
    const files = [
      fake.add('a.csv', part(0, 40), 'AAA'),
      fake.add('b.csv', part(50, 100), 'AAA'),
      fake.add('c.csv', part(0, 10), 'BBB'),
    ];
    const firstPrices = [hundred.open, hundred.high, hundred.low, hundred.close].map(([at]) => at);
    expect(await preview(fake, files)).toEqual({
      series: [
        {
          symbol: 'AAA',
          intervalMs: minute,
          bars: 90,
          from: newYear,
          to: newYear + 99 * minute,
          gaps: 1,
          missingBars: 10,
          firstPrices,
        },
        {
          symbol: 'BBB',
          intervalMs: minute,
          bars: 10,
          from: newYear,
          to: newYear + 9 * minute,
          gaps: 0,
          missingBars: 0,
          firstPrices,
        },
      ],
      conflicts: 0,
      badRows: 0,
    });
  });

  it('counts what would be asked about, and asks nothing', async () => {
    const fake = new FakeFiles();
    const bad = withValue(withValue(hundred, 'close', 40, NaN), 'low', 50, -3);
    const other = withValue(hundred, 'volume', 60, 1234);
    const found = await preview(fake, [fake.add('a.csv', bad), fake.add('b.csv', other)]);
    expect(found).toMatchObject({ badRows: 2, conflicts: 1 });
    expect(found.series).toHaveLength(1);
  });

  it('says why there are no bars where most rows cannot be any', async () => {
    const fake = new FakeFiles();
    const { openTime } = hundred;
    const file = fake.add('a.csv', { ...hundred, low: new Float64Array(openTime.length).fill(-1) });
    const found = await preview(fake, [file]);
    expect(found.series).toEqual([]);
    expect(found.problem).toMatch(/None of 100 rows can be bars/);
  });
});
