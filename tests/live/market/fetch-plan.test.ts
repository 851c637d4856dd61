import { beforeEach, describe, expect, test } from 'vitest';
import { createFetchPlan, pageBars, type FetchPlan } from '../../../src/live/market/fetch-plan';
import type { FetchFailure } from '../../../src/exchange/exchange-error';
import type { MarketEffect } from '../../../src/live/market/inputs';

const intervalMs = 60_000;
let effects: MarketEffect[];
let plan: FetchPlan;

beforeEach(() => {
  effects = [];
  let id = 0;
  plan = createFetchPlan({
    symbol: 'BTCUSDT',
    intervalMs,
    emit: (effect) => effects.push(effect),
    nextFetchId: () => ++id,
    waitBefore: (attempt) => attempt * 1000,
  });
});

const listFetches = () =>
  effects.map((effect) =>
    effect.kind === 'fetch' ? [effect.from / intervalMs, effect.to / intervalMs] : [],
  );

describe('a fetch plan', () => {
  test('asks page by page and tells how far it is', () => {
    plan.request(0, 2500 * intervalMs, 0);
    expect(plan.progress()).toEqual({ done: 0, total: 2500 });
    expect(plan.settle()).toEqual({ from: 0, to: pageBars * intervalMs });
    expect(plan.progress()).toEqual({ done: 1000, total: 2500 });
    plan.proceed();
    plan.settle();
    plan.proceed();
    plan.settle();
    expect(plan.isIdle()).toBe(true);
    expect(listFetches()).toEqual([
      [0, 1000],
      [1000, 2000],
      [2000, 2500],
    ]);
  });

  test('asks for nothing twice while an answer is awaited, and goes on to what was added', () => {
    plan.request(0, 10 * intervalMs, 0);
    plan.request(5 * intervalMs, 12 * intervalMs, 0);
    expect(plan.awaits(1)).toBe(true);
    plan.settle();
    plan.proceed();
    expect(listFetches()).toEqual([
      [0, 10],
      [10, 12],
    ]);
  });

  test('drops an answer that does not reach back far enough', () => {
    plan.request(5 * intervalMs, 10 * intervalMs, 0);
    plan.request(2 * intervalMs, 10 * intervalMs, 0);
    expect(plan.awaits(1)).toBe(false);
    expect(plan.awaits(2)).toBe(true);
    expect(listFetches()).toEqual([
      [5, 10],
      [2, 10],
    ]);
  });

  test.each<[FetchFailure, readonly number[]]>([
    [{ kind: 'network', message: 'no' }, [1000, 2000, 3000]],
    [{ kind: 'rate-limited', message: 'no', waitMs: 3000 }, [3000, 3000, 3000]],
    [{ kind: 'banned', message: 'no', waitMs: 120_000 }, [120_000, 120_000]],
    [{ kind: 'refused', message: 'no' }, [5000, 10_000, 20_000]],
    [{ kind: 'unknown-symbol', message: 'no' }, [5000, 10_000, 20_000]],
  ])('waits after %j and says until when', (failure, waits) => {
    plan.request(0, intervalMs, 0);
    let at = 0;
    for (const [index, wait] of waits.entries()) {
      plan.fail(failure, at);
      expect(plan.trouble()).toEqual({ failure, attempt: index + 1, retryAt: at + wait });
      // Later questions do not shorten the wait, nor move its end.
      plan.request(0, intervalMs, at + 1);
      plan.tick(at + wait - 1);
      expect(effects).toHaveLength(index + 1);
      expect(plan.dueAt()).toBe(at + wait);
      at += wait;
      plan.tick(at);
      expect(effects).toHaveLength(index + 2);
    }
    plan.settle();
    expect(plan.trouble()).toBeUndefined();
  });

  test('does not add the waits of one kind of failure to those of another', () => {
    plan.request(0, intervalMs, 0);
    for (let attempt = 1; attempt < 6; attempt++) plan.fail({ kind: 'network', message: '' }, 0);
    plan.fail({ kind: 'refused', message: '' }, 0);
    expect(plan.trouble()).toMatchObject({ attempt: 1, retryAt: 5000 });
  });

  test('hurries when the network is back, but not when the exchange said to wait', () => {
    plan.request(0, intervalMs, 0);
    plan.fail({ kind: 'rate-limited', message: '', waitMs: 60_000 }, 0);
    plan.hurry();
    expect(effects).toHaveLength(1);
    plan.fail({ kind: 'network', message: '' }, 0);
    plan.hurry();
    expect(effects).toHaveLength(2);
  });

  test('forgets what it planned when the clock jumps, and takes no answer to it', () => {
    plan.request(0, intervalMs, 0);
    plan.abandon();
    expect(plan.isIdle()).toBe(true);
    expect(plan.awaits(1)).toBe(false);
    plan.request(0, intervalMs, 0);
    plan.fail({ kind: 'banned', message: '', waitMs: 90_000 }, 0);
    plan.abandon();
    expect(plan.dueAt()).toBe(Infinity);
    expect(plan.trouble()).toBeUndefined();
  });
});
