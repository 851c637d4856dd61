import { describe, expect, it } from 'vitest';
import { noDecisions } from '../../../../src/core/import';
import { importFiles } from '../../../../src/feeds/import-files';
import { importOne } from '../../import-one';
import { makeFile, parquetWasm } from '../../make-files';

/** A file of cells as they are written, quoted where they hold the delimiter. */
function writeCells(
  names: readonly string[],
  rows: readonly (readonly string[])[],
  delimiter = ',',
): File {
  const line = (cells: readonly string[]) =>
    cells.map((cell) => (cell.includes(delimiter) ? `"${cell}"` : cell)).join(delimiter);
  return makeFile('bars.csv', [names, ...rows].map(line).join('\n'));
}

const names = ['Date', 'Open', 'High', 'Low', 'Close', 'Volume'];

/** Rows of three days; volumes are as given. */
function threeDays(
  prices: (of: (thousands: number) => string) => readonly string[],
  of: (price: number) => string,
  volumes: readonly string[],
): string[][] {
  return volumes.map((volume, day) => [
    `2024-01-0${day + 1}`,
    ...prices((price) => of(price + day)),
    volume,
  ]);
}

const fourPrices = (of: (price: number) => string) => [
  of(191_547),
  of(192_160),
  of(189_749),
  of(190_957),
];
const withPoints = (price: number) =>
  `${Math.floor(price / 1000)}.${String(price % 1000).padStart(3, '0')}`;
const withCommas = (price: number) => withPoints(price).replace('.', ',');

async function read(file: File) {
  return importFiles([file], noDecisions, () => undefined, { parquetWasm });
}

/** The labels of the readings that a file leaves open, or the first close it is read to. */
async function outcomeOf(file: File): Promise<number | readonly string[]> {
  const result = await read(file);
  if (result.kind === 'bars') return result.imports[0].bars.close[0];
  if (result.kind === 'question' && result.question.kind === 'map-columns') {
    return result.question.readings.map(({ label }) => label);
  }
  throw new Error(JSON.stringify(result));
}

describe('the number style of a file', () => {
  it.each([
    ['volumes with a suffix', ['0,39K', '0,47K', '0,36K']],
    ['volumes with one digit after the comma', ['3,5', '4,25', '1']],
    ['volumes of millions', ['1.234.567', '12', '3']],
    ['volumes of both marks', ['1.234,5', '12', '3']],
  ])('is that of %s, for prices such as 190.957 too', async (_, volumes) => {
    const file = writeCells(names, threeDays(fourPrices, withPoints, volumes));
    const { bars, sources } = await importOne(file);
    expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0]]).toEqual([
      191_547, 192_160, 189_749, 190_957,
    ]);
    expect(sources[0].notes.join('\n')).toContain('numbers are written with a decimal comma');
  });

  it('is that of a column nobody reads, such as one of changes', async () => {
    const rows = threeDays(fourPrices, withPoints, ['1', '2', '3']);
    const file = writeCells(
      [...names, 'Change %'],
      rows.map((row) => [...row, '-0,33%']),
    );
    expect(await outcomeOf(file)).toBe(190_957);
    const point = writeCells(
      [...names, 'Change %'],
      rows.map((row) => [...row, '-0.33%']),
    );
    expect(await outcomeOf(point)).toBe(190.957);
  });

  it.each([',', ';', '\t'])(
    'is asked where no cell tells it, cells parted by "%s"',
    async (mark) => {
      const points = writeCells(names, threeDays(fourPrices, withPoints, ['1', '2', '3']), mark);
      expect(await outcomeOf(points)).toEqual([
        '191.547 is 191.547: the point is the decimal sign',
        '191.547 is 191547: the point parts thousands',
      ]);
      const commas = writeCells(names, threeDays(fourPrices, withCommas, ['1', '2', '3']), mark);
      expect(await outcomeOf(commas)).toEqual([
        '191,547 is 191547: the comma parts thousands',
        '191,547 is 191.547: the comma is the decimal sign',
      ]);
    },
  );

  it('is what makes quote volume price x volume', async () => {
    const rows = threeDays(fourPrices, withPoints, ['1', '2', '3']);
    const quoted = (scale: number) =>
      writeCells(
        [...names, 'Quote volume'],
        rows.map((row, day) => [...row, String((191_000 / scale) * (day + 1))]),
      );
    expect(await outcomeOf(quoted(1))).toBe(190_957);
    expect(await outcomeOf(quoted(1000))).toBe(190.957);
  });

  it('is what puts open and close between low and high', async () => {
    const rows = [
      ['2024-01-01', '999', '1.002', '998', '1.001', '5'],
      ['2024-01-02', '1.001', '1.003', '999', '1.000', '5'],
      ['2024-01-03', '1.000', '1.004', '997', '999', '5'],
    ];
    expect(await outcomeOf(writeCells(names, rows))).toBe(1001);
  });

  it('is a point where thousands stand without a mark', async () => {
    const file = writeCells(names, threeDays(fourPrices, withPoints, ['98765', '2', '3']));
    expect(await outcomeOf(file)).toBe(190.957);
  });

  it('is that of nearly all cells, and asked where they contradict each other', async () => {
    const point = (price: number) => (price / 1000).toFixed(2);
    const rows = threeDays(fourPrices, point, ['1', '2', '3']);
    expect(
      await outcomeOf(
        writeCells(
          [...names, 'x'],
          rows.map((row, at) => [...row, at === 0 ? '3,5' : '3']),
        ),
      ),
    ).toBe(190.96);
    const extras = rows.map((row) => [...row, '3,5', '4,5', '1,5']);
    expect(await outcomeOf(writeCells([...names, 'x', 'y', 'z'], extras))).toHaveLength(2);
  });

  it('is the same for JSON whose numbers are text, and no question for JSON numbers', async () => {
    const rows = (price: (value: number) => number | string, volume: number | string) =>
      threeDays(fourPrices, String, ['1', '2', '3']).map(([date, ...cells]) => [
        date,
        ...cells.slice(0, 4).map((cell) => price(Number(cell))),
        volume,
      ]);
    const json = (content: unknown) => makeFile('bars.json', JSON.stringify(content));
    const named = (list: readonly (readonly unknown[])[]) =>
      list.map((cells) => Object.fromEntries(names.map((name, at) => [name, cells[at]])));
    expect(await outcomeOf(json(named(rows(withPoints, '0,5'))))).toBe(190_957);
    expect(await outcomeOf(json(named(rows(withPoints, '5'))))).toHaveLength(2);
    expect(await outcomeOf(json(named(rows((value) => value / 1000, 5))))).toBe(190.957);
  });

  it('does not depend on times and dates', async () => {
    const rows = threeDays(fourPrices, withPoints, ['1', '2', '3']).map(([, ...cells], day) => [
      String(1_704_067_200 + day * 86_400),
      ...cells,
    ]);
    expect(await outcomeOf(writeCells(['Time', ...names.slice(1)], rows))).toHaveLength(2);
  });
});

describe('a point before three digits', () => {
  const row = (day: number): string[] => ['1', '2', '0', '1'].map((price) => `${price}48.21${day}`);

  it('is a decimal point in files of MetaTrader, which dates as 2024.01.31 give away', async () => {
    const lines = [1, 2, 3, 4].map((day) => [`2024.01.0${day}`, '00:00', ...row(day), '7'].join());
    const fixed = lines.map((line) => line.replaceAll('248.', '149.').replaceAll('048.', '147.'));
    const { bars } = await importOne(makeFile('USDJPY1440.csv', fixed.join('\n')));
    expect(bars.open[0]).toBe(148.211);
  });
});
