import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  areAllGood,
  badTime,
  badVolume,
  highBelowLow,
  nonPositivePrice,
  notANumber,
  noTrade,
  outsideRange,
} from '../../../../src/core/bars/quality/row-checks';
import { validateBars } from '../../../../src/core/bars/validate';
import { newYear } from '../make-bars';
import { makeRows } from './make-rows';

const rules = [
  badTime,
  noTrade,
  notANumber,
  nonPositivePrice,
  highBelowLow,
  outsideRange,
  badVolume,
];

const strange = fc.oneof(
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, -1, 1, 5e-324, 1e300, Number.MAX_VALUE),
  fc.constantFrom(newYear, 0, Date.UTC(1980, 0), Date.UTC(2100, 0)),
  fc.double({ min: 90, max: 110 }),
);
const names = [
  ...['openTime', 'open', 'high', 'low', 'close', 'volume'],
  ...['quoteVolume', 'tradeCount', 'takerBuyBase', 'takerBuyQuote'],
] as const;

it('one look at each row finds as many faults as the rules do', () => {
  let good = 0;
  const change = fc.record({ name: fc.constantFrom(...names), value: strange });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 2 }), (changes) => {
      const { rows, bars } = makeRows(8);
      for (const { name, value } of changes) rows.columns[name]?.fill(value, 3, 4);
      let broken = 0;
      for (const { find } of rules) find(rows.columns, () => broken++);
      const prices = [3, 4].flatMap((row) =>
        names.slice(1, 5).map((name) => rows.columns[name]?.[row]),
      );
      // A price that no market knows goes to the rules, which may let it pass.
      if (prices.some((price) => price !== undefined && Math.abs(price) > 1e307)) {
        expect(areAllGood(rows.columns) && broken > 0).toBe(false);
        return;
      }
      expect(areAllGood(rows.columns)).toBe(broken === 0);
      if (changes.every(({ name }) => name !== 'openTime')) {
        const validate = () => validateBars({ ...bars, ...rows.columns }, { mayBeUnknown: true });
        if (broken === 0) validate();
        else expect(validate).toThrow('bars: ');
      }
      if (broken === 0) good++;
    }),
    { numRuns: 1000 },
  );
  expect(good).toBeGreaterThan(100);
});
