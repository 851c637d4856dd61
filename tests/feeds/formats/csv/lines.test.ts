import { describe, expect, it } from 'vitest';
import { openContent, readAll } from '../read-table';

describe('openCsv reads a decimal comma', () => {
  it('where it is certain, and says so', async () => {
    const table = await openContent(
      'a.csv',
      'Datum;Eröffnung;Schluss;Volumen\n01.01.2024;1.234,56;1234,5;1.000\n02.01.2024;0,125;7;2\n',
    );
    expect(table.notes).toEqual(['numbers are written with a decimal comma']);
    expect(table.columns.map(({ kind }) => kind)).toEqual(['text', 'number', 'number', 'number']);
    const [, open, close, volume] = await readAll(table);
    expect([open, close, volume]).toEqual([
      [1234.56, 0.125],
      [1234.5, 7],
      [1000, 2],
    ]);
    expect(table.sample[0].cells).toEqual(['01.01.2024', '1234.56', '1234.5', '1000']);
  });

  it('not where "1,234" could be either', async () => {
    const table = await openContent('a.csv', 'a;b;c\n1;2;1,234\n1;2;2,345\n');
    expect(table.columns[2].kind).toBe('text');
    expect(table.notes).toEqual([]);
  });

  it('without a header, though there are more commas than semicolons', async () => {
    const table = await openContent('a.csv', '1,5;2,5;3,25\n1,5;2,5;3,25\n');
    expect(await readAll(table)).toEqual([
      [1.5, 1.5],
      [2.5, 2.5],
      [3.25, 3.25],
    ]);
  });
});
