import { describe, expect, test } from 'vitest';
import { choose } from '../../../src/core/trading/choice';
import { exitRules } from '../../../src/core/trading/exits/list';
import {
  defaultTradingSettings,
  findSettingsProblem,
  putExit,
  tradingFields,
  type TradingSettings,
} from '../../../src/core/trading/settings';
import { listSettingFields, writeSetting } from '../../../src/core/trading/setting-fields';
import { sizingRules } from '../../../src/core/trading/sizing/list';
import { strategies } from '../../../src/core/trading/strategies/list';

/** Settings with each strategy, each sizing rule, and every exit rule at once. */
const all: readonly TradingSettings[] = strategies.flatMap((strategy) =>
  sizingRules.map((sizing) => ({
    ...defaultTradingSettings,
    strategy: choose(strategy),
    sizing: choose(sizing),
    exits: exitRules.reduce<TradingSettings['exits']>(
      (exits, rule) => putExit(exits, choose(rule)),
      [],
    ),
  })),
);

describe('the numbers of settings', () => {
  test('are those that the lists declare, by path, with the values in force', () => {
    const found = listSettingFields(defaultTradingSettings);
    const valueOf = Object.fromEntries(found.map(({ path, value }) => [path, value]));
    expect(valueOf).toMatchObject({
      'strategy.long': 0.52,
      'strategy.short': 0.48,
      'exits.hold.bars': 10,
      feeBps: 10,
    });
    expect(Object.keys(valueOf)).toEqual(expect.arrayContaining(Object.keys(tradingFields)));
    expect(new Set(found.map(({ path }) => path)).size).toBe(found.length);
  });

  test('are written at the path where they are read, for every entry of every list', () => {
    for (const settings of all) {
      for (const { path, field } of listSettingFields(settings)) {
        const value = field.isWhole === true ? field.default + 1 : field.default * 1.01 + 0.001;
        const written = writeSetting(settings, path, value);
        const before = listSettingFields(settings).map((one) => [one.path, one.value]);
        const after = listSettingFields(written).map((one) => [one.path, one.value]);
        expect(after).toEqual(before.map(([name, old]) => [name, name === path ? value : old]));
      }
    }
  });

  test('keep their defaults valid, and leave what does not change the same object', () => {
    const written = writeSetting(defaultTradingSettings, 'strategy.long', 0.6);
    expect(findSettingsProblem(written)).toBeUndefined();
    expect(written.exits).toBe(defaultTradingSettings.exits);
    expect(written.sizing).toBe(defaultTradingSettings.sizing);
    expect(findSettingsProblem(writeSetting(written, 'strategy.short', 0.7))).toContain('short');
  });
});
