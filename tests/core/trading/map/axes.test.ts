import { describe, expect, test } from 'vitest';
import { listAxisValues, proposeAxis } from '../../../../src/core/trading/map/axes';
import { defaultTradingSettings } from '../../../../src/core/trading/settings';
import { listSettingFields } from '../../../../src/core/trading/setting-fields';

const field = { name: 'size', label: 'Size', default: 8, min: 1, max: 40 };
const axis = (from: number, to: number, steps: number) => ({ path: 'size', from, to, steps });

describe('an axis of a map', () => {
  test('has evenly spaced values from one end to the other', () => {
    expect(listAxisValues(field, axis(1, 2, 5))).toEqual([1, 1.25, 1.5, 1.75, 2]);
    expect(listAxisValues({ ...field, max: 0.9, min: 0.1 }, axis(0.5, 0.53, 4))).toEqual([
      0.5, 0.51, 0.52, 0.53,
    ]);
  });

  test('has values that read well: with one digit more than the space between them', () => {
    // 0.098 in nine steps is 0.0108..., so three digits.
    const ten = listAxisValues({ ...field, min: 0 }, axis(0.5, 0.598, 10));
    expect(ten.slice(0, 3)).toEqual([0.5, 0.511, 0.522]);
    expect(ten.at(-1)).toBe(0.598);
    expect(listAxisValues({ ...field, min: 0 }, axis(0.5, 0.598, 50))[11]).toBe(0.522);
    expect(listAxisValues({ ...field, max: 1e4 }, axis(100, 1000, 4))).toEqual([
      100, 400, 700, 1000,
    ]);
  });

  test('has whole numbers where the field wants them, and none that it does not allow', () => {
    expect(listAxisValues({ ...field, isWhole: true }, axis(1, 3, 9))).toEqual([1, 2, 3]);
    expect(listAxisValues(field, axis(0, 80, 5))).toEqual([20, 40]);
    expect(listAxisValues(field, axis(3, 1, 3))).toEqual([1, 2, 3]);
  });

  test('is proposed by the field, else around the value in force', () => {
    const setting = { path: 'size', group: 'Test', field, value: 8 };
    expect(proposeAxis(setting, 9)).toEqual(axis(2, 32, 9));
    expect(proposeAxis({ ...setting, value: 40 }, 9)).toEqual(axis(10, 40, 9));
    expect(
      proposeAxis({ ...setting, field: { ...field, min: 0, step: 0.5 }, value: 0 }, 9),
    ).toEqual(axis(0, 10, 9));
    const mapped = { from: 3, to: 5 };
    expect(proposeAxis({ ...setting, field: { ...field, mapped } }, 9)).toEqual(axis(3, 5, 9));
  });

  test('can be proposed for every number of the settings', () => {
    for (const setting of listSettingFields(defaultTradingSettings)) {
      const values = listAxisValues(setting.field, proposeAxis(setting, 20));
      expect(values.length).toBeGreaterThan(1);
    }
  });
});
