import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnMapping } from '../../../../../src/core/import';
import {
  assignRole,
  buildMapping,
  findReading,
  listMissing,
  listRoles,
  roleLabels,
  type ColumnRole,
} from '../../../../../src/ui/views/data/mapping/column-roles';

const time = { encoding: { kind: 'typed' }, zone: 'UTC', moment: 'open' } as const;
const mapping: ColumnMapping = {
  columns: { openTime: 1, open: 2, high: 3, low: 4, close: 5, volume: 6 },
  symbol: 0,
  time,
  decimal: '.',
  extras: [8],
};

describe('roles of columns', () => {
  test('are those of the guess; what it does not name is ignored', () => {
    expect(listRoles(mapping, 9)).toEqual([
      'symbol',
      'openTime',
      'open',
      'high',
      'low',
      'close',
      'volume',
      'ignore',
      'extra',
    ]);
  });

  test('a role that another column had moves; extra columns can be many', () => {
    const roles: ColumnRole[] = ['close', 'ignore', 'extra', 'ignore'];
    expect(assignRole(roles, 1, 'close')).toEqual(['ignore', 'close', 'extra', 'ignore']);
    expect(assignRole(roles, 3, 'extra')).toEqual(['close', 'ignore', 'extra', 'extra']);
  });

  test('a time stands alone, or is a date beside a time of day', () => {
    const roles: ColumnRole[] = ['openTime', 'ignore', 'close'];
    const both = assignRole(roles, 1, 'timeOfDay');
    expect(both).toEqual(['date', 'timeOfDay', 'close']);
    expect(assignRole(both, 0, 'openTime')).toEqual(['openTime', 'ignore', 'close']);
    expect(assignRole(both, 2, 'date')).toEqual(['ignore', 'timeOfDay', 'date']);
  });

  test('a date alone is the time', () => {
    expect(buildMapping(mapping, ['date', 'close']).columns).toEqual({ openTime: 0, close: 1 });
  });

  test('what bars cannot be without is missing; volume is not', () => {
    expect(listMissing(['openTime', 'open', 'ignore', 'low'])).toEqual(['High', 'Close']);
    expect(listMissing(['openTime', 'open', 'high', 'low', 'close'])).toEqual([]);
    expect(listMissing(['timeOfDay', 'open', 'high', 'low', 'close'])).toEqual(['Date']);
  });

  test('go into the mapping and come back out of it, whatever they are', () => {
    const any = fc.constantFrom(...(Object.keys(roleLabels) as ColumnRole[]));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 20 }), (wanted) => {
        // Given one by one, as a person does, so that no role is there twice that must not be.
        const roles = wanted.reduce<ColumnRole[]>(
          (before, role, position) => assignRole(before, position, role),
          wanted.map(() => 'ignore'),
        );
        const isLone = !roles.includes('timeOfDay');
        const expected = roles.map((role) => (role === 'date' && isLone ? 'openTime' : role));
        expect(listRoles(buildMapping(mapping, roles), roles.length)).toEqual(expected);
      }),
    );
  });
});

describe('a mapping that was built', () => {
  const whole: Required<ColumnMapping> = {
    ...mapping,
    columns: { openTime: 1, open: 2, high: 3, low: 4, close: 5, volume: 6 },
    closed: 12,
    timeOfDay: 7,
    decimal: ',',
    priceDivisor: 10_000,
    volumeFactor: 100,
    series: [9, 10],
    symbol: 0,
    time: { encoding: { kind: 'text', order: 'dmy' }, zone: 'Asia/Tokyo', moment: 'close' },
    extras: [8, 11],
  };

  test('has all that the one before had, whatever its fields are', () => {
    expect(buildMapping(whole, listRoles(whole, 13))).toEqual(whole);
  });

  test('has no unit of volumes any more where another column is the volume', () => {
    const roles = assignRole(listRoles(whole, 13), 11, 'volume');
    expect(buildMapping(whole, roles)).not.toHaveProperty('volumeFactor');
  });

  test('has no scale of prices any more where another column is a price, but where they are swapped', () => {
    const roles = listRoles(whole, 13);
    expect(buildMapping(whole, assignRole(roles, 8, 'close'))).not.toHaveProperty('priceDivisor');
    const swapped = assignRole(assignRole(roles, 4, 'high'), 3, 'low');
    expect(buildMapping(whole, swapped).priceDivisor).toBe(10_000);
  });

  test('leaves no bar out any more where the column that says so is ignored', () => {
    const roles = assignRole(listRoles(whole, 13), 12, 'ignore');
    expect(buildMapping(whole, roles)).not.toHaveProperty('closed');
  });

  test('is one of the readings until something else is chosen', () => {
    const other = { ...whole, decimal: '.' } as const;
    const readings = [whole, other].map((each) => ({ mapping: each, label: '', evidence: [] }));
    const roles = listRoles(other, 13);
    expect(findReading(readings, buildMapping(other, roles), 13)).toBe(1);
    const changed = buildMapping(other, assignRole(roles, 6, 'quoteVolume'));
    expect(findReading(readings, changed, 13)).toBe(-1);
  });
});
