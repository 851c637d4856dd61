import { describe, expect, test } from 'vitest';
import { createClock } from './clock/exchange-clock';
import { createCounters } from './exchange-stats';
import type { Fault } from './faults/fault';
import { createFaultScript, type FaultScript, type FaultSubject } from './faults/fault-script';
import { parseFaults } from './faults/parse-faults';

const clock = createClock({ kind: 'stepped', startAt: 0 });

function createScript(faults: readonly Fault[], seed = 1): FaultScript {
  const script = createFaultScript(seed, clock, createCounters());
  script.set(faults);
  return script;
}

/** Positions, from 1, of the opportunities that a fault took. */
function drawMany(script: FaultScript, count: number, subject: FaultSubject = {}): number[] {
  return Array.from({ length: count }, (_, index) => index + 1).filter(
    () => script.draw('message', subject) !== undefined,
  );
}

describe('when a fault happens', () => {
  test.each<[string, Partial<Fault>, readonly number[]]>([
    ['at once, and once, by default', {}, [1]],
    ['after some', { after: 3 }, [4]],
    ['after some, several times', { after: 3, times: 2 }, [4, 5]],
    ['every third', { every: 3 }, [3, 6, 9]],
    ['every third after two, twice', { every: 3, after: 2, times: 2 }, [5, 8]],
    ['never', { probability: 0 }, []],
    ['always, three times', { probability: 1, times: 3 }, [1, 2, 3]],
  ])('%s', (_name, trigger, expected) => {
    const fault = { kind: 'drop-connection', ...trigger } as Fault;
    expect(drawMany(createScript([fault]), 10)).toEqual(expected);
  });

  test('a probability is met, by the same opportunities for the same seed', () => {
    const fault: Fault = { kind: 'drop-connection', probability: 0.3 };
    const taken = drawMany(createScript([fault]), 10_000);
    // Five standard deviations around the mean of a binomial.
    expect(Math.abs(taken.length - 3000)).toBeLessThan(5 * Math.sqrt(10_000 * 0.3 * 0.7));
    expect(drawMany(createScript([fault]), 10_000)).toEqual(taken);
    expect(drawMany(createScript([fault], 2), 10_000)).not.toEqual(taken);
    const script = createScript([fault]);
    drawMany(script, 17);
    script.set([fault]);
    expect(drawMany(script, 10_000)).toEqual(taken);
  });

  test('not before its time', async () => {
    const own = createClock({ kind: 'stepped', startAt: 0 });
    const script = createFaultScript(1, own, createCounters());
    script.set([{ kind: 'half-open', at: 100 }]);
    expect(drawMany(script, 2)).toEqual([]);
    await own.advance(100);
    expect(drawMany(script, 2)).toEqual([1]);
  });

  test('only on what it is for', () => {
    const script = createScript([{ kind: 'missing-bar', symbol: 'BTCUSDT', bar: 'closed' }]);
    expect(drawMany(script, 1, { symbol: 'BTCUSDT', bar: 'forming' })).toEqual([]);
    expect(drawMany(script, 1, { symbol: 'ETHUSDT', bar: 'closed' })).toEqual([]);
    expect(script.draw('request', { symbol: 'BTCUSDT', bar: 'closed' })).toBeUndefined();
    expect(drawMany(script, 1, { symbol: 'BTCUSDT', bar: 'closed' })).toEqual([1]);
    const rest = createScript([{ kind: 'rest-drop', path: '/api/v3/klines' }]);
    expect(rest.draw('request', { path: '/api/v3/time' })).toBeUndefined();
    expect(rest.draw('request', { path: '/api/v3/klines' })?.kind).toBe('rest-drop');
  });

  test('one at a time, the next of the list at the next opportunity', () => {
    const script = createScript([{ kind: 'half-open' }, { kind: 'day-cut' }]);
    const kinds = [1, 2, 3].map(() => script.draw('message', {})?.kind);
    expect(kinds).toEqual(['half-open', 'day-cut', undefined]);
  });
});

test('what happened is counted and listed', () => {
  const counters = createCounters();
  const script = createFaultScript(1, clock, counters);
  script.set([{ kind: 'rest-slow', times: 2 }]);
  script.draw('request', { path: '/a' });
  script.draw('request', { path: '/b' });
  expect(counters.stats.faults['rest-slow']).toBe(2);
  expect(counters.stats.fired).toEqual([
    { kind: 'rest-slow', at: 0, path: '/a' },
    { kind: 'rest-slow', at: 0, path: '/b' },
  ]);
  counters.reset();
  expect(counters.stats.faults['rest-slow']).toBe(0);
  expect(counters.stats.fired).toEqual([]);
});

test('faults from outside are checked', () => {
  expect(parseFaults([{ kind: 'day-cut', after: 1 }])).toEqual([{ kind: 'day-cut', after: 1 }]);
  expect(() => parseFaults({})).toThrow('list');
  expect(() => parseFaults([{ kind: 'day-cut' }, { kind: 'flood' }])).toThrow(/number 1 .*flood/);
  expect(() => parseFaults([null])).toThrow('undefined');
  expect(() => parseFaults([{ kind: 'day-cut', every: '3' }])).toThrow(/every of number 0 .*was 3/);
});
