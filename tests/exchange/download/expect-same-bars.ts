import { expect } from 'vitest';
import { type Bars, listColumns } from '../../../src/core/bars/bars';

/** Fails unless both have the same columns, equal bit for bit; much quicker than `toEqual`. */
export function expectSameBars(bars: Bars, expected: Bars): void {
  expect(describeBars(bars)).toEqual(describeBars(expected));
  for (const [index, { name, values }] of listColumns(bars).entries()) {
    const other = listColumns(expected)[index].values;
    const row = values.findIndex((value, place) => !Object.is(value, other[place]));
    expect(row, `${name} differs at row ${row}`).toBe(-1);
  }
}

function describeBars(bars: Bars): unknown {
  return [bars.intervalMs, listColumns(bars).map(({ name, values }) => [name, values.length])];
}
