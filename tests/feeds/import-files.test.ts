import { describe, expect, it } from 'vitest';
import { noDecisions } from '../../src/core/import';
import { ImportError, ParserCrash } from '../../src/feeds/import-error';
import { importFiles, type FileEvent } from '../../src/feeds/import-files';
import { makeBars } from '../core/bars/make-bars';
import { FakeFiles } from './fake-steps';
import { hundred, load, part, run } from './import-scene';
import { makeFile } from './make-files';

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

  it('records where files were fetched from', async () => {
    const fake = new FakeFiles();
    const files = [fake.add('a.csv', part(0, 50)), fake.add('b.csv', part(50, 100))];
    const urls = ['https://host/a.csv', 'https://host/b.csv'];
    const options = { ...fake, steps: fake.steps, urls };
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
    await importFiles(files, noDecisions, (event) => events.push(event), fake);
    expect(events.map(({ kind, file }) => [kind, file])).toEqual([
      ['reading', 'a.csv'],
      ['parsing', 'a.csv'],
      ['reading', 'b.csv'],
      ['parsing', 'b.csv'],
    ]);
  });

  it('refuses a file at which a parser crashes, and says that the worker cannot go on', async () => {
    const fake = new FakeFiles();
    const recognition = () => {
      throw new ParserCrash('a.csv stopped the parser.');
    };
    const file = fake.addTables('a.csv', [{ recognition, markets: [] }]);
    const message = 'a.csv stopped the parser.';
    expect(await run(fake, [file])).toEqual({ kind: 'refused', message, isWorkerUnusable: true });
  });

  it('throws on what is no refusal', async () => {
    const fake = new FakeFiles();
    await expect(run(fake, [makeFile('unknown.csv', 'x')])).rejects.toThrow(/was opened, but/);
    class OtherError extends ImportError {}
    const recognition = () => {
      throw new OtherError('something else');
    };
    const file = fake.addTables('a.csv', [{ recognition, markets: [] }]);
    await expect(run(fake, [file])).rejects.toThrow(OtherError);
  });
});
