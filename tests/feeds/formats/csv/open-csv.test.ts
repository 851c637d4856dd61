import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listKinds, openContent, readAll, readNamed, refusalOf } from '../read-table';

const header = 'time,open,close';
const lines = ['1,10.5,11', '2,10.75,12', '3,10.25,13'];
const values = [
  [1, 2, 3],
  [10.5, 10.75, 10.25],
  [11, 12, 13],
];
const text = [header, ...lines, ''].join('\n');

function utf16(content: string, isLittleEndian: boolean): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(2 * content.length);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < content.length; i++)
    view.setUint16(2 * i, content.charCodeAt(i), isLittleEndian);
  return bytes;
}

describe('openCsv loses no row to a lone CR among lines that end with LF', () => {
  it('but names the line that has too many cells for it', async () => {
    const rows = lines.join('\n').replace('\n2,', '\r2,');
    const table = await openContent('a.csv', `${header}\n${rows}\n4,10.5,11\n`);
    await expect(readAll(table)).rejects.toThrow('row 2: has 5 values, expected 3');
  });

  it('which ends a line where nothing else does', async () => {
    const table = await openContent('a.csv', text.replaceAll('\n', '\r'));
    expect(await readAll(table)).toEqual(values);
  });
});

describe('openCsv passes over what stands after the rows', () => {
  it.each([
    ['"Downloaded from Barchart.com as of 03-15-2024 04:08pm CDT"', 'CDT'],
    ['# end', undefined],
    ['# Generated on 2024-03-15 10:00 PST by export.py', undefined, 'PST'],
    ['数据来源:通达信', undefined],
  ])('%s', async (footer, zone, possibleZone?: string) => {
    const table = await openContent('a.csv', `${text}\n${footer}\n`);
    expect(await readAll(table)).toEqual(values);
    expect(table.notes[0]).toMatch(/^line 6 was passed over: /);
    expect(table.zone).toBe(zone);
    expect(table.possibleZone).toBe(possibleZone);
  });

  it('but not a row that was cut short', async () => {
    const cut = await openContent('a.csv', `${text}2024 Jan`);
    await expect(readAll(cut)).rejects.toThrow('row 5: has 1 values, expected 3');
  });
});

