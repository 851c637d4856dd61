import { expect, test } from 'vitest';
import {
  extendRun,
  extendTrades,
  findEquityAt,
  findOpenFrom,
  fitRole,
  type PaperRun,
} from '../../../src/core/trading/paper-account';
import { makePosition } from '../../charts/make-trade';
import { makeAccount, makeTrade, openAccount } from '../../storage/paper-records';

const champion = makeAccount();
const challenger = makeAccount({ id: 'b', role: 'challenger' });

test.each([
  ['the first account of a symbol', challenger, [makeAccount({ symbol: 'ETHUSDT' })], 'champion'],
  ['a second champion', makeAccount({ id: 'c' }), [challenger, champion], 'challenger'],
  ['a challenger beside a champion', challenger, [champion], 'challenger'],
  [
    'a challenger beside challengers',
    makeAccount({ id: 'c', role: 'challenger' }),
    [challenger],
    'challenger',
  ],
  ['a champion beside challengers', champion, [challenger], 'champion'],
  ['a champion that is among the others itself', champion, [champion, challenger], 'champion'],
] as const)('%s', (_, account, others, role) => {
  expect(fitRole(account, others)).toEqual({ ...account, role });
});

const minuteMs = 60_000;

/** A run whose bars open at these minutes; equity, close and probability tell the minute. */
function makeRun(minutes: readonly number[], changes = {}): PaperRun {
  const column = (of: (minute: number) => number) => Float64Array.from(minutes, of);
  return {
    state: openAccount(changes),
    time: column((minute) => minute * minuteMs),
    equity: column((minute) => 5000 + minute),
    close: column((minute) => 100 + minute),
    probability: column((minute) => minute / 100),
  };
}

test('the equity at a time is that of the last bar that had closed by then, before the first the capital', () => {
  const run = makeRun([10, 11, 20]);
  const at = (minute: number) => findEquityAt(run, minute * minuteMs);
  const { capital } = run.state.engine.record;
  expect([0, 10.9].map(at)).toEqual([capital, capital]);
  expect([11, 11.9, 12, 20.9].map(at)).toEqual([5010, 5010, 5011, 5011]);
  expect([21, 99].map(at)).toEqual([5020, 5020]);
});

test('a run grows by later bars, and is the same object where there are none', () => {
  const known = makeRun([1, 2]);
  const newer = makeRun([3]);
  expect(extendRun(known, newer)).toEqual({ ...makeRun([1, 2, 3]), state: newer.state });
  expect(extendRun(known, newer)?.state).toBe(newer.state);
  expect(extendRun(known, makeRun([]))).toBe(known);
});

test('a run of an account that was reset meanwhile extends none', () => {
  expect(extendRun(makeRun([1]), makeRun([2], { createdAt: 2000 }))).toBeUndefined();
});

test('trades that are known already are not added again', () => {
  const [first, second, third] = [1, 5, 9].map((bar) => makeTrade(bar, bar + 2));
  expect(extendTrades([first, second], [makeTrade(5, 7), third])).toEqual([first, second, third]);
});

test('what is still to close was entered with the first open position, or comes after the last bar', () => {
  const { engine } = openAccount();
  const state = { ...engine, lastIndex: 9 };
  expect(findOpenFrom({ ...state, positions: [] })).toBe(10);
  expect(findOpenFrom({ ...state, positions: [makePosition(7), makePosition(4)] })).toBe(4);
});
