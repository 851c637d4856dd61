import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Bars } from '../../../../src/core/bars/bars';
import { createRandom } from '../../../../src/core/random';
import { choose } from '../../../../src/core/trading/choice';
import { createEngine, stepThrough } from '../../../../src/core/trading/engine';
import {
  attachDecisions,
  confidenceOf,
  encodeDecision,
  isDecisionColumn,
  sideOf,
} from '../../../../src/core/trading/own-rule/decisions';
import { ruleExamples } from '../../../../src/core/trading/own-rule/examples';
import { findRuleText, prepareRuleInput } from '../../../../src/core/trading/own-rule/rule-input';
import { createRuleRun, ruleParameters } from '../../../../src/core/trading/own-rule/run-rule';
import { defaultTradingSettings } from '../../../../src/core/trading/settings';
import { listRecentSignals } from '../../../../src/core/trading/signal-log';
import { ownRule } from '../../../../src/core/trading/strategies/own-rule';
import { probabilityThresholds } from '../../../../src/core/trading/strategies/thresholds';
import { createSweep } from '../../../../src/core/trading/sweep/sweep';
import { chooseProbes } from '../../../../src/core/verdict/leaks/choose-probes';
import { planRuleCheck } from '../../../../src/core/verdict/leaks/check-rule';
import { createLeakLog } from '../../../../src/core/verdict/leaks/leak-log';
import { makeWalk, toBars } from '../../../live/walk';

/** As the sandbox compiles a rule. */
const compile = (text: string) =>
  new Function(...ruleParameters, `"use strict";\n${text}`) as (...values: unknown[]) => unknown;

const settingsOf = (lookBackBars: number) => ({
  ...defaultTradingSettings,
  strategy: choose(ownRule, { lookBackBars }),
});

function decide(text: string, bars: Bars, lookBackBars = 5): number[] {
  const settings = settingsOf(lookBackBars);
  const count = bars.openTime.length;
  const subject = {
    bars,
    range: { start: 0, end: count },
    probability: new Float64Array(count).fill(0.6),
    settings,
  };
  const run = createRuleRun(prepareRuleInput(subject, text), compile(text));
  while (!run.isDone) run.advance(7);
  return [...run.decisions];
}

/** Returns what a rule computes at the last of so many bars. */
function computeLast(expression: string, closes: readonly number[]): number {
  let last = NaN;
  const text = `record(${expression}); return NEUTRAL;`;
  const run = createRuleRun(
    prepareRuleInput(
      {
        bars: makeBars(closes),
        range: { start: 0, end: closes.length },
        probability: [],
        settings: settingsOf(closes.length),
      },
      text,
    ),
    (...values) =>
      (new Function(...ruleParameters, 'record', text) as (...all: unknown[]) => unknown)(
        ...values,
        (value: number) => (last = value),
      ),
  );
  run.advance(closes.length);
  return last;
}

function makeBars(closes: readonly number[]): Bars {
  const close = Float64Array.from(closes);
  return {
    intervalMs: 60_000,
    openTime: close.map((_, at) => Date.UTC(2024, 0, 6, 23, 59) + at * 60_000),
    open: close.map((value, at) => close[at - 1] ?? value),
    high: close.map((value, at) => Math.max(value, close[at - 1] ?? value) + 1),
    low: close.map((value, at) => Math.min(value, close[at - 1] ?? value) - 1),
    close,
    volume: close.map(() => 2),
  };
}

describe('the functions of a rule, by hand', () => {
  const closes = [10, 12, 11, 13, 17, 16, 18, 19];
  test.each([
    ['close()', 19],
    ['close(2)', 16],
    ['open()', 18],
    ['high()', 20],
    ['low()', 17],
    ['volume()', 2],
    // 19 / 16 - 1
    ['change(2)', 0.1875],
    // (18 + 19) / 2
    ['sma(2)', 18.5],
    ['sma(2, 1)', 17],
    // alpha 2 / 3 over 8 closes: sum of 3^-k close / sum of 3^-k.
    [
      'ema(2)',
      (19 + 18 / 3 + 16 / 9 + 17 / 27 + 13 / 81 + 11 / 243 + 12 / 729 + 10 / 2187) /
        ((1 - 3 ** -8) / (2 / 3)),
    ],
    // Mean 53 / 3; deviations -5/3, 1/3, 4/3; squares add to 42 / 9.
    ['stdev(3)', Math.sqrt(42 / 9 / 2)],
    ['zscore(3)', (19 - 53 / 3) / Math.sqrt(42 / 9 / 2)],
    // Moves +2, +1, of -1 before: gains 3, losses 1.
    ['rsi(3)', 75],
    // True ranges (19+1)-(18-1), (18+1)-(16-1): 3 and 4.
    ['atr(2)', 3.5],
    ['highest(3)', 20],
    ['highest(2, 2)', 18],
    ['lowest(3)', 15],
    ['weekday', 0],
    ['hour', 0],
  ])('%s is %d', (expression, value) => {
    expect(computeLast(expression, closes)).toBeCloseTo(value, 12);
  });

  test('volatility is the sample deviation of returns', () => {
    // Returns 2/16 and 1/18: mean m, deviation |a - b| / sqrt 2.
    expect(computeLast('volatility(2)', closes)).toBeCloseTo(
      Math.abs(2 / 16 - 1 / 18) / Math.SQRT2,
      12,
    );
  });
});

