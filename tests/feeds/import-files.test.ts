import { describe, expect, it } from 'vitest';
import type { Bars } from '../../src/core/bars/bars';
import { sliceBars } from '../../src/core/bars/slice';
import { resampleBars } from '../../src/core/bars/resample';
import type { MappingQuestion } from '../../src/core/column-mapping';
import { noDecisions, type ImportDecisions } from '../../src/core/import-decisions';
import { ImportError } from '../../src/feeds/import-error';
import { importFiles, type FileEvent } from '../../src/feeds/import-files';
import type { ImportedBars, ImportResult } from '../../src/feeds/import-result';
import { makeBars, newYear } from '../core/bars/make-bars';
import { FakeFiles, someMapping } from './fake-steps';
import { makeFile } from './make-files';

const minute = 60_000;
const hundred = makeBars(100);
const part = (start: number, end: number): Bars => sliceBars(hundred, { start, end });

function withValue(
  bars: Bars,
  column: 'open' | 'high' | 'low' | 'close' | 'volume' | 'openTime',
  row: number,
  value: number,
): Bars {
  const values = bars[column].slice();
  values[row] = value;
  return { ...bars, [column]: values };
}

async function run(
  fake: FakeFiles,
  files: readonly File[],
  decisions: Partial<ImportDecisions> = {},
): Promise<ImportResult> {
  const { steps } = fake;
  return importFiles(files, { ...noDecisions, ...decisions }, () => undefined, { steps });
}

async function load(
  fake: FakeFiles,
  files: readonly File[],
  decisions: Partial<ImportDecisions> = {},
): Promise<readonly ImportedBars[]> {
  const result = await run(fake, files, decisions);
  if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
  return result.imports;
}

async function refusal(fake: FakeFiles, files: readonly File[]): Promise<string> {
  const result = await run(fake, files);
  if (result.kind !== 'refused') throw new Error(`not refused, but ${result.kind}`);
  return result.message;
}

