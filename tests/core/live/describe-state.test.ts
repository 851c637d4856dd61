import { expect, test } from 'vitest';
import type { Bar } from '../../../src/core/bars/bar';
import type { FetchFailure } from '../../../src/core/live/live-input';
import { createLiveSession } from '../../../src/core/live/live-session';
import { makeWalk, minuteMs, startMs } from './walk';

const bars = makeWalk(40);
const start = startMs + 30 * minuteMs + 30_000;

/** A session whose socket is open and whose history is being fetched. */
function openSession() {
  const session = createLiveSession({
    symbols: ['BTCUSDT'],
    intervalMs: minuteMs,
    historyBars: 30,
    seed: 1,
  });
  session.take({ kind: 'start', at: start });
  const effects = session.take({ kind: 'socket-open', at: start, socket: 1 });
  const fetch = effects.find((effect) => effect.kind === 'fetch')?.fetch ?? -1;
  const fail = (failure: FetchFailure) =>
    session.take({ kind: 'fetch-failed', at: start, fetch, failure });
  const send = (bar: Bar, at: number, isClosed: boolean) => {
    const message = {
      kind: 'kline',
      symbol: 'BTCUSDT',
      intervalMs: minuteMs,
      eventTime: at,
    } as const;
    return session.take({
      kind: 'message',
      at,
      socket: 1,
      message: { ...message, bar, isClosed },
    });
  };
  return { session, fetch, fail, send };
}

test('a refusal says until when, and that does not move while time passes', () => {
  const { session, fail } = openSession();
  fail({ kind: 'banned', message: 'banned', waitMs: 90_000 });
  const expected = { kind: 'blocked', until: start + 90_000, reason: 'banned' };
  expect(session.state(start)).toMatchObject(expected);
  expect(session.state(start + 50_000)).toMatchObject(expected);
});

test('a fetch that waits for its turn counts down to it', () => {
  const { session, fail } = openSession();
  fail({ kind: 'rate-limited', message: 'too many', waitMs: 7000 });
  expect(session.state(start + 3000)).toMatchObject({
    kind: 'retrying',
    at: start + 7000,
    reason: 'too many',
  });
});

test('back-filling tells bars, and becomes live with the last of them', () => {
  const { session, fetch } = openSession();
  expect(session.state(start)).toEqual({ kind: 'back-filling', barsDone: 0, barsTotal: 30 });
  session.take({ kind: 'fetched', at: start, fetch, bars: bars.slice(0, 30) });
  expect(session.state(start)).toEqual({ kind: 'live', since: start });
});

test('where no bar is missing the stream stays live, though REST refuses to confirm it', () => {
  const { session, fetch, send } = openSession();
  session.take({ kind: 'fetched', at: start, fetch, bars: bars.slice(0, 30) });
  let at = start;
  for (let index = 30; index < 37; index++) {
    const closesAt = startMs + (index + 1) * minuteMs + 100;
    for (; at < closesAt; at += 1000) {
      send(bars[index], at, false);
      for (const effect of session.take({ kind: 'tick', at })) {
        if (effect.kind !== 'fetch') continue;
        const failure = { kind: 'blocked', message: 'region', waitMs: 5000 } as const;
        session.take({ kind: 'fetch-failed', at, fetch: effect.fetch, failure });
      }
    }
    send(bars[index], closesAt, true);
    expect(session.state(closesAt).kind).toBe('live');
  }
  expect(session.series('BTCUSDT').count()).toBe(37);
});
