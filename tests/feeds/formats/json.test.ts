import { describe, expect, it } from 'vitest';
import { listKinds, openContent, readAll, readNamed, refusalOf } from './read-table';

const times = [1704067200000, 1704067260000];

async function open(value: unknown): ReturnType<typeof openContent> {
  return openContent('a.json', JSON.stringify(value));
}

describe('openJson reads', () => {
  it('rows of numbers, as freqtrade writes them', async () => {
    const table = await open([
      [times[0], 1.5, 2],
      [times[1], 2.5, 3],
    ]);
    expect(table).toMatchObject({ format: 'json', hasHeader: false, rowLimit: 2, notes: [] });
    expect(listKinds(table)).toEqual(['column 1:number', 'column 2:number', 'column 3:number']);
    expect(await readAll(table)).toEqual([times, [1.5, 2.5], [2, 3]]);
  });

  it('numbers in quotation marks, as Binance answers', async () => {
    const table = await open([
      [times[0], '56714.00000000', '0'],
      [times[1], '56642.50000000', null],
    ]);
    expect(await readAll(table)).toEqual([times, [56714, 56642.5], [0, NaN]]);
    expect(table.sample[0]).toEqual({ row: 1, cells: ['1704067200000', '56714.00000000', '0'] });
  });

  it('objects, whose keys may be absent from some', async () => {
    const table = await open([
      { t: '2024-01-01', close: 1 },
      { t: '2024-01-02', close: 2, x: 5 },
    ]);
    expect(listKinds(table)).toEqual(['t:text', 'close:number', 'x:number']);
    const read = await readNamed(table, ['close', 'x', 't'], (text) => Number(text.slice(-2)));
    expect(read.values.map((column) => [...column])).toEqual([
      [1, 2],
      [NaN, 5],
      [1, 2],
    ]);
    expect([read.rowOf(1), read.textOf(1, 2)]).toEqual([2, '2024-01-02']);
  });

  it.each([
    ['an object of lists', { time: times, close: [1, 2] }],
    ['lists beside a status', { s: 'ok', time: times, close: [1, 2] }],
    ['columns of pandas', { time: { 0: times[0], 1: times[1] }, close: { 0: 1, 1: 2 } }],
    ['rows of pandas', { 0: { time: times[0], close: 1 }, 1: { time: times[1], close: 2 } }],
    [
      'pandas, split',
      {
        columns: ['time', 'close'],
        index: [0, 1],
        data: [
          [times[0], 1],
          [times[1], 2],
        ],
      },
    ],
    [
      'pandas, as a table',
      {
        schema: { fields: [{ name: 'time' }] },
        data: times.map((time, i) => ({ time, close: i + 1 })),
      },
    ],
    ['rows under "data"', { code: '0', data: times.map((time, i) => ({ time, close: i + 1 })) }],
  ])('%s', async (_, value) => {
    const table = await open(value);
    expect(listKinds(table)).toEqual(['time:number', 'close:number']);
    expect(await readAll(table)).toEqual([times, [1, 2]]);
  });

  it('rows under "result" and "list"', async () => {
    const list = times.map((time, i) => [String(time), String(i + 1)]);
    const table = await open({ retCode: 0, result: { symbol: 'BTCUSDT', list }, time: 5 });
    expect(await readAll(table)).toEqual([times, [1, 2]]);
  });

  it.each([
    [
      'columns',
      {
        open: { '1704067200000': 1, '1704067260000': 2 },
        close: { '1704067200000': 3, '1704067260000': 4 },
      },
    ],
    ['rows', { '1704067200000': { open: 1, close: 3 }, '1704067260000': { open: 2, close: 4 } }],
  ])('the times that pandas uses as keys of %s', async (_, value) => {
    const table = await open(value);
    expect(listKinds(table)).toEqual(['index:number', 'open:number', 'close:number']);
    expect(await readAll(table)).toEqual([times, [1, 2], [3, 4]]);
  });

  it.each(['\n', '\r\n'])('one row a line, blank lines aside (%j)', async (newline) => {
    const text = ['{"t":1,"c":2}', '', '{"t":3,"c":4}', ''].join(newline);
    const table = await openContent('a.jsonl', text);
    const read = await readNamed(table, ['t', 'c']);
    expect(read.values.map((column) => [...column])).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(read.rowOf(1)).toBe(3);
  });

  it('nested values and truth values as nothing that is a number', async () => {
    const table = await open([
      { a: { b: 1 }, flag: true, list: [1], x: 1 },
      { a: null, flag: false, list: [], x: 2 },
    ]);
    expect(listKinds(table)).toEqual(['a:other', 'flag:text', 'list:other', 'x:number']);
    const read = await readAll(table, () => NaN);
    expect(read[3]).toEqual([1, 2]);
    expect(read[0]).toEqual([NaN, NaN]);
  });

  it('JSON after a byte order mark and white space', async () => {
    expect(await readAll(await openContent('a.json', '\ufeff \n[[1,2]]'))).toEqual([[1], [2]]);
  });
});

describe('JSON is refused', () => {
  it('when it is cut short', async () => {
    expect(await refusalOf('a.json', '[[1,2],[3,')).toMatch(
      /^a\.json is JSON that cannot be read \(.+\)\. It may be cut short or damaged/,
    );
  });

  it('when a line is cut short, naming it', async () => {
    expect(await refusalOf('a.jsonl', '{"t":1}\n{"t":')).toMatch(/^a\.jsonl, row 2: is no JSON/);
  });

  it('without a table', async () => {
    expect(await refusalOf('a.json', '{"code":-1121,"msg":"Invalid symbol."}')).toMatch(
      /^a\.json is JSON without a table/,
    );
    expect(await refusalOf('a.json', '[1,2,3]')).toMatch(/^a\.json is JSON without a table/);
  });

  it('when rows differ in length, naming the row', async () => {
    expect(await refusalOf('a.json', '[[1,2],[3]]')).toBe(
      'a.json, row 2: has 1 values, expected 2. Correct or remove that row.',
    );
  });
});
