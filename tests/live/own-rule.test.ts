import { afterEach, expect, test } from 'vitest';
import { countBars } from '../../src/core/bars/bars';
import { choose } from '../../src/core/trading/choice';
import { createEngine, stepThrough } from '../../src/core/trading/engine';
import { attachDecisions } from '../../src/core/trading/own-rule/decisions';
import { prepareRuleInput } from '../../src/core/trading/own-rule/rule-input';
import {
  createRuleAsker,
  createRuleRun,
  ruleParameters,
} from '../../src/core/trading/own-rule/run-rule';
import type { PaperAccount } from '../../src/core/trading/paper-account';
import type { Trade } from '../../src/core/trading/positions';
import { ownRule } from '../../src/core/trading/strategies/own-rule';
import { smaCross } from '../../src/core/trading/strategies/sma-cross';
import { openPaperAccount } from '../../src/live/paper/account';
import { checkRecording } from '../../src/live/recording/replay';
import { createPaperAccount, loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadAccountFile, loadPaperTrades } from '../../src/storage/paper-journal';
import type { AskLiveRule, LiveEvent } from '../../workers/api/live';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveAccount } from './scene/make-model';
import { openLiveTab, watchRequest } from './scene/open-client';
import { createSteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
afterEach(() => exchange.close());

const text = `
if (position !== null && position.bars >= 3 && position.profit > 0) return position.side === 1 ? SHORT : LONG;
const isAbove = ema(3) > sma(8);
return { side: isAbove === ema(3, 1) > sma(8, 1) ? NEUTRAL : isAbove ? LONG : SHORT, confidence: 0.7 };`;

const { modelId: _, ...modelFree } = makeLiveAccount({ createdAt: startAt });
const account: PaperAccount = {
  ...modelFree,
  settings: { ...modelFree.settings, strategy: choose(ownRule, { lookBackBars: 20, text }) },
};

type Compiled = (...values: readonly unknown[]) => unknown;

// What the sandbox does, without its wall: the text is this test's own.
const compile = (rule: string) =>
  new Function(...ruleParameters, `"use strict";${rule}`) as Compiled;

/** Answers at once, as the page does. */
const answer: AskLiveRule = async (rule, question) => ({
  kind: 'decided',
  // As it comes through the messages of workers.
  decision: createRuleAsker(compile(rule))(structuredClone(question)),
});

async function openWorld(traded = account) {
  exchange = await startTestExchange();
  const database = await openFresh();
  await createPaperAccount(database, openPaperAccount(traded, minuteMs));
  const world = createSteppedWorld({ exchange, database, models: [] });
  await world.advance(30_000);
  let shown: Extract<LiveEvent, { kind: 'bars' }> | undefined;
  const open = (askRule: AskLiveRule) =>
    openLiveTab(
      world,
      (event) => {
        if (event.kind === 'bars') shown = event;
      },
      { ...watchRequest, models: {}, isRecording: true },
      world.openTab(),
      askRule,
    );
  const bars = () => {
    if (shown === undefined) throw new Error('no bars were shown');
    return shown.bars;
  };
  return { database, world, open, bars };
}

/** As an account counts its bars, from its first one. */
const countFrom = (start: number, trades: readonly Trade[]) =>
  trades.map((one) => ({
    ...one,
    signalIndex: one.signalIndex - start,
    entryIndex: one.entryIndex - start,
    exitIndex: one.exitIndex - start,
  }));

test('live, replayed and backtested, a rule decides and trades the same on the same bars', async () => {
  const { database, world, open, bars } = await openWorld();
  const { runner, recordings } = await open(answer);
  await world.advance(120 * minuteMs);
  runner.view('BTCUSDT');
  await runner.stop();
  const live = await loadAccountFile(database, account.id);
  expect(live.trades.length).toBeGreaterThan(5);
  expect(live.equity).toHaveLength(120);

  const start = bars().openTime.indexOf(live.equity[0].openTime);
  const range = { start, end: countBars(bars()) };
  const probability = new Float64Array(range.end).fill(NaN);
  const { settings } = account;
  const input = prepareRuleInput({ bars: bars(), range, probability, settings }, text);
  const run = createRuleRun(input, compile(text));
  run.advance(Infinity);
  expect(live.equity.map(({ decision }) => decision)).toEqual([...run.decisions]);

  const engine = createEngine(settings, minuteMs);
  stepThrough(engine, attachDecisions(bars(), run.decisions, start), probability, range);
  expect(countFrom(start, engine.trades)).toEqual(live.trades);

  const recorded = (await recordings.export('1')).join('');
  const report = await checkRecording(recorded);
  expect(report.verdict).toBe('equal');
  expect(report.accounts).toMatchObject([{ id: account.id, trades: live.trades.length }]);
});

test('as a filter it is asked live, too, and lets the strategy trade as in a backtest', async () => {
  const filtered: PaperAccount = {
    ...account,
    settings: {
      ...account.settings,
      strategy: choose(smaCross, { fast: 2, slow: 5 }),
      filter: choose(ownRule, {
        lookBackBars: 20,
        text: 'return close() > sma(8) ? LONG : SHORT;',
      }),
    },
  };
  const { database, world, open, bars } = await openWorld(filtered);
  const { runner, recordings } = await open(answer);
  await world.advance(120 * minuteMs);
  runner.view('BTCUSDT');
  await runner.stop();
  const live = await loadAccountFile(database, account.id);
  expect(live.trades.length).toBeGreaterThan(0);

  const start = bars().openTime.indexOf(live.equity[0].openTime);
  const range = { start, end: start + live.equity.length };
  const decisions = Float64Array.from(live.equity, ({ decision = 0 }) => decision);
  const engine = createEngine(filtered.settings, minuteMs);
  stepThrough(engine, attachDecisions(bars(), decisions, start), [], range);
  expect(countFrom(start, engine.trades)).toEqual(live.trades);
  // The cross alone trades more.
  const { filter: __, ...unfiltered } = filtered.settings;
  const alone = createEngine(unfiltered, minuteMs);
  stepThrough(alone, bars(), [], range);
  expect(alone.signals.signalCount).toBeGreaterThan(engine.signals.signalCount);
  expect((await checkRecording((await recordings.export('1')).join(''))).verdict).toBe('equal');
});

test('a rule that fails or is late is neutral there, says so, and the journal gives the same account', async () => {
  const { database, world, open, bars } = await openWorld();
  let asked = 0;
  const events: (readonly [number, string | undefined, number | undefined])[] = [];
  const { runner, recordings } = await open((rule, question) => {
    asked++;
    if (asked % 10 === 4) return new Promise(() => undefined);
    if (asked % 10 === 7) return Promise.reject(new Error('the page is gone'));
    if (asked % 10 !== 9) return answer(rule, question);
    return Promise.resolve({ kind: 'failed', problem: { message: 'x is not defined.', line: 3 } });
  });
  for (let minute = 0; minute < 60; minute++) {
    await world.advance(minuteMs);
    const { lastOpenTime = NaN, decided } = await loadPaperAccount(database, account.id);
    events.push([lastOpenTime, decided?.problem, decided?.line]);
  }
  runner.view('BTCUSDT');
  await runner.stop();
  const problems = events.map(([, problem]) => problem);
  expect(problems).toContain('the page is gone');
  expect(events.find(([, problem]) => problem === 'x is not defined.')?.[2]).toBe(3);

  const { equity, trades, state } = await loadAccountFile(database, account.id);
  // The bars follow each other, but for the last, whose answer may be awaited.
  expect(equity.map(({ openTime }) => openTime)).toEqual(
    equity.map((_, minute) => startAt + minute * minuteMs),
  );
  expect(equity.length).toBeGreaterThanOrEqual(59);
  const neutral = equity.filter(({ decision }) => decision === 0).length;
  expect(neutral).toBeGreaterThanOrEqual(15);

  const start = bars().openTime.indexOf(equity[0].openTime);
  const decisions = Float64Array.from(equity, ({ decision = 0 }) => decision);
  const engine = createEngine(account.settings, minuteMs);
  const range = { start, end: start + equity.length };
  stepThrough(engine, attachDecisions(bars(), decisions, start), [], range);
  expect(countFrom(start, engine.trades)).toEqual(trades);
  expect(engine.record.equity).toBe(state.engine.record.equity);
  const report = await checkRecording((await recordings.export('1')).join(''));
  expect(report.verdict).toBe('equal');
});

test('a tab that dies while it waits for a rule loses nothing: the next one asks again', async () => {
  const { database, world, open } = await openWorld();
  const first = await open(answer);
  await world.advance(40 * minuteMs);
  first.kill();
  const second = await open(() => new Promise(() => undefined));
  await world.advance(minuteMs);
  // It waits at the newest bar.
  const before = await loadPaperAccount(database, account.id);
  expect(before.lastOpenTime).toBe(startAt + 39 * minuteMs);
  second.kill();
  const third = await open(answer);
  await world.advance(20 * minuteMs);
  await third.runner.stop();
  const whole = await loadAccountFile(database, account.id);
  expect(whole.equity).toHaveLength(61);
  // Known in time by each tab that asked, so that no bar went without a decision.
  expect(whole.equity.filter(({ decision }) => decision === undefined)).toEqual([]);
  expect((await loadPaperTrades(database, account.id)).length).toBeGreaterThan(1);
});
