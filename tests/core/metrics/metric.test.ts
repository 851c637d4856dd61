import { describe, expect, test } from 'vitest';
import { classificationMetrics, performanceMetrics } from '../../../src/core/metrics/list';
import {
  formatFigure,
  formatRange,
  showFigure,
  type Metric,
} from '../../../src/core/metrics/metric';

describe.each([
  ['an account', performanceMetrics],
  ['a model', classificationMetrics],
] as const)('every metric of %s', (_, list) => {
  const metrics: readonly Metric<string, never, never>[] = list;

  test('has a name of its own in the report and on the page', () => {
    expect(new Set(metrics.map(({ name }) => name)).size).toBe(metrics.length);
    expect(new Set(metrics.map(({ metric }) => metric)).size).toBe(metrics.length);
    for (const { metric } of metrics) expect(metric).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });

  test('says what it is and how it is computed', () => {
    for (const { label, meaning, formula } of metrics) {
      expect([label, meaning, formula]).not.toContain('');
    }
  });

  test('says when not to trust it, in whole sentences', () => {
    for (const { caution } of metrics) expect(caution).toMatch(/^[A-Z].{20,}\.$/);
  });
});

test.each([
  ['money', { unit: 'money' as const }, 12.5, '$12.50'],
  ['a result in dollars', { unit: 'money' as const, isResult: true }, 12.5, '+$12.50'],
  ['a fraction', { unit: 'fraction' as const, digits: 1 }, 0.123, '12.3%'],
  ['a ratio, which has no plus sign', { unit: 'ratio' as const, isResult: true }, 1.5, '1.50'],
  ['a multiple', { unit: 'multiple' as const, digits: 1 }, 6, '6.0×'],
  ['a count', { unit: 'count' as const }, 1200, '1,200'],
  ['costs', { unit: 'bps' as const }, 3.25, '3.3 bps'],
  ['what is undefined', { unit: 'ratio' as const }, NaN, '–'],
])('%s is shown in its unit', (_, metric, value, text) => {
  expect(formatFigure({ ...metric, meaning: '', formula: '' }, value)).toBe(text);
});

test('an interval leaves the unit to its figure, and is not shown where it is undefined', () => {
  const show = (unit: 'fraction' | 'bps' | 'ratio', low: number, high: number) =>
    formatRange({ unit, digits: 1, meaning: '', formula: '' }, [low, high]);
  expect(show('fraction', 0.358, 0.44)).toBe('35.8 to 44.0');
  expect(show('bps', -2.5, 5.4)).toBe('−2.5 to 5.4');
  expect(show('ratio', -1.3, 5.14)).toBe('−1.3 to 5.1');
  expect(show('ratio', NaN, NaN)).toBeUndefined();
});

describe('a figure that takes more days than there are', () => {
  const sharpe = performanceMetrics.find(({ name }) => name === 'sharpe');
  if (sharpe === undefined) throw new Error('there is a Sharpe ratio');
  const reportOf = (tradingDays: number) => ({
    trades: 0,
    wins: 0,
    losses: 0,
    daysPerYear: 252,
    tradingDays,
  });

  test('is withheld, with how many it takes', () => {
    expect(showFigure(sharpe, -27, reportOf(29))).toEqual({
      text: '–',
      note: 'from 30 days on',
      isWithheld: true,
    });
  });

  test('is shown with its own note once there are so many', () => {
    expect(showFigure(sharpe, 1.5, reportOf(30))).toEqual({
      text: '1.50',
      note: '252 days a year',
      isWithheld: false,
    });
  });

  test('is only undefined before there is a report', () => {
    const shown = showFigure(sharpe, NaN, undefined);
    expect(shown).toEqual({ text: '–', note: undefined, isWithheld: false });
  });

  test('is every one that is annual, or lies in a tail of the days', () => {
    const minima = performanceMetrics.flatMap(({ name, minDays }) =>
      minDays === undefined ? [] : [[name, minDays]],
    );
    expect(Object.fromEntries(minima)).toEqual({
      sharpe: 30,
      sortino: 30,
      calmar: 30,
      volatilityFraction: 30,
      var95Fraction: 60,
      cvar95Fraction: 60,
    });
  });
});
