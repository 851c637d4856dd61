import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createConnection } from '../../../src/live/market/connection';
import { readBar } from '../../../src/core/bars/bars';
import { intervalMs, noFaults, simulateExchange, type Faults } from './simulated-exchange';

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const chance = (max: number) => fc.double({ min: 0, max, noNaN: true });
const faultMixes: fc.Arbitrary<Faults> = fc.record({
  lose: chance(0.2),
  duplicate: chance(0.2),
  delay: chance(0.1),
  malform: chance(0.1),
  drop: chance(0.2),
  halfOpen: chance(0.1),
  fetchFails: chance(0.3),
  refuse: chance(0.3),
  correct: chance(0.1),
});

test('without faults every bar is handed out once, in order, just after its close', () => {
  const { session, bars, effects, end } = simulateExchange(1, 30, noFaults);
  const closed = effects.filter((effect) => effect.kind === 'closed');
  expect(closed.map(({ bar }) => bar)).toEqual(bars);
  expect(closed.slice(-29).every(({ lagMs }) => lagMs < 200)).toBe(true);
  expect(session.state(end)).toMatchObject({ kind: 'live' });
  expect(session.counts()).toMatchObject({ reconnects: 0, corrected: 0, outOfOrder: 0 });
});

test('whatever goes wrong, no bar is lost, doubled or out of order, and the series ends equal', () => {
  fc.assert(
    fc.property(seeds, faultMixes, (seed, faults) => {
      const { session, bars, effects, end } = simulateExchange(seed, 40, faults);
      const closed = effects.filter((effect) => effect.kind === 'closed');
      const times = closed.map(({ bar }) => bar.openTime);
      expect(times).toEqual(bars.slice(0, times.length).map(({ openTime }) => openTime));
      expect(session.state(end)).toMatchObject({ kind: 'live' });
      const series = session.series('BTCUSDT').copy();
      expect(series.openTime.length).toBe(bars.length);
      bars.forEach((bar, index) => expect(readBar(series, index)).toEqual(bar));
    }),
    { numRuns: 60 },
  );
});

test('the same inputs give the same effects', () => {
  fc.assert(
    fc.property(seeds, faultMixes, (seed, faults) => {
      const { inputs, effects } = simulateExchange(seed, 15, faults);
      const again = createConnection({
        symbols: ['BTCUSDT'],
        intervalMs,
        historyBars: 50,
        seed,
      });
      expect(inputs.flatMap((input) => again.take(input))).toEqual(effects);
    }),
    { numRuns: 20 },
  );
});

test('no more than 30 sockets are opened in any 5 minutes', () => {
  const { effects, inputs } = simulateExchange(7, 40, { ...noFaults, refuse: 1 }, 0);
  const opened = inputs.filter(({ kind }) => kind === 'socket-closed').map(({ at }) => at);
  expect(effects.filter(({ kind }) => kind === 'open-socket').length).toBeGreaterThan(30);
  for (const at of opened) {
    expect(opened.filter((other) => other >= at && other < at + 300_000).length).toBeLessThan(32);
  }
});
