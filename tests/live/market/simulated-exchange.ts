import { type Bar } from '../../../src/core/bars/bars';
import { createConnection, tickMs, type Connection } from '../../../src/live/market/connection';
import type { FetchFailure } from '../../../src/exchange/exchange-error';
import type { MarketEffect, MarketInput } from '../../../src/live/market/inputs';
import { createRandom, type Random } from '../../../src/core/random';

/** What may go wrong, each with its probability at each occasion. */
export interface Faults {
  /** Of each message. */
  readonly lose: number;
  readonly duplicate: number;
  readonly delay: number;
  readonly malform: number;
  /** Of each bar: the connection ends, or falls silent. */
  readonly drop: number;
  readonly halfOpen: number;
  /** Of each fetch. */
  readonly fetchFails: number;
  /** Of each opening of a socket. */
  readonly refuse: number;
  /** Of each bar: the closing message differs from what REST says later. */
  readonly correct: number;
}

export const noFaults: Faults = {
  lose: 0,
  duplicate: 0,
  delay: 0,
  malform: 0,
  drop: 0,
  halfOpen: 0,
  fetchFails: 0,
  refuse: 0,
  correct: 0,
};

export interface Simulation {
  readonly session: Connection;
  readonly bars: readonly Bar[];
  /** In the order in which the session asked for them. */
  readonly effects: readonly MarketEffect[];
  readonly inputs: readonly MarketInput[];
  readonly end: number;
}

export const intervalMs = 60_000;
const startMs = 1_704_067_200_000;
const historyBars = 50;
const symbol = 'BTCUSDT';

/**
 * Runs a session against an exchange of `liveBars` bars in simulated time, with faults until `calmBars`
 * before the end.
 */
export function simulateExchange(
  seed: number,
  liveBars: number,
  faults: Faults,
  calmBars = 6,
): Simulation {
  const random = createRandom(seed);
  const bars = makeBars(random, historyBars + liveBars + 1);
  const session = createConnection({ symbols: [symbol], intervalMs, historyBars, seed });
  const from = startMs + historyBars * intervalMs;
  const end = from + liveBars * intervalMs + 5000;
  const calmFrom = end - calmBars * intervalMs;
  const effects: MarketEffect[] = [];
  const inputs: MarketInput[] = [];
  const queue: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  const sockets = new Map<number, { isSilent: boolean }>();
  let now = from;
  let order = 0;

  const schedule = (at: number, run: () => void): void =>
    void queue.push({ at, order: order++, run });
  const happens = (probability: number): boolean =>
    random.uniform() < (now < calmFrom ? probability : 0);
  const send = (input: MarketInput): void => {
    inputs.push(input);
    for (const effect of session.take(input)) {
      effects.push(effect);
      answer(effect);
    }
  };
  const answer = (effect: MarketEffect): void => {
    if (effect.kind === 'open-socket') {
      const { socket } = effect;
      const isRefused = happens(faults.refuse);
      schedule(now + 50 + random.below(200), () => {
        if (isRefused) send({ kind: 'socket-closed', at: now, socket, reason: 'refused' });
        else {
          sockets.set(socket, { isSilent: false });
          send({ kind: 'socket-open', at: now, socket });
        }
      });
    } else if (effect.kind === 'close-socket') sockets.delete(effect.socket);
    else if (effect.kind === 'fetch') {
      const { fetch, from: first, to } = effect;
      const fails = happens(faults.fetchFails);
      schedule(now + 80 + random.below(400), () => {
        if (fails) send({ kind: 'fetch-failed', at: now, fetch, failure: pickFailure(random) });
        else {
          const closed = bars.filter(
            ({ openTime }) => openTime >= first && openTime < to && openTime + intervalMs <= now,
          );
          send({ kind: 'fetched', at: now, fetch, bars: closed });
        }
      });
    }
  };
  const push = (bar: Bar, isClosed: boolean): void => {
    for (const [socket, { isSilent }] of [...sockets]) {
      if (isSilent || happens(faults.lose)) continue;
      const isOdd = isClosed && happens(faults.correct);
      const message = happens(faults.malform)
        ? ({ kind: 'malformed', reason: 'no JSON' } as const)
        : ({
            kind: 'kline',
            symbol,
            intervalMs,
            eventTime: now,
            bar: isOdd ? { ...bar, close: bar.close * 1.0001 } : bar,
            isClosed,
          } as const);
      const copies = happens(faults.duplicate) ? 2 : 1;
      for (let copy = 0; copy < copies; copy++) {
        const delay = happens(faults.delay) ? random.below(20_000) : random.below(100);
        schedule(now + delay, () => {
          if (sockets.has(socket)) send({ kind: 'message', at: now, socket, message });
        });
      }
    }
  };
  const playBar = (bar: Bar): void => {
    for (let at = 2000; at < intervalMs; at += 2000) {
      schedule(bar.openTime + at, () => push(formBar(bar, at / intervalMs), false));
    }
    schedule(bar.openTime + intervalMs + 1, () => push(bar, true));
    schedule(bar.openTime + random.below(intervalMs), () => {
      for (const [socket, state] of [...sockets]) {
        if (happens(faults.drop)) {
          sockets.delete(socket);
          send({ kind: 'socket-closed', at: now, socket, reason: 'dropped' });
        } else if (happens(faults.halfOpen)) state.isSilent = true;
      }
    });
  };
  for (const bar of bars.slice(historyBars)) playBar(bar);
  const tick = (): void => {
    send({ kind: 'tick', at: now });
    if (now + tickMs <= end) schedule(now + tickMs, tick);
  };
  schedule(from, () => send({ kind: 'start', at: now }));
  schedule(from + 1, tick);

  while (queue.length > 0) {
    let first = 0;
    for (let i = 1; i < queue.length; i++) {
      const isEarlier =
        queue[i].at < queue[first].at ||
        (queue[i].at === queue[first].at && queue[i].order < queue[first].order);
      if (isEarlier) first = i;
    }
    const [next] = queue.splice(first, 1);
    if (next.at > end) break;
    now = next.at;
    next.run();
  }
  return { session, bars: bars.slice(0, historyBars + liveBars), effects, inputs, end };
}

/** A random walk; some bars are missing, as after maintenance. */
function makeBars(random: Random, count: number): Bar[] {
  let price = 100;
  return Array.from({ length: count }, (_, index): Bar => {
    const open = price;
    price = Math.round((price + random.normal()) * 100) / 100;
    const volume = random.below(1000);
    return {
      openTime: startMs + index * intervalMs,
      open,
      high: Math.max(open, price) + 1,
      low: Math.min(open, price) - 1,
      close: price,
      volume,
      quoteVolume: volume * price,
      tradeCount: random.below(50),
      takerBuyBase: volume / 2,
      takerBuyQuote: (volume * price) / 2,
    };
  });
}

function formBar(bar: Bar, fraction: number): Bar {
  return {
    ...bar,
    close: bar.open + (bar.close - bar.open) * fraction,
    volume: bar.volume * fraction,
  };
}

function pickFailure(random: Random): FetchFailure {
  const failures: readonly FetchFailure[] = [
    { kind: 'network', message: 'Failed to fetch' },
    { kind: 'rate-limited', message: '429', waitMs: 3000 },
    { kind: 'banned', message: '418', waitMs: 9000 },
    { kind: 'blocked', message: '451', waitMs: 5000 },
  ];
  return failures[random.below(failures.length)];
}