describe('openCsv reads', () => {
  it.each([
    ['commas', text],
    ['tabs', text.replaceAll(',', '\t')],
    ['semicolons', text.replaceAll(',', ';')],
    ['pipes', text.replaceAll(',', '|')],
    ['CRLF', text.replaceAll('\n', '\r\n')],
    ['CR alone', text.replaceAll('\n', '\r')],
    ['no line break at the end', text.trimEnd()],
    ['a byte order mark', `\ufeff${text}`],
    ['UTF-16, little end first', utf16(`\ufeff${text}`, true)],
    ['UTF-16, big end first', utf16(`\ufeff${text}`, false)],
    ['quoted cells', text.replace(/[^,\n]+/g, '"$&"')],
    ['quoted cells and CRLF', text.replace(/[^,\n]+/g, '"$&"').replaceAll('\n', '\r\n')],
    ['blank lines', text.replaceAll('\n', '\n\n')],
    ['lines of empty cells', `${text},,\n,,\n`],
    ['spaces around cells', text.replaceAll(',', ' , ')],
  ])('a table with %s', async (_, content) => {
    const table = await openContent('a.csv', content);
    expect(table).toMatchObject({ format: 'csv', hasHeader: true, notes: [] });
    expect(listKinds(table)).toEqual(['time:number', 'open:number', 'close:number']);
    expect(await readAll(table)).toEqual(values);
  });

  it('a table without a header', async () => {
    const table = await openContent('a.csv', lines.join('\n'));
    expect(table).toMatchObject({ hasHeader: false, rowLimit: 3 });
    expect(table.columns.map(({ name }) => name)).toEqual(['column 1', 'column 2', 'column 3']);
    expect(await readAll(table)).toEqual(values);
  });

  it('a table without a header whose times are text', async () => {
    const table = await openContent(
      'a.csv',
      '2024-01-01 00:00,BTC,1,2\n2024-01-01 00:01,BTC,3,4\n',
    );
    expect(table.hasHeader).toBe(false);
    expect(table.columns.map(({ kind }) => kind)).toEqual(['text', 'text', 'number', 'number']);
  });

  it('a header in which one name is a number', async () => {
    const table = await openContent('a.csv', 'time,close,sma,50\n1,2,3,4\n');
    expect(table.columns.map(({ name }) => name)).toEqual(['time', 'close', 'sma', '50']);
  });

  it('names that pandas counted', async () => {
    const table = await openContent('a.csv', ',0,1,2\n0,5,6,7\n1,8,9,10\n');
    expect(table.columns.map(({ name }) => name)).toEqual(['column 1', '0', '1', '2']);
    expect(await readAll(table)).toEqual([
      [0, 1],
      [5, 8],
      [6, 9],
      [7, 10],
    ]);
  });

  it('a header alone', async () => {
    const table = await openContent('a.csv', 'time,open,high\n');
    expect(table).toMatchObject({ hasHeader: true, rowLimit: 0, sample: [] });
    expect(await readAll(table)).toEqual([[], [], []]);
  });

  it('text through the parser of the request, missing numbers as NaN', async () => {
    const table = await openContent(
      'a.csv',
      'day,x,y\nMon,nan,\nTue,NULL,n/a\nWed,-,1e3\nThu,None,-0.5\n',
    );
    expect(listKinds(table)).toEqual(['day:text', 'x:number', 'y:number']);
    const { values: read } = await readNamed(table, ['y', 'day', 'x'], (day) => day.charCodeAt(0));
    expect([...read[0]]).toEqual([NaN, NaN, 1000, -0.5]);
    expect([...read[1]]).toEqual([...'MTWT'].map((letter) => letter.charCodeAt(0)));
    expect([...read[2]]).toEqual([NaN, NaN, NaN, NaN]);
  });

  it('quoted names and cells that hold the delimiter, as pandas writes columns of two levels', async () => {
    const table = await openContent(
      'a.csv',
      `Date,"('Close', 'BTC-USD')","say ""hi"""\n2024-01-01,1,"1,234"\n2024-01-02,2,"2,345"\n`,
    );
    expect(listKinds(table)).toEqual(['Date:text', "('Close', 'BTC-USD'):number", 'say "hi":text']);
    expect(table.sample[0].cells[2]).toBe('1,234');
  });

  it('line breaks within quotation marks as part of a cell', async () => {
    const table = await openContent('a.csv', 'a,b,c\n1,"x\ny",2\n3,z,4\n');
    const read = await readNamed(table, ['c', 'b']);
    expect([...read.values[0]]).toEqual([2, 4]);
    expect(read.textOf(0, 1)).toBe('x\ny');
    expect(read.textOf(1, 1)).toBe('z');
  });
});

describe('openCsv passes over', () => {
  it('a link before the header, and says so', async () => {
    const table = await openContent('a.csv', `https://www.CryptoDataDownload.com\n${text}`);
    expect(table.notes).toEqual(['line 1 was passed over: https://www.CryptoDataDownload.com']);
    const read = await readNamed(table, ['close']);
    expect(read.rowOf(0)).toBe(3);
  });

  it('comments and titles', async () => {
    const table = await openContent('a.csv', `# made by hand, twice\nMy bars\n\n${text}`);
    expect(table.notes).toEqual([
      'line 1 was passed over: # made by hand  twice',
      'line 2 was passed over: My bars',
    ]);
    expect(await readAll(table)).toEqual(values);
  });

  it('not a header that is a comment, as numpy writes it', async () => {
    const table = await openContent('a.csv', `# ${text}`);
    expect(table).toMatchObject({ hasHeader: true, notes: [] });
    expect(listKinds(table)).toEqual(['time:number', 'open:number', 'close:number']);
  });
});

