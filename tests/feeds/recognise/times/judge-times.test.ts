import { describe, expect, it } from 'vitest';
import { concludeDateOrder } from '../../../../src/feeds/recognise/times/judge-times';

const dayMs = 86_400_000;

/** Dates from a first day on, a step apart, written day first or month first. */
function writeDates(first: number, stepMs: number, count: number, order: 'dmy' | 'mdy'): string[] {
  return Array.from({ length: count }, (_, index) => {
    const [year, month, day] = new Date(first + index * stepMs)
      .toISOString()
      .slice(0, 10)
      .split('-');
    const clock = new Date(first + index * stepMs).toISOString().slice(11, 16);
    return `${order === 'dmy' ? `${day}/${month}` : `${month}/${day}`}/${year} ${clock}`;
  });
}

const conclude = (texts: readonly string[]) => concludeDateOrder(texts, [...texts.keys()], 'time');

/** The order that is concluded, and whether nothing else is possible. */
function decide(texts: readonly string[]) {
  const found = conclude(texts);
  return found === undefined
    ? undefined
    : { order: found.value, isSure: found.others.length === 0 };
}

describe('concludeDateOrder', () => {
  it.each(['dmy', 'mdy'] as const)('sees %s by a value that is no month', (order) => {
    const texts = writeDates(Date.UTC(2024, 0, 1), dayMs, 20, order);
    expect(decide(texts)).toEqual({ order, isSure: true });
  });

  it.each(['dmy', 'mdy'] as const)('sees %s by regular steps where no value decides', (order) => {
    // Four-hourly bars of eleven days: read the other way they would lie a month apart.
    const texts = writeDates(Date.UTC(2024, 0, 2), 4 * 3_600_000, 60, order);
    expect(decide(texts)).toEqual({ order, isSure: true });
  });

  it('sees regular steps of rows that run backwards', () => {
    const texts = writeDates(Date.UTC(2024, 0, 2), 4 * 3_600_000, 60, 'mdy').reverse();
    expect(decide(texts)).toEqual({ order: 'mdy', isSure: true });
  });

  it('cannot decide where a file is of one day', () => {
    const texts = writeDates(Date.UTC(2024, 1, 1), 60_000, 100, 'dmy');
    expect(decide(texts)).toEqual({ order: 'dmy', isSure: false });
    const asked = conclude(texts);
    expect(asked?.others.map(({ value, label }) => [value, label])).toEqual([
      ['mdy', 'dates are month/day/year'],
    ]);
    expect(asked?.evidence).toHaveLength(1);
  });

  it('does not decide by majority where two dates contradict each other', () => {
    expect(decide(['31/01/2024', '01/31/2024', '30/01/2024'])?.isSure).toBe(false);
  });

  it('tells two-digit years apart from days', () => {
    const texts = ['30/01/24', '31/01/24', '01/02/24', '02/02/24'];
    expect(decide(texts)).toEqual({ order: 'dmy', isSure: true });
    const yearFirst = ['24-01-30', '24-01-31', '24-02-01', '24-02-02'];
    expect(decide(yearFirst)).toEqual({ order: 'iso', isSure: true });
  });

  it('needs no decision for the year first', () => {
    expect(decide(['2024-01-02', '2024-01-03'])).toEqual({ order: 'iso', isSure: true });
  });

  it('passes over a few cells that are no dates, but not over most', () => {
    expect(decide(['2024-01-02', '-', '2024-01-03'])).toEqual({ order: 'iso', isSure: true });
    expect(decide(['2024-01-02', 'x', 'y'])).toBe(undefined);
  });
});
