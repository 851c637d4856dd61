import { describe, expect, it } from 'vitest';
import { resampleBars } from '../../src/core/bars/resample';
import { makeBars, newYear } from '../core/bars/make-bars';
import { FakeFiles } from './fake-steps';
import { hundred, load, minute, part } from './import-scene';

describe('importFiles with several files or markets', () => {
  it('joins files of one symbol in any order and counts what overlaps', async () => {
    const fake = new FakeFiles();
    const [late, early] = [fake.add('b.csv', part(40, 100), 'X'), fake.add('a.csv', part(0, 50))];
    const [imported] = await load(fake, [late, early]);
    expect(imported.bars).toEqual(hundred);
    expect(imported.sources.map(({ name }) => name)).toEqual(['b.csv', 'a.csv']);
    expect(imported.sources[1].notes).toContain(
      'a.csv names no symbol: it is taken as X, like the others',
    );
    expect(imported.quality.rows).toBe(110);
    expect(imported.quality.findings[0]).toEqual({
      check: 'duplicate',
      handling: 'corrected',
      count: 10,
      first: {
        time: newYear + 40 * minute,
        where: 'a.csv, row 42',
        detail: '2024-01-01T00:40:00Z is in another file, too, the same',
      },
    });
  });

  it('says which columns are lost because not every file has them', async () => {
    const fake = new FakeFiles();
    const full = { ...part(0, 50), extras: { mood: new Float64Array(50) } };
    const less = { ...part(50, 100), tradeCount: undefined };
    const [{ bars, sources }] = await load(fake, [
      fake.add('a.csv', full),
      fake.add('b.csv', less),
    ]);
    expect(Object.keys(bars)).not.toContain('tradeCount');
    expect(sources.map(({ notes }) => notes.filter((note) => note.startsWith('left out')))).toEqual(
      [['left out, since not every file has it: tradeCount, mood'], []],
    );
  });

  it('makes one dataset of each symbol, and one set of all', async () => {
    const fake = new FakeFiles();
    const files = [
      fake.addTables('all.parquet', [
        {
          markets: [
            { bars: part(0, 50), symbol: 'ETHUSDT' },
            { bars: hundred, symbol: 'BTCUSDT' },
          ],
        },
      ]),
      fake.add('more.csv', part(50, 100), 'ETHUSDT'),
    ];
    const imports = await load(fake, files);
    expect(imports.map(({ symbol, bars }) => [symbol, bars.close.length])).toEqual([
      ['ETHUSDT', 100],
      ['BTCUSDT', 100],
    ]);
    expect(imports[0].set).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown,
      name: 'ETHUSDT, BTCUSDT 2024-01-01',
    });
    expect(imports[1].set).toEqual(imports[0].set);
    const again = await load(fake, [...files].reverse());
    expect(again[0].set?.id).toBe(imports[0].set?.id);
  });

  it('makes one dataset of each interval of a symbol', async () => {
    const fake = new FakeFiles();
    const hours = resampleBars(makeBars(240), 60 * minute);
    const files = [fake.add('a.csv', hundred, 'X'), fake.add('b.csv', hours, 'X')];
    const imports = await load(fake, files);
    expect(imports.map(({ name }) => name)).toEqual(['X 1m 2024-01-01', 'X 1h 2024-01-01']);
  });

  it('keeps a file without a symbol by itself where others name several', async () => {
    const fake = new FakeFiles();
    const files = [
      fake.add('a.csv', hundred, 'X'),
      fake.add('b.csv', hundred, 'Y'),
      fake.add('january.csv', hundred),
    ];
    const imports = await load(fake, files);
    expect(imports.map(({ symbol }) => symbol)).toEqual(['X', 'Y', '']);
    expect(imports[2].name).toBe('january 1m 2024-01-01');
  });
});