describe('openCsv joins header lines', () => {
  it('of yfinance: a level that says the same of all columns is left out', async () => {
    const table = await openContent(
      'a.csv',
      'Price,Close,High\nTicker,BTC-USD,BTC-USD\nDate,,\n2024-01-01,1,2\n2024-01-02,3,4\n',
    );
    expect(listKinds(table)).toEqual(['Date:text', 'Close:number', 'High:number']);
    expect(table.notes).toEqual([
      'the names of the columns stand in 3 lines; of all columns they say BTC-USD',
    ]);
    expect((await readNamed(table, ['Close'])).rowOf(0)).toBe(4);
  });

  it('of several markets: names become tuples, as pandas prints them', async () => {
    const table = await openContent(
      'a.csv',
      'Price,Close,Close\nTicker,BTC-USD,ETH-USD\nDate,,\n2024-01-01,1,2\n',
    );
    expect(table.columns.map(({ name }) => name)).toEqual([
      'Date',
      "('Close', 'BTC-USD')",
      "('Close', 'ETH-USD')",
    ]);
  });

  it('of a spreadsheet: a title as wide as the table', async () => {
    const table = await openContent('a.csv', 'My bars,,\ntime,open,close\n1,2,3\n');
    expect(table.columns.map(({ name }) => name)).toEqual(['time', 'open', 'close']);
  });
});

describe('a header with one name more or less than rows have values', () => {
  const rows = (write: (row: number) => string) =>
    Array.from({ length: 5 }, (_, row) => `${write(row)}\n`).join('');

  it('names date and time together', async () => {
    const table = await openContent(
      'a.csv',
      `Date,Open,Close\n${rows((row) => `2006-01-02,09:0${row}:00,${row},3`)}`,
    );
    expect(listKinds(table)).toEqual(['Date:text', 'Time:text', 'Open:number', 'Close:number']);
    expect(table.notes).toEqual([
      'the header has 3 names and rows have 4 values: "Date" is taken as date and time',
    ]);
  });

  it('leaves row numbers without a name', async () => {
    const table = await openContent(
      'a.csv',
      `time,open,close\n${rows((row) => `${row + 1},7,8,9`)}`,
    );
    expect(table.columns.map(({ name }) => name)).toEqual(['column 1', 'time', 'open', 'close']);
  });

  it('ends in a mark, as its rows do or not', async () => {
    const marked = await openContent('a.csv', `time,open,close\n${rows(() => '7,8,9,')}`);
    expect(marked.columns.map(({ name }) => name)).toEqual(['time', 'open', 'close', 'column 4']);
    const unmarked = await openContent('a.csv', `time,open,close,\n${rows(() => '7,8,9')}`);
    expect(unmarked.columns.map(({ name }) => name)).toEqual(['time', 'open', 'close']);
  });

  it('is never shifted: else the file is refused', async () => {
    expect(await refusalOf('a.csv', `time,open,close\n${rows(() => '7,8,9,10')}`)).toMatch(
      /^a\.csv, row 2: has 4 values, expected 3/,
    );
  });
});

describe('a table of many lines', () => {
  const count = 40_000;
  const many = `time,text\n${Array.from({ length: count }, (_, i) => `${i},t${i}\n`).join('')}`;

  it('is read whole, and any of its cells found again', async () => {
    const table = await openContent('a.csv', many);
    const read = await readNamed(table, ['time', 'text'], (cell) => Number(cell.slice(1)));
    expect([...read.values[0]]).toEqual(Array.from({ length: count }, (_, i) => i));
    expect([...read.values[1]]).toEqual([...read.values[0]]);
    for (const index of [0, 1022, 1023, 1024, 16_383, 16_384, count - 1]) {
      expect(read.rowOf(index)).toBe(index + 2);
      expect(read.textOf(index, 1)).toBe(`t${index}`);
    }
  });

  it('is sampled at its start, its end and between', async () => {
    const { sample, rowLimit } = await openContent('a.csv', many);
    expect(rowLimit).toBe(count);
    expect(sample).toHaveLength(400);
    expect(sample[0]).toEqual({ row: 2, cells: ['0', 't0'] });
    expect(sample[149].row).toBe(151);
    expect(sample[200].row).toBeGreaterThan(10_000);
    expect(sample[399]).toEqual({ row: count + 1, cells: [`${count - 1}`, `t${count - 1}`] });
    for (const { row, cells } of sample) expect(cells).toEqual([`${row - 2}`, `t${row - 2}`]);
  });
});

