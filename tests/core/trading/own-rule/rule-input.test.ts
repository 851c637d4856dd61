import { describe, expect, test } from 'vitest';
import { choose } from '../../../../src/core/trading/choice';
import { attachDecisions, isDecision } from '../../../../src/core/trading/own-rule/decisions';
import {
  canAskModel,
  countQuestionBars,
  findRuleText,
  listFeatures,
  prepareRuleInput,
  prepareRuleQuestion,
} from '../../../../src/core/trading/own-rule/rule-input';
import { defaultTradingSettings } from '../../../../src/core/trading/settings';
import { breakout } from '../../../../src/core/trading/strategies/breakout';
import { ownRule } from '../../../../src/core/trading/strategies/own-rule';
import type { Known } from '../../../../src/core/trading/strategies/strategy';
import { probabilityThresholds } from '../../../../src/core/trading/strategies/thresholds';
import { makeBars } from '../../bars/make-bars';

const choice = (text: string) => ({ ...choose(ownRule, { lookBackBars: 5 }), text });
const bare = { ...defaultTradingSettings, exits: [] };
const settingsOf = (text: string) => ({ ...bare, strategy: choice(text) });

describe('whether a model can matter', () => {
  test('it can where the text names a probability, as strategy or as filter', () => {
    expect(canAskModel(settingsOf('return probability > 0.5 ? LONG : NEUTRAL'))).toBe(true);
    expect(canAskModel(settingsOf('return LONG'))).toBe(false);
    const filtered = { ...bare, strategy: choose(breakout), filter: choice('return probability') };
    expect(canAskModel(filtered)).toBe(true);
    expect(findRuleText(filtered)).toBe('return probability');
  });

  test('it always does where the strategy reads it, and never where no text decides', () => {
    expect(canAskModel({ ...bare, strategy: choose(probabilityThresholds) })).toBe(true);
    expect(canAskModel({ ...bare, strategy: choose(breakout) })).toBe(false);
    expect(findRuleText({ ...bare, strategy: choose(breakout) })).toBeUndefined();
  });
});

describe('what a rule may look at', () => {
  const bars = { ...makeBars(100), extras: { mood: new Float64Array(100).fill(3) } };
  const prepare = (text: string, range = { start: 20, end: 40 }) =>
    prepareRuleInput(
      { bars, range, probability: Float32Array.of(0.25), settings: settingsOf(text) },
      text,
    );

  test('begins with the first bar that it can see, and ends with its range', () => {
    const input = prepare('return LONG');
    expect(input.range).toEqual({ start: 4, end: 24 });
    expect(input.bars.close).toEqual(bars.close.slice(16, 40));
    expect(input.bars.extras).toBeUndefined();
    expect(prepare('return LONG', { start: 2, end: 9 }).range).toEqual({ start: 2, end: 9 });
  });

  test('is a copy, whose probability is unknown where there is none', () => {
    const input = prepare('return LONG', { start: 0, end: 2 });
    expect(Array.from(input.probability)).toEqual([0.25, NaN]);
    input.bars.close.fill(0);
    expect(bars.close[0]).toBeGreaterThan(0);
  });

  test('has the features that the text names, extra columns included, and no other', () => {
    const { features } = prepare('return mood * ret_1');
    expect(Object.keys(features).sort()).toEqual(['mood', 'ret_1']);
    expect(features.mood).toEqual(new Float64Array(24).fill(3));
    expect(features.ret_1[0]).toBe(bars.close[16] / bars.close[15] - 1);
  });

  test('has the finer bars only where the text looks at its position', () => {
    const finer = { ...makeBars(200), intervalMs: 30_000 };
    const settings = settingsOf('');
    const subject = {
      bars: { ...bars, finer },
      range: { start: 0, end: 9 },
      probability: [],
      settings,
    };
    expect(prepareRuleInput(subject, 'return position').bars.finer?.close).toEqual(finer.close);
    expect(prepareRuleInput(subject, 'return LONG').bars.finer).toBeUndefined();
  });

  test('never offers the column of decisions as a feature', () => {
    const decided = attachDecisions(bars, Float64Array.of(1.5, -1.5), 3);
    expect(listFeatures(decided)).toEqual(listFeatures(bars));
    expect(listFeatures(bars)).toContain('mood');
    expect(listFeatures(makeBars(0))).toEqual([]);
    expect([...Object.values(decided.extras ?? {})[1].slice(2, 6)]).toEqual([0, 1.5, -1.5, 0]);
  });
});

test('a question is made of the bars that the rule sees and those that its features look back', () => {
  const bars = makeBars(100);
  expect(countQuestionBars(bars, settingsOf('return LONG'), 'return LONG')).toBe(5);
  const text = 'return vol_20 > 0';
  expect(countQuestionBars(bars, settingsOf(text), text)).toBe(25);
  const known = { now: 1 } as unknown as Known;
  const question = prepareRuleQuestion(known, bars, settingsOf(text), text);
  expect(question.known).toBe(known);
  expect(question.lookBackBars).toBe(5);
  expect(Object.keys(question.features)).toEqual(['vol_20']);
  expect(question.features.vol_20[99]).toBeGreaterThan(0);
});

test('a decision is 0, or a side times a size of 1 to 2', () => {
  expect([0, 1, 2, -1, -1.5].every(isDecision)).toBe(true);
  expect([0.5, 2.1, -2.1, NaN, Infinity].some(isDecision)).toBe(false);
});
