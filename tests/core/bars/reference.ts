import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { Bars } from '../../../src/core/bars/bars';

/** Columns as the reference files hold them; null = undefined. */
export type ReferenceColumns = Record<string, readonly (number | null)[]>;

/** Returns a file of `tests/fixtures`, whose README says where the figures come from. */
export function readReference<T>(name: string): T {
  const path = new URL(`../../fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as T;
}

/** Returns the 3,000 reference bars. */
export function readReferenceBars(): Bars {
  return toBars(readReference<ReferenceColumns>('klines'), 60_000);
}

/** Returns the bars that reference columns are. */
export function toBars(columns: ReferenceColumns, intervalMs: number): Bars {
  const column = (name: string): Float64Array => Float64Array.from(columns[name], Number);
  return {
    intervalMs,
    openTime: column('open_time'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
    quoteVolume: column('quote_volume'),
    tradeCount: column('trade_count'),
    takerBuyBase: column('taker_buy_base'),
    takerBuyQuote: column('taker_buy_quote'),
  };
}

/**
 * Expects every value within `tolerance` of the reference, relative to the larger of the reference
 * and `floor`, and NaN exactly where the reference is null.
 */
export function expectToMatch(
  values: Float64Array,
  reference: readonly (number | null)[],
  { tolerance = 1e-9, floor = 1e-12 } = {},
): void {
  expect(values.length).toBe(reference.length);
  const undefinedAt = (column: ArrayLike<number | null>): number[] =>
    Array.from(column).flatMap((value, at) => (value === null || Number.isNaN(value) ? [at] : []));
  expect(undefinedAt(values)).toEqual(undefinedAt(reference));
  const worst = Math.max(
    ...reference.map((value, at) =>
      value === null ? 0 : Math.abs(values[at] - value) / Math.max(Math.abs(value), floor),
    ),
  );
  expect(worst).toBeLessThanOrEqual(tolerance);
}