describe('importFiles', () => {
  it('gives the bars of one file, its name, quality and origin', async () => {
    const fake = new FakeFiles();
    const [imported, ...others] = await load(fake, [fake.add('a.csv', hundred, 'BTCUSDT')]);
    expect(others).toEqual([]);
    expect(imported.bars).toEqual(hundred);
    expect(imported).toMatchObject({
      symbol: 'BTCUSDT',
      name: 'BTCUSDT 1m 2024-01-01',
      hasVolume: true,
      quality: { rows: 100 },
      sources: [{ name: 'a.csv', format: 'csv', notes: ['a.csv was opened'] }],
    });
    expect(imported.sources[0].sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(imported).not.toHaveProperty('set');
  });

  it('inspects the bars and keeps them as they are', async () => {
    const fake = new FakeFiles();
    const bars = makeBars(100, { missing: [10] });
    const [{ quality }] = await load(fake, [fake.add('a.csv', bars)]);
    expect(quality.findings.map(({ check, handling }) => [check, handling])).toEqual([
      ['gap', 'kept'],
      ['zero-volume', 'kept'],
    ]);
  });

  it('says that there is no volume where it is 0 at every bar', async () => {
    const fake = new FakeFiles();
    const bars = { ...hundred, volume: new Float64Array(100), quoteVolume: undefined };
    const [{ hasVolume, quality }] = await load(fake, [fake.add('a.csv', bars)]);
    expect(hasVolume).toBe(false);
    expect(quality.findings).toEqual([]);
  });

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

  it('records where files were fetched from', async () => {
    const fake = new FakeFiles();
    const files = [fake.add('a.csv', part(0, 50)), fake.add('b.csv', part(50, 100))];
    const urls = ['https://host/a.csv', 'https://host/b.csv'];
    const options = { steps: fake.steps, urls };
    const result = await importFiles(files, noDecisions, () => undefined, options);
    expect(result).toMatchObject({
      imports: [{ sources: [{ url: urls[0] }, { url: urls[1] }] }],
    });
  });

  it('leaves aside what comes along in a folder, and says so', async () => {
    const fake = new FakeFiles();
    const others = ['.DS_Store', 'README', 'LICENSE.txt', 'notes.md', 'download.py'];
    const files = [...others.map((name) => makeFile(name, 'text')), fake.add('a.csv', hundred)];
    const [{ sources }] = await load(fake, files);
    expect(sources[0].notes).toContain(
      'left aside, since they hold no bars: .DS_Store, README, LICENSE.txt, notes.md, download.py',
    );
  });

  it('accepts the checksum file of a file', async () => {
    const fake = new FakeFiles();
    const file = fake.add('BTCUSDT-1m.zip', hundred);
    const [{ sources }] = await load(fake, [file]);
    const checksum = makeFile('x.CHECKSUM', `${sources[0].sha256}  BTCUSDT-1m.zip\n`);
    expect(await load(fake, [checksum, file])).toHaveLength(1);
  });

  it('reports reading and parsing of each file up to its end', async () => {
    const fake = new FakeFiles();
    const events: FileEvent[] = [];
    const files = [fake.add('a.csv', part(0, 50)), fake.add('b.csv', part(50, 100))];
    await importFiles(files, noDecisions, (event) => events.push(event), { steps: fake.steps });
    expect(events.map(({ kind, file }) => [kind, file])).toEqual([
      ['reading', 'a.csv'],
      ['parsing', 'a.csv'],
      ['reading', 'b.csv'],
      ['parsing', 'b.csv'],
    ]);
  });

  it('throws on what is no refusal', async () => {
    const fake = new FakeFiles();
    await expect(run(fake, [makeFile('unknown.csv', 'x')])).rejects.toThrow(/was opened, but/);
    class ParserCrash extends ImportError {}
    const recognition = () => {
      throw new ParserCrash('the parser crashed');
    };
    const file = fake.addTables('a.csv', [{ recognition, markets: [] }]);
    await expect(run(fake, [file])).rejects.toThrow(ParserCrash);
  });
});

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

  describe('which column is what', () => {
    const ask = (file: string): MappingQuestion => ({
      kind: 'map-columns',
      file,
      columns: [],
      rows: [],
      guess: someMapping,
      reasons: [],
    });
    const unsure = (name: string) => ({ kind: 'unsure' as const, question: ask(name) });
    const mine = { ...someMapping, extras: [3] };
    const table = { columns: ['when', 'what'], recognition: unsure };

    it('by the name of the file, or of the member of an archive', async () => {
      const fake = new FakeFiles();
      const markets = [{ bars: hundred }];
      const file = fake.addTables('a.zip', [{ ...table, member: 'b.csv', markets }]);
      const name = 'a.zip / b.csv';
      expect(await run(fake, [file])).toEqual({ kind: 'question', question: ask(name) });
      const [{ sources }] = await load(fake, [file], { mappings: { [name]: mine } });
      expect(fake.mappings.get(name)).toEqual(mine);
      expect(sources[0].notes).toContain('columns were mapped by hand');
    });

    it('once for files of the same columns', async () => {
      const fake = new FakeFiles();
      const files = [
        fake.addTables('a.csv', [{ ...table, markets: [{ bars: part(0, 50) }] }]),
        fake.addTables('b.csv', [{ ...table, markets: [{ bars: part(50, 100) }] }]),
      ];
      const [{ bars, sources }] = await load(fake, files, { mappings: { 'a.csv': mine } });
      expect(bars.close).toHaveLength(100);
      expect(fake.mappings.get('b.csv')).toEqual(mine);
      expect(sources[1].notes).toContain(
        'columns were mapped as those of a.csv, which has the same',
      );
    });

    it('again for files of other columns', async () => {
      const fake = new FakeFiles();
      const files = [
        fake.addTables('a.csv', [{ ...table, markets: [{ bars: part(0, 50) }] }]),
        fake.addTables('b.csv', [
          { ...table, columns: ['what', 'when'], markets: [{ bars: part(50, 100) }] },
        ]),
      ];
      expect(await run(fake, files, { mappings: { 'a.csv': mine } })).toEqual({
        kind: 'question',
        question: ask('b.csv'),
      });
    });

    it('again where the answer gives no bars', async () => {
      const fake = new FakeFiles();
      const bars = { ...hundred, close: new Float64Array(100) };
      const file = fake.addTables('a.csv', [{ ...table, markets: [{ bars }] }]);
      expect(await run(fake, [file], { mappings: { 'a.csv': mine } })).toEqual({
        kind: 'refused',
        message: expect.stringMatching(/^a\.csv, row 2: close is 0/) as unknown,
        question: ask('a.csv'),
      });
    });

    it('and passes a refusal on', async () => {
      const fake = new FakeFiles();
      const refused = { kind: 'refused' as const, message: 'a.csv has no price columns.' };
      const markets = [{ bars: hundred }];
      const file = fake.addTables('a.csv', [{ recognition: () => refused, markets }]);
      expect(await run(fake, [file])).toEqual(refused);
    });
  });
});