test('a rule is not asked before it sees its bars, nor across a gap', () => {
  const bars = makeBars(Array.from({ length: 20 }, (_, at) => 100 + at));
  bars.openTime.forEach((time, at) => {
    if (at >= 10) bars.openTime[at] = time + 5 * 60_000;
  });
  const asked = decide('return LONG;', bars, 5).map((decision) => (decision === 0 ? 0 : 1));
  expect(asked.join('')).toBe('00001111110000111111');
});

test('what a rule may return', () => {
  const bars = makeBars([1, 2]);
  const last = (text: string) => decide(text, bars, 1)[1];
  expect(last('return LONG;')).toBe(1.5);
  expect(last('return "Short";')).toBe(-1.5);
  expect(last('return { side: -1, confidence: 0.25 };')).toBe(-1.25);
  expect(last('return "flat";')).toBe(0);
  expect(last('')).toBe(0);
  for (const wrong of ['NaN', '"buy"', '2', 'null', 'true', '{ side: 1, confidence: NaN }', '[]']) {
    if (wrong === '[]') expect(last(`return ${wrong};`)).toBe(0);
    else expect(() => last(`return ${wrong};`)).toThrow();
  }
});

test('decisions survive their column to the last bit', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(1 as const, -1 as const),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (side, confidence) => {
        const encoded = encodeDecision(side, confidence);
        expect(sideOf(encoded)).toBe(side);
        expect(encodeDecision(side, confidenceOf(encoded))).toBe(encoded);
        expect(isDecisionColumn(Float64Array.of(0, encoded), 2)).toBe(true);
      },
    ),
  );
  for (const wrong of [[0.5], [2.1], [NaN], [-Infinity], [0, 0]]) {
    expect(isDecisionColumn(Float64Array.from(wrong), 1)).toBe(false);
  }
  expect(isDecisionColumn([0], 1)).toBe(false);
});

describe.each(ruleExamples.map((example) => [example.name, example.text] as const))(
  'the example %s',
  (_, text) => {
    const bars = toBars(makeWalk(3000));
    const settings = settingsOf(240);
    const probability = Float32Array.from(
      { length: 3000 },
      (_value, at) => 0.5 + 0.1 * Math.sin(at),
    );
    const subject = { bars, range: { start: 500, end: 3000 }, probability, settings };
    const ask = (input: Parameters<typeof createRuleRun>[0]) => {
      const run = createRuleRun(input, compile(text));
      run.advance(Infinity);
      return run;
    };
    const { decisions } = ask(prepareRuleInput(subject, text));

    test('decides something, and an engine outside has the same positions', () => {
      expect(decisions.some((decision) => decision !== 0)).toBe(true);
      const decided = attachDecisions(bars, decisions, 500);
      const outside = createEngine(settings, bars.intervalMs);
      stepThrough(outside, decided, probability, subject.range);
      expect(outside.trades.length).toBeGreaterThan(0);
      const sweep = createSweep({ bars: decided, probability, range: subject.range });
      expect(sweep.run(settings)).toEqual(outside.record);
      // Asked again while an account follows the first answers, it says the same: it saw the positions of that account.
      const seen: unknown[] = [];
      const place = ruleParameters.indexOf('position');
      const run = createRuleRun(prepareRuleInput(subject, text), (...values) => {
        seen.push(values[place]);
        return compile(text)(...values);
      });
      run.advance(Infinity);
      const watcher = createEngine(settings, bars.intervalMs);
      const held: boolean[] = [];
      stepThrough(
        watcher,
        decided,
        probability,
        subject.range,
        () => void held.push(watcher.positions.length > 0),
      );
      expect(seen.map((position) => position !== null)).toEqual(held);
    });

    test('decides the same from anywhere, and on bars whose future is another', () => {
      const random = createRandom(3);
      const check = planRuleCheck(
        { bars, probability, settings, text },
        chooseProbes(bars, [], 6, random),
        random,
      );
      const log = createLeakLog(bars);
      check.compare(ask(check.input).decisions, log);
      const { findings, checked } = log.report(6);
      expect(findings).toEqual([]);
      expect(checked.comparisons).toBeGreaterThan(1000);
    });
  },
);

