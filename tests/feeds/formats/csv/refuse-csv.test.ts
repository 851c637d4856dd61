import { describe, expect, it } from 'vitest';
import { openContent, readAll, readNamed, refusalOf } from '../read-table';

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