describe('importFiles refuses', () => {
  it('a header alone, and a single bar', async () => {
    const fake = new FakeFiles();
    expect(await refusal(fake, [fake.add('a.csv', part(0, 0))])).toBe(
      'a.csv holds no bars, only a header. At least two are needed to know the interval.',
    );
    expect(await refusal(fake, [fake.add('a.csv', part(0, 1))])).toBe(
      'a.csv holds one bar only. At least two are needed to know the interval.',
    );
  });

  it('rows of which only one can be a bar', async () => {
    const fake = new FakeFiles();
    const bars = withValue(part(0, 2), 'close', 1, NaN);
    expect(await refusal(fake, [fake.add('a.csv', bars)])).toBe(
      'a.csv holds fewer than two bars of different times. a.csv, row 3: close is not a number: ' +
        'NaN. At least two are needed to know the interval.',
    );
  });

  it('a file in which more than half of the rows are bad, but not one with half', async () => {
    const fake = new FakeFiles();
    const half = { ...part(0, 10), close: part(0, 10).close.slice().fill(NaN, 0, 5) };
    const more = { ...part(0, 10), close: part(0, 10).close.slice().fill(NaN, 0, 6) };
    expect((await run(fake, [fake.add('a.csv', half)])).kind).toBe('question');
    expect(await refusal(fake, [fake.add('a.csv', more)])).toBe(
      'a.csv, row 2: close is not a number: NaN. Only 4 of 10 rows can be bars. ' +
        'Correct the file and import it again.',
    );
  });

  it('times that can be of no market', async () => {
    const fake = new FakeFiles();
    const openTime = Float64Array.from({ length: 10 }, (_, row) => 20_240_101_000 + row);
    expect(await refusal(fake, [fake.add('a.csv', { ...part(0, 10), openTime })])).toBe(
      'a.csv, row 2: the time reads as 1970-08-23T06:15:01Z, which cannot be. None of 10 rows ' +
        'can be bars. Write times as Unix time in s, ms, µs or ns, or as ISO 8601.',
    );
  });

  it('files that open at different seconds', async () => {
    const fake = new FakeFiles();
    const late = part(50, 100);
    late.openTime.forEach((time, row) => (late.openTime[row] = time + 30_000));
    const files = [fake.add('a.csv', part(0, 50)), fake.add('b.csv', late)];
    expect(await refusal(fake, files)).toMatch(
      /^a\.csv, b\.csv do not fit together: merged parts must open a multiple of 60000 ms apart/,
    );
  });

  it('a file that its checksum file belies, before it asks anything', async () => {
    const fake = new FakeFiles();
    const file = fake.add('a.csv', withValue(hundred, 'close', 40, NaN));
    const checksum = makeFile('x.CHECKSUM', `${'0'.repeat(64)}  a.csv\n`);
    expect(await refusal(fake, [file, checksum])).toMatch(
      /^a\.csv is damaged: its SHA-256 is [0-9a-f]{64}, but x\.CHECKSUM tells 0+\./,
    );
  });

  it('to import nothing', async () => {
    const fake = new FakeFiles();
    expect(await refusal(fake, [])).toBe('No file with bars was chosen. Choose at least one.');
    expect(
      await refusal(fake, [makeFile('README.md', 'text'), makeFile('x.CHECKSUM', 'text')]),
    ).toBe('No file with bars was chosen: README.md, x.CHECKSUM hold none. Choose at least one.');
  });
});
