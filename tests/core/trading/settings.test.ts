import { describe, expect, test } from 'vitest';
import { defaultsOf } from '../../../src/core/fields';
import {
  choose,
  findChoiceProblem,
  valuesOf,
  type Choice,
  type RuleEntry,
} from '../../../src/core/trading/choice';
import { exitRules } from '../../../src/core/trading/exits/list';
import { referenceRules } from '../../../src/core/trading/reference-mode';
import {
  defaultTradingSettings,
  findSettingsProblem,
  isTradingSettings,
  putExit,
  type TradingSettings,
} from '../../../src/core/trading/settings';
import { sizingRules } from '../../../src/core/trading/sizing/list';
import { strategies } from '../../../src/core/trading/strategies/list';
import { ownRule } from '../../../src/core/trading/strategies/own-rule';
import { exitsAfter } from './engine-scenario';

test('the default settings and their reference mode can be traded on', () => {
  expect(findSettingsProblem(defaultTradingSettings)).toBeUndefined();
  expect(findSettingsProblem({ ...defaultTradingSettings, ...referenceRules })).toBeUndefined();
});

const refusals: [Partial<TradingSettings>, string][] = [
  [{ capital: 0 }, 'capital must be a number from 100 to 10000000, was 0'],
  [{ capital: Infinity }, 'capital must be a number from 100 to 10000000, was Infinity'],
  [{ riskFraction: 2 }, 'riskFraction must be a number from 0.001 to 0.2, was 2'],
  [{ exits: exitsAfter(1.5) }, 'exit bars must be a whole number from 1 to 10000, was 1.5'],
  [{ exits: exitsAfter(10).slice(1) }, 'exits must be hold, opposite, was opposite'],
  [{ exits: [...exitsAfter(10)].reverse() }, 'exits must be hold, opposite, was opposite, hold'],
  [
    { exits: [...exitsAfter(10), { kind: 'tide' }] },
    'exit must be hold or opposite or stop-loss or take-profit or trailing-stop or break-even-stop, was tide',
  ],
  [
    { exits: [...exitsAfter(10), { kind: 'stop-loss', bps: 0, volatility: 0 }] },
    'a distance must be above 0, was 0 bps with 0 x volatility',
  ],
  [{ maxPositions: 0 }, 'maxPositions must be a whole number from 1 to 10, was 0'],
  [{ feeBps: -1 }, 'feeBps must be a number from 0 to 1000, was -1'],
  [{ slippageBps: NaN }, 'slippageBps must be a number from 0 to 1000, was NaN'],
  [
    { sizing: { kind: 'fixed', fraction: -0.1 } },
    'sizing fraction must be a number from 0 to 100, was -0.1',
  ],
  [{ sizing: { kind: 'confidence', fraction: 1 } }, 'sizing confidence has no fraction'],
  [
    { strategy: { kind: 'tea leaves' } },
    `strategy must be ${strategies.map(({ kind }) => kind).join(' or ')}, was tea leaves`,
  ],
  [
    { filter: { kind: 'sma-cross', fast: 60, slow: 20 } },
    'fast must be below slow, was 60 with slow 20',
  ],
  [{ filter: { kind: 'buy-and-hold', seed: 1 } }, 'filter buy-and-hold has no seed'],
  [
    { strategy: choose(ownRule), filter: choose(ownRule, { text: 'return LONG;' }) },
    'your own rule cannot filter itself',
  ],
  [
    { strategy: { kind: 'own-rule', lookBackBars: 240 } },
    'strategy text must be a text, was undefined',
  ],
  [
    { strategy: { kind: 'own-rule', lookBackBars: 240, text: ' '.repeat(20_001) } },
    'strategy text must have at most 20000 characters, has 20001',
  ],
  [
    { strategy: { kind: 'thresholds', long: 1, short: 0.4 } },
    'strategy long must be a number from 0.01 to 0.99, was 1',
  ],
  [
    { strategy: { kind: 'thresholds', long: 0.6, short: 0 } },
    'strategy short must be a number from 0.01 to 0.99, was 0',
  ],
  [
    { strategy: { kind: 'thresholds', long: NaN, short: 0.4 } },
    'strategy long must be a number from 0.01 to 0.99, was NaN',
  ],
  [
    { strategy: { kind: 'thresholds', long: 0.4, short: 0.6 } },
    'short must be below long, was 0.6 with long 0.4',
  ],
  [
    { strategy: { kind: 'thresholds', long: 0.5, short: 0.5 } },
    'short must be below long, was 0.5 with long 0.5',
  ],
  [{ fillAt: 'at lunch' as 'next-open' }, 'fillAt must be next-open or same-close, was at lunch'],
];

test.each(refusals)('%o is refused with its reason', (change, problem) => {
  expect(findSettingsProblem({ ...defaultTradingSettings, ...change })).toBe(
    `trading settings: ${problem}`,
  );
});

test('the widest thresholds can be used', () => {
  const strategy = { kind: 'thresholds', long: 0.99, short: 0.01 };
  expect(findSettingsProblem({ ...defaultTradingSettings, strategy })).toBeUndefined();
});

test.each([
  [undefined],
  [null],
  ['settings'],
  [[]],
  [{}],
  [{ ...defaultTradingSettings, exits: 1 }],
])('%o from a file is no settings', (value) => {
  expect(isTradingSettings(value)).toBe(false);
});

describe.each([
  ['strategies', strategies],
  ['exit rules', exitRules],
  ['sizing rules', sizingRules],
] as const)('every entry of the %s', (_, list) => {
  const entries: readonly RuleEntry[] = list;

  test('has a kind of its own, a name and a sentence', () => {
    expect(new Set(entries.map(({ kind }) => kind)).size).toBe(entries.length);
    for (const { label, meaning } of entries) {
      expect(label).not.toBe('');
      expect(meaning).toMatch(/\.$/);
    }
  });

  test('can be chosen with its defaults, and survives JSON', () => {
    for (const entry of entries) {
      const choice = JSON.parse(JSON.stringify(choose(entry))) as Choice;
      expect(findChoiceProblem(entries, choice, 'choice')).toBeUndefined();
      expect(valuesOf(entry, choice)).toEqual(defaultsOf(entry.fields));
    }
  });
});

test('every preset of every strategy can be used', () => {
  for (const strategy of strategies) {
    for (const { values } of strategy.presets) {
      const choice = choose(strategy, values);
      expect(findChoiceProblem(strategies, choice, 'strategy')).toBeUndefined();
    }
  }
});

test('an exit rule is put into the order of the list, in the place of the one of its kind', () => {
  const [hold, opposite] = exitsAfter(10);
  expect(putExit([opposite], hold)).toEqual([hold, opposite]);
  expect(putExit([hold, opposite], { ...hold, bars: 3 })).toEqual(exitsAfter(3));
});
