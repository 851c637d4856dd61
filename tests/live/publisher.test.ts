import { expect, test } from 'vitest';
import { createLiveSession, type LiveOutcome } from '../../src/live/session';
import type { LiveEvent } from '../../workers/api/live';
import { createPublisher } from '../../src/live/publisher';
import { defaultTimeouts } from '../../src/live/market/timeouts';

const minuteMs = 60_000;
const startedAt = Date.UTC(2024, 0, 1);
const symbols = ['BTCUSDT', 'ETHUSDT'];

/** A publisher that tells nothing at its pace before the test lets it. */
function makeBench() {
  const events: LiveEvent[] = [];
  let tellAtPace = (): void => undefined;
  let at = startedAt;
  const publisher = createPublisher({
    session: createLiveSession({
      connection: {
        symbols,
        intervalMs: minuteMs,
        seed: 7,
        times: defaultTimeouts.times,
        historyBars: 0,
      },
      watch: {},
      accounts: [],
    }),
    watch: {},
    symbols,
    clock: {
      now: () => at,
      setTimer: () => () => undefined,
      monotonicMs: () => at,
      setMachineTimer(callback) {
        tellAtPace = callback;
        return () => (tellAtPace = () => undefined);
      },
      synchronise: () => Promise.resolve(),
      hasJumped: () => false,
    },
    stored: () => [],
    upkeep: {
      take: () => undefined,
      follow: () => undefined,
      judge: () => undefined,
    },
    onEvent: (event) => void events.push(event),
  });
  return {
    publisher,
    /** Events since the last call. */
    told: () => events.splice(0),
    tellAtPace: () => tellAtPace(),
    passTo: (time: number) => void (at = time),
  };
}

function close(symbol: string, isLate = false): LiveOutcome {
  const bar = {
    openTime: startedAt,
    open: 100,
    high: 101,
    low: 99,
    close: 100.5,
    volume: 1,
    quoteVolume: 100,
    takerBuyBase: 0.5,
    takerBuyQuote: 50,
    tradeCount: 3,
  };
  const result = { probability: 0.7, isLate, steps: [], inferences: 1 };
  return { kind: 'closed', symbol, bar, lagMs: 20, result };
}

test('the signal of a closed bar is told in the same turn as the bar, however short ago the last were', () => {
  const { publisher, told, tellAtPace, passTo } = makeBench();
  publisher.touch();
  passTo(startedAt + minuteMs);
  tellAtPace();
  told();
  passTo(startedAt + minuteMs + 20);
  publisher.take([close('BTCUSDT')], startedAt + minuteMs + 20);
  const [bar, watch, ...others] = told();
  expect(bar?.kind).toBe('closed-bar');
  expect(watch).toMatchObject({
    kind: 'watch',
    rows: [{ symbol: 'BTCUSDT', signalTime: startedAt, probability: 0.7, signal: 'LONG' }, {}],
  });
  expect(others).toEqual([]);
});

test('also that of a symbol out of view, whose bar is not told', () => {
  const { publisher, told, passTo } = makeBench();
  passTo(startedAt + minuteMs);
  publisher.take([close('ETHUSDT')], startedAt + minuteMs);
  expect(told()).toMatchObject([{ kind: 'watch', rows: [{}, { signalTime: startedAt }] }]);
});

test('signals on bars that are history wait for the pace, so that a back-fill does not flood the page', () => {
  const { publisher, told, tellAtPace } = makeBench();
  publisher.take([close('ETHUSDT', true)], startedAt);
  expect(told()).toEqual([]);
  tellAtPace();
  expect(told().map(({ kind }) => kind)).toEqual(['connection', 'watch', 'accounts']);
});
