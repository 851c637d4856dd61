import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { choose, type Choice, type RuleEntry } from '../../../src/core/trading/choice';
import { exitRules } from '../../../src/core/trading/exits/list';
import {
  defaultTradingSettings,
  findSettingsProblem,
  fillTimes,
  latencyField,
  orderSettings,
  tradedSides,
  tradingFields,
  type TradingSettings,
} from '../../../src/core/trading/settings';
import { describeSettings, readSettings } from '../../../src/core/trading/settings-link';
import { instruments } from '../../../src/core/trading/instruments/list';
import { orderTypes } from '../../../src/core/trading/orders/list';
import { sizingRules } from '../../../src/core/trading/sizing/list';
import { strategies } from '../../../src/core/trading/strategies/list';
import type { NumberField } from '../../../src/core/fields';

const base = defaultTradingSettings;

const numberOf = ({ min, max, isWhole, default: usual }: NumberField): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constant(usual),
    isWhole === true
      ? fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, 1e9)) })
      : fc.double({ min, max, noNaN: true }).map((value) => value + 0),
  );

/** A choice of an entry whose values are allowed together. */
const choiceOf = (entry: RuleEntry): fc.Arbitrary<Choice> =>
  fc
    .tuple(
      fc.record(Object.fromEntries(entry.fields.map((field) => [field.name, numberOf(field)]))),
      fc.record(
        Object.fromEntries(
          (entry.texts ?? []).map((text) => [
            text.name,
            fc.oneof(fc.constant(text.default), fc.string({ unit: 'grapheme', minLength: 1 })),
          ]),
        ),
      ),
    )
    .map(([values, texts]) =>
      choose(entry, {
        ...(entry.findProblem?.(values as never) === undefined && values),
        ...texts,
      }),
    );

const anyOf = (list: readonly RuleEntry[]) => fc.oneof(...list.map(choiceOf));

const exits = fc
  .tuple(...exitRules.map((rule) => fc.option(choiceOf(rule), { nil: undefined })))
  .map((chosen) =>
    exitRules.flatMap((rule, at) => chosen[at] ?? (rule.isRequired === true ? choose(rule) : [])),
  );

const settings: fc.Arbitrary<TradingSettings> = fc
  .record({
    numbers: fc.record(
      Object.fromEntries(
        Object.values(tradingFields).map((field) => [field.name, numberOf(field)]),
      ),
    ),
    strategy: anyOf(strategies),
    filter: fc.option(anyOf(strategies), { nil: undefined }),
    sizing: anyOf(sizingRules),
    exits,
    order: fc.option(anyOf(orderTypes), { nil: undefined }),
    instrument: fc.option(anyOf(instruments), { nil: undefined }),
    sides: fc.option(fc.constantFrom(...tradedSides.map(({ value }) => value)), { nil: undefined }),
    latencyBars: fc.option(numberOf(latencyField), { nil: undefined }),
    fillAt: fc.constantFrom(...fillTimes.map(({ value }) => value)),
  })
  .map(({ numbers, ...others }) => {
    const chosen = Object.entries(others).filter(([, value]) => value !== undefined);
    return { ...base, ...numbers, ...Object.fromEntries(chosen) };
  })
  .filter((made) => findSettingsProblem(made) === undefined);

/** As an address carries them. */
function carry(
  pairs: readonly (readonly [string, string])[],
): readonly (readonly [string, string])[] {
  return [...new URLSearchParams(pairs.map((pair) => [...pair]))];
}

describe('the settings of a link', () => {
  test('are what was written into it, for every entry of every list', () => {
    fc.assert(
      fc.property(settings, settings, (made, from) => {
        const found = readSettings(carry(describeSettings(made, from)), from);
        expect(found.problems).toEqual([]);
        // What is left out is the same as its usual value.
        expect({ ...found.settings, ...orderSettings(found.settings) }).toEqual({
          ...made,
          ...orderSettings(made),
        });
      }),
      { numRuns: 500 },
    );
  });

  test('are told with short names, and only what differs', () => {
    expect(describeSettings(base, base)).toEqual([]);
    const made: TradingSettings = {
      ...base,
      feeBps: 5,
      fillAt: 'same-close',
      strategy: { kind: 'thresholds', long: 0.55, short: 0.48 },
      exits: [{ kind: 'hold', bars: 20 }],
    };
    expect(describeSettings(made, base)).toEqual([
      ['feeBps', '5'],
      ['strategy.long', '0.55'],
      ['fillAt', 'same-close'],
      ['exits', 'hold'],
      ['exits.hold.bars', '20'],
    ]);
  });

  test('leave out what may be left out, so that the same rules stay the same configuration', () => {
    expect(readSettings([['feeBps', '5']], base).settings).toEqual({ ...base, feeBps: 5 });
    expect(readSettings([['latencyBars', '2']], base).settings).toEqual({
      ...base,
      latencyBars: 2,
    });
    const made: TradingSettings = { ...base, order: choose(orderTypes[0]), sides: 'both' };
    expect(describeSettings(made, base)).toEqual([]);
  });

  test('that need each other are read whatever their order', () => {
    const pairs = [
      ['sizing', 'risk-to-stop'],
      ['exits', 'hold,stop-loss'],
    ] as const;
    const found = readSettings(pairs, base);
    expect(found.problems).toEqual([]);
    expect(found.settings.exits.length).toBe(2);
    expect(readSettings(describeSettings(base, found.settings), found.settings)).toEqual({
      settings: base,
      problems: [],
    });
  });

  test('keep their defaults where a link says what cannot be, and name it', () => {
    const { settings: found, problems } = readSettings(
      [
        ['strategy.long', '0.4'],
        ['feeBps', 'free'],
        ['slippageBps', '2'],
        ['moon', '1'],
        ['exits.moon.bars', '3'],
        ['sizing', 'all-in'],
        ['fillAt', 'yesterday'],
      ],
      base,
    );
    expect(found).toEqual({ ...base, slippageBps: 2 });
    expect(problems).toEqual([
      'strategy.long=0.4: short must be below long, was 0.48 with long 0.4',
      'feeBps=free: feeBps must be a number from 0 to 1000, was NaN',
      'moon=1: there is no such setting',
      'exits.moon.bars=3: there is no exit moon',
      'sizing=all-in: there is no all-in',
      'fillAt=yesterday: fillAt must be next-open or same-close, was yesterday',
    ]);
  });

  test('two values that are allowed together are read together', () => {
    const pairs = [
      ['strategy.long', '0.4'],
      ['strategy.short', '0.3'],
    ] as const;
    const { settings: found, problems } = readSettings(pairs, base);
    expect(problems).toEqual([]);
    expect(found.strategy).toMatchObject({ long: 0.4, short: 0.3 });
  });

  test('never throw, whatever a link says', () => {
    const name = fc.oneof(
      fc.string(),
      fc.constantFrom('exits', 'exits.hold', 'strategy', 'filter', 'valueOf', '__proto__'),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string())), (pairs) => {
        const found = readSettings(pairs, base);
        expect(findSettingsProblem(found.settings)).toBeUndefined();
      }),
    );
  });
});