test('as a filter of a model, a rule is asked at every close, and the model trades only where both agree', () => {
  const bars = toBars(makeWalk(3000));
  const probability = Float32Array.from({ length: 3000 }, (_, at) => 0.5 + 0.1 * Math.sin(at));
  const text = 'return close() > sma(30) ? { side: LONG, confidence: 0.9 } : SHORT;';
  const settings = {
    ...defaultTradingSettings,
    strategy: choose(probabilityThresholds, { long: 0.55, short: 0.45 }),
    filter: choose(ownRule, { lookBackBars: 240, text }),
  };
  expect(findRuleText(settings)).toBe(text);
  const range = { start: 500, end: 3000 };
  const subject = { bars, range, probability, settings };
  const run = createRuleRun(prepareRuleInput(subject, text), compile(text));
  run.advance(Infinity);
  const { decisions } = run;
  expect(decisions.every((decision) => decision !== 0)).toBe(true);

  const decided = attachDecisions(bars, decisions, 500);
  const state = createEngine(settings, bars.intervalMs);
  const signals = new Map<number, number>();
  stepThrough(state, decided, probability, range, (index) => {
    const [newest] = listRecentSignals(state.signals);
    if (newest?.index === index) signals.set(index, newest.signal === 'LONG' ? 1 : -1);
  });
  expect(state.trades.length).toBeGreaterThan(0);
  for (let index = 500; index < 3000; index++) {
    const p = probability[index];
    const wanted = p >= 0.55 ? 1 : p <= 0.45 ? -1 : 0;
    const side = sideOf(decisions[index - 500]);
    expect(signals.get(index) ?? 0).toBe(wanted === side ? wanted : 0);
  }
  // The confidence, and so the size, is the model's: (p - 0.55) / 0.45.
  for (const { side, confidence, signalIndex } of state.trades) {
    const p = probability[signalIndex];
    expect(confidence).toBeCloseTo(side === 1 ? (p - 0.55) / 0.45 : (0.45 - p) / 0.45, 12);
  }
  const sweep = createSweep({ bars: decided, probability, range });
  expect(sweep.run(settings)).toEqual(state.record);
});

test('a model filters a rule, whose confidence it is then', () => {
  const bars = toBars(makeWalk(3000));
  const probability = Float32Array.from({ length: 3000 }, (_, at) => 0.5 + 0.1 * Math.sin(at));
  const text = 'return { side: close() > sma(30) ? LONG : SHORT, confidence: 0.25 };';
  const settings = {
    ...defaultTradingSettings,
    strategy: choose(ownRule, { lookBackBars: 240, text }),
    filter: choose(probabilityThresholds, { long: 0.55, short: 0.45 }),
  };
  const range = { start: 500, end: 3000 };
  const subject = { bars, range, probability, settings };
  const run = createRuleRun(prepareRuleInput(subject, text), compile(text));
  run.advance(Infinity);
  const state = createEngine(settings, bars.intervalMs);
  stepThrough(state, attachDecisions(bars, run.decisions, 500), probability, range);
  expect(state.trades.length).toBeGreaterThan(0);
  for (const { side, confidence, signalIndex } of state.trades) {
    expect(side === 1 ? probability[signalIndex] >= 0.55 : probability[signalIndex] <= 0.45).toBe(
      true,
    );
    expect(confidence).toBe(0.25);
  }
});

test('decisions that know the future are found', () => {
  const bars = toBars(makeWalk(2000));
  const settings = settingsOf(20);
  const random = createRandom(3);
  const probes = chooseProbes(bars, [], 6, random);
  const check = planRuleCheck({ bars, probability: [], settings, text: '' }, probes, random);
  const { close } = check.input.bars;
  const log = createLeakLog(bars);
  check.compare(
    close.map((value, at) => (close[at + 1] > value ? 1.5 : -1.5)),
    log,
  );
  expect(log.report(6).findings).toMatchObject([{ stage: 'trading', name: 'your own rule' }]);
});