describe('any table', () => {
  const cell = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
    fc.integer().map(String),
  );
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 40 });
  const style = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t', '|'),
    newline: fc.constantFrom('\n', '\r\n'),
    isQuoted: fc.boolean(),
  });

  it('reads as it was written, whatever the delimiter and the quotation marks', async () => {
    await fc.assert(
      fc.asyncProperty(table, style, async (rows, { delimiter, newline, isQuoted }) => {
        const write = (cells: readonly string[]): string =>
          cells.map((value) => (isQuoted ? `"${value}"` : value)).join(delimiter);
        const content = [write(['a', 'b', 'c']), ...rows.map(write)].join(newline);
        const columns = await readAll(await openContent('a.csv', content));
        expect(columns).toEqual([0, 1, 2].map((at) => rows.map((cells) => Number(cells[at]))));
      }),
      { numRuns: 60 },
    );
  });
});

describe('a CSV file is refused', () => {
  it('with a row of too few or too many cells, naming the row', async () => {
    expect(await refusalOf('a.csv', 'a,b,c\n1,2,3\n1,2\n1,2,3\n')).toBe(
      'a.csv, row 3: has 2 values, expected 3. The file may be cut short or damaged there: ' +
        'correct or remove that row.',
    );
    expect(await refusalOf('a.csv', 'a,b,c\n1,2,3\n1,2,3\n1,2,3,4\n')).toMatch(
      /^a\.csv, row 4: has 4 values, expected 3/,
    );
  });

  it('with a last line that is cut short', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `${i},1.5,2.5`);
    const text = `time,open,close\n${lines.join('\n')}`;
    expect(await refusalOf('a.csv', text.slice(0, -5))).toMatch(
      /^a\.csv, row 3001: has 2 values, expected 3/,
    );
  });

  it('in which no row is as wide as the header', async () => {
    expect(await refusalOf('a.csv', 'a,b,c\n1,2\n3,4\n')).toMatch(/^a\.csv, row 2: has 2 values/);
  });

  it('with a quotation mark that is never closed, naming the row', async () => {
    expect(await refusalOf('a.csv', 'a,b,c\n1,2,3\n1,"2,3\n1,2,3\n')).toMatch(
      /^a\.csv, row 3: a quotation mark is never closed/,
    );
  });

  it('with nothing but blank lines', async () => {
    expect(await refusalOf('a.csv', '\n \n,,\n')).toMatch(/^a\.csv holds nothing but empty lines/);
  });
});

describe('a cell that is no number', () => {
  it('beyond the sample reads as NaN, and its text can be told', async () => {
    const lines = Array.from({ length: 5000 }, (_, i) => `${i},1.5`);
    lines[1234] = '1234,oops';
    const table = await openContent('a.csv', `time,open\n${lines.join('\n')}\n`);
    expect(table.columns[1].kind).toBe('number');
    const read = await readNamed(table, ['open']);
    expect(read.values[0][1234]).toBeNaN();
    expect([read.rowOf(1234), read.textOf(1234, 0)]).toEqual([1236, 'oops']);
  });

  it.each(['0x10', 'Infinity', '1_000', '12.5K', '5%', '$1'])(
    'such as %s makes text',
    async (cell) => {
      const table = await openContent('a.csv', `a,b,c\n1,2,${cell}\n`);
      expect(table.columns[2].kind).toBe('text');
      expect((await readAll(table, () => 7))[2]).toEqual([7]);
    },
  );
});
