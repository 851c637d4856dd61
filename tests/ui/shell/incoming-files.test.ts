import { describe, expect, test } from 'vitest';
import {
  collectChosenFolder,
  collectDropped,
  isDataFile,
  nameTable,
} from '../../../src/ui/shell/incoming-files';
import { sortIncoming } from '../../../src/ui/shell/sort-incoming';

/** An entry of a dropped folder; `parts` is how many the browser hands over at a time. */
function folder(name: string, children: readonly unknown[], parts = 2): unknown {
  return {
    name,
    isDirectory: true,
    createReader: () => {
      let position = 0;
      return {
        readEntries(resolve: (entries: unknown[]) => void) {
          resolve(children.slice(position, (position += parts)));
        },
      };
    },
  };
}

function entry(name: string): unknown {
  return {
    name,
    isDirectory: false,
    file: (resolve: (file: File) => void) => resolve(new File(['x'], name)),
  };
}

function drop(entries: readonly unknown[], files: readonly File[] = []): DataTransfer {
  const items = entries.map((found) => ({ webkitGetAsEntry: () => found }));
  return { items, files } as unknown as DataTransfer;
}

const namesOf = (files: readonly File[]) => files.map(({ name }) => name);

describe('a drop', () => {
  test('of files is taken as it is, whatever they are called', async () => {
    const files = [new File([], 'b.weird'), new File([], 'a.csv')];
    expect(await collectDropped(drop([entry('b.weird'), entry('a.csv')], files))).toEqual(files);
  });

  test('of a folder is walked through, part by part, and sorted by path', async () => {
    const nested = folder('2024', [entry('c.csv'), entry('b.csv'), entry('a.csv')]);
    const dropped = await collectDropped(drop([folder('prices', [nested, entry('z.zip')])]));
    expect(namesOf(dropped)).toEqual(
      ['2024/a.csv', '2024/b.csv', '2024/c.csv', 'z.zip'].map((path) => `prices/${path}`),
    );
  });

  test('of a folder leaves aside what is no data', async () => {
    const dropped = await collectDropped(
      drop([folder('prices', [entry('README.md'), entry('.hidden.csv'), entry('a.parquet')])]),
    );
    expect(namesOf(dropped)).toEqual(['prices/a.parquet']);
  });

  test('takes what cannot be read too, so that it can be told', async () => {
    const dropped = await collectDropped(
      drop([folder('all', [folder('btc', [entry('1m.csv')]), folder('eth', [entry('1m.xlsx')])])]),
    );
    expect(namesOf(dropped)).toEqual(['all/btc/1m.csv', 'all/eth/1m.xlsx']);
  });

  test('fails where a file of it cannot be read', async () => {
    const gone = {
      name: 'gone.csv',
      isDirectory: false,
      file: (_: unknown, reject: (error: Error) => void) => reject(new Error('gone')),
    };
    await expect(collectDropped(drop([folder('prices', [gone])]))).rejects.toThrow('gone');
  });
});

test('of a chosen folder only what bars can come from is taken', () => {
  const files = ['notes.md', 'b.CSV', 'a.csv.gz'].map((name) => new File([], name));
  expect(namesOf(collectChosenFolder(files))).toEqual(['a.csv.gz', 'b.CSV']);
});

test('a checksum file counts as data, since it vouches for an archive', () => {
  expect(isDataFile('BTCUSDT-1m-2024-01.zip.CHECKSUM')).toBe(true);
});

describe('pasted text', () => {
  test.each([
    ['commas', 'time,open,close\n1,2,3\n'],
    ['tabs, as from a spreadsheet', 'time\topen\tclose\r\n1\t2\t3'],
    ['semicolons', 'time;open;close\n1;2;3'],
  ])('is a table with %s', (_, text) => {
    expect(nameTable(text)).toBe('pasted.csv');
  });

  test.each(['[[1704067200000,"42283.58"]]', '[ {"open": 1}]', '{"data": []}'])(
    'is JSON: %s',
    (text) => {
      expect(nameTable(text)).toBe('pasted.json');
    },
  );

  test.each(['', 'hello', 'one line, with commas, only', 'a first line\nand a second', '[1, 2]'])(
    'is no table: %j',
    (text) => {
      expect(nameTable(text)).toBeUndefined();
    },
  );
});

describe('files that came together', () => {
  const name = (ending: string, bytes: BlobPart = 'x') => new File([bytes], ending);
  /** The directory of an archive with one entry, as far as it is read. */
  const zip = (entry: string, after: string) => {
    const header = new Uint8Array(46);
    header.set([0x50, 0x4b, 1, 2]);
    header[28] = entry.length;
    return name('a.zip', new Blob(['PK', header, entry, after]));
  };
  const sort = async (...files: File[]) => {
    const { models, data } = await sortIncoming(files);
    return [models.map(namesOf), namesOf(data)];
  };

  test.each([
    [['a.csv', 'b.zip'], [], ['a.csv', 'b.zip']],
    [['a.safetensors', 'b.safetensors'], [['a.safetensors'], ['b.safetensors']], []],
    [
      ['model.pt', 'x/scaler.pkl', 'meta.json', 'bars.json', 'a.csv'],
      [['model.pt', 'x/scaler.pkl', 'meta.json']],
      ['bars.json', 'a.csv'],
    ],
    [['frame.pkl', 'meta.json'], [], ['frame.pkl', 'meta.json']],
  ])('%s', async (files, models, data) => {
    expect(await sort(...files.map((one) => name(one)))).toEqual([models, data]);
  });

  test('an archive with a file of PyTorch is a model, whatever follows the name', async () => {
    expect(await sort(zip('out/model.pt', 'UT'))).toEqual([[['a.zip']], []]);
    expect(await sort(zip('model.pth', ''))).toEqual([[['a.zip']], []]);
    expect(await sort(zip('model.pt.csv', ''))).toEqual([[], ['a.zip']]);
  });
});

test('a workspace is told by its ending', async () => {
  const { workspaces, data } = await sortIncoming([
    new File(['x'], 'a.tabquant'),
    new File(['x'], 'a.csv'),
  ]);
  expect([namesOf(workspaces), namesOf(data)]).toEqual([['a.tabquant'], ['a.csv']]);
});
