import { describe, expect, test } from 'vitest';
import {
  countPublished,
  listFundings,
  joinFunding,
  measureFundingPerYear,
  orderFunding,
  sumFunding,
} from '../../../src/core/bars/funding-rates';
import { describeCharged } from '../../../src/core/trading/instruments/margin';

const hourMs = 3_600_000;
const at = (hour: number): number => Date.UTC(2024, 0, 1) + hour * hourMs;
const constant = 0.0001;

describe('funding that falls due', () => {
  test('is the constant at 00:00, 08:00 and 16:00 where no rates are known', () => {
    expect(sumFunding(constant, at(7), at(8))).toBe(0.0001);
    expect(sumFunding(constant, at(8), at(15))).toBe(0);
    // 08:00, 16:00 and midnight.
    expect(sumFunding(constant, at(0), at(24))).toBe(3 * 0.0001);
  });

  test('is the published rate at its time, however many milliseconds late it is written', () => {
    const rates = orderFunding([at(8) + 3, at(16)], [0.0004, -0.0002]);
    expect(rates).toEqual({ time: [at(8), at(16)], rate: [0.0004, -0.0002] });
    expect(sumFunding(constant, at(8) - 60_000, at(8), rates)).toBe(0.0004);
    expect(sumFunding(constant, at(8), at(8) + 60_000, rates)).toBe(0);
    expect(sumFunding(constant, at(4), at(20), rates)).toBeCloseTo(0.0004 - 0.0002, 15);
  });

  test('is the constant before, after and in holes of the published rates', () => {
    // Known: 08:00 and, a day later, 08:00 and 16:00. Not known of the first two days: 16:00, 00:00, and 00:00 after the end.
    const rates = orderFunding([at(8), at(32), at(40)], [0.001, 0.002, 0.004]);
    expect(countPublished(at(0), at(48), rates)).toEqual({ due: 6, published: 3 });
    expect(sumFunding(constant, at(0), at(48), rates)).toBeCloseTo(0.007 + 3 * 0.0001, 15);
    expect(sumFunding(constant, at(-8), at(0), rates)).toBe(0.0001);
  });

  test('is every rate of a symbol that pays each four hours, and no constant beside them', () => {
    const hours = [4, 8, 12, 16];
    const rates = orderFunding(hours.map(at), [1e-4, 2e-4, 3e-4, 4e-4]);
    expect(sumFunding(constant, at(0), at(16), rates)).toBeCloseTo(10e-4, 15);
  });
});

test('each payment is listed at its time, and all of them add up to what is charged', () => {
  const rates = orderFunding([at(8), at(12), at(32)], [0.001, 0.002, 0.004]);
  expect(listFundings(constant, at(7), at(24), rates)).toEqual({
    time: [at(8), at(12), at(24)],
    rate: [0.001, 0.002, constant],
  });
  expect(listFundings(constant, at(8), at(16))).toEqual({ time: [at(16)], rate: [constant] });
  for (const [from, to] of [
    [-9, 60],
    [8, 12],
    [12, 31],
  ]) {
    const { rate } = listFundings(constant, at(from), at(to), rates);
    const sum = rate.reduce((all, one) => all + one, 0);
    expect(sum).toBeCloseTo(sumFunding(constant, at(from), at(to), rates), 15);
  }
});

test('rates are put in order, rows without one are left out, and later files go before earlier ones', () => {
  const known = orderFunding([at(16), at(8), NaN, at(24)], [2, 1, 5, NaN]);
  expect(known).toEqual({ time: [at(8), at(16)], rate: [1, 2] });
  const added = orderFunding([at(16), at(24)], [7, 8]);
  expect(joinFunding(known, added)).toEqual({ time: [at(8), at(16), at(24)], rate: [1, 7, 8] });
  expect(joinFunding(undefined, added)).toBe(added);
});

test('a mean of 1 bp every eight hours is 10.95% a year', () => {
  // 3 a day x 365 days x 0.0001.
  const rates = orderFunding([at(0), at(8), at(16)], [0, 0.0001, 0.0002]);
  expect(measureFundingPerYear(rates)).toBeCloseTo(0.1095, 12);
  expect(measureFundingPerYear(orderFunding([at(0)], [0.0001]))).toBeCloseTo(0.1095, 12);
});

test('says how many payments of a period the file knows', () => {
  const rates = orderFunding([at(8), at(16)], [0.001, 0.001]);
  const until = (hour: number) => describeCharged({ from: at(0), to: at(hour) }, rates);
  expect(until(16)).toBe('Funding: from file for 2 of 2 payments of these bars.');
  expect(until(24)).toMatch(/2 of 3 payments of these bars; the constant for the others/);
  expect(describeCharged({ from: at(0), to: at(8) }, undefined)).toMatch(/^Funding: constant/);
});
