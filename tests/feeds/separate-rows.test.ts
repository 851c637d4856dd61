import { describe, expect, it } from 'vitest';
import { countBars, type Bars } from '../../src/core/bars/bars';
import { separateRows } from '../../src/feeds/separate-rows';
import { toRows } from '../core/bars/quality/make-rows';
import { FakeFiles } from './fake-steps';
import { hundred, load, part, run } from './import-scene';

/** The bars of another market at the same times. */
const other: Bars = {
  ...hundred,
  ...Object.fromEntries(
    (['open', 'high', 'low', 'close'] as const).map((name) => [
      name,
      hundred[name].map((price) => 2 * price),
    ]),
  ),
};
const columns = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The rows of several tables in one, in an order of indices of all of them, one table after the other. */
function mix(tables: readonly Bars[], order?: (count: number) => readonly number[]): Bars {
  const joined = (name: (typeof columns)[number]): number[] =>
    tables.flatMap((bars) => [...bars[name]]);
  const rows = order?.(joined('openTime').length) ?? joined('openTime').map((_, row) => row);
  const mixed = columns.map((name) => {
    const values = joined(name);
    return [name, Float64Array.from(rows, (row) => values[row])];
  });
  return { intervalMs: hundred.intervalMs, ...Object.fromEntries(mixed) } as Bars;
}

const alternate = (count: number): readonly number[] =>
  Array.from({ length: count }, (_, row) => (row >> 1) + (row % 2 === 1 ? count / 2 : 0));

describe('two series in one table without a column that tells them', () => {
  const reversed = (count: number): readonly number[] =>
    Array.from({ length: count }, (_, row) => count - 1 - row);
  it.each([
    ['one after the other', undefined],
    ['in turn', alternate],
    ['newest first', reversed],
  ])('are offered to be kept apart: %s', async (name, order) => {
    const fake = new FakeFiles();
    const file = fake.add(`${name}.csv`, mix([hundred, other], order), 'X');
    expect(await run(fake, [file])).toMatchObject({
      kind: 'question',
      question: {
        conflicts: 100,
        apart: expect.stringMatching(
          /look like different series.*100 of the 100 bars that both have, their closes by/,
        ),
      },
    });
    const imports = await load(fake, [file], { conflicts: 'keep-apart' });
    expect(imports.map(({ bars }) => countBars(bars))).toEqual([100, 100]);
    const opens = imports.map(({ bars }) => [...bars.open]).sort(([a], [b]) => a - b);
    expect(opens).toEqual([[...hundred.open], [...other.open]]);
    expect(imports[0].sources[0].notes).toContain(
      'rows of 2 series without a name were told apart by their order',
    );
  });

  it('are told apart where one is longer and stands by itself', async () => {
    const fake = new FakeFiles();
    const short = mix([other], () => Array.from({ length: 40 }, (_, row) => 30 + row));
    const file = fake.add('a.csv', mix([hundred, short]), 'X');
    const imports = await load(fake, [file], { conflicts: 'keep-apart' });
    expect(imports.map(({ bars }) => [bars.openTime[0], countBars(bars)])).toEqual([
      [hundred.openTime[0], 100],
      [hundred.openTime[30], 40],
    ]);
  });

  it('are not told apart in turn where one lacks rows, of which nothing says whose they are', async () => {
    const fake = new FakeFiles();
    const lacking = (count: number) => alternate(count).filter((row) => row !== 50);
    const rows = mix([hundred, other], lacking);
    const file = fake.add('a.csv', rows, 'X');
    const asked = await run(fake, [file]);
    expect(asked).toMatchObject({ kind: 'question', question: { conflicts: 99 } });
    expect(asked).not.toHaveProperty('question.apart');
    expect(separateRows({ ...toRows(rows), symbol: 'X', notes: [] })).toHaveLength(1);
  });

  it('are one where few rows differ: those were corrected', async () => {
    const fake = new FakeFiles();
    const file = fake.add('a.csv', mix([hundred, part(0, 50), mix([other], () => [60, 61])]), 'X');
    const asked = await run(fake, [file]);
    expect(asked).toMatchObject({ kind: 'question', question: { conflicts: 2 } });
    expect(asked).not.toHaveProperty('question.apart');
    expect(await load(fake, [file], { conflicts: 'keep-apart' })).toHaveLength(1);
  });
});
