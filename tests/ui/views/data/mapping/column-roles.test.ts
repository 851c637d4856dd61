import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnMapping } from '../../../../../src/core/import';
import {
  assignRole,
  buildMapping,
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

  test('what bars cannot be without is missing; volume is not', () => {
    expect(listMissing(['openTime', 'open', 'ignore', 'low'])).toEqual(['High', 'Close']);
    expect(listMissing(['openTime', 'open', 'high', 'low', 'close'])).toEqual([]);
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
        expect(listRoles(buildMapping(mapping, roles, time), roles.length)).toEqual(roles);
      }),
    );
  });
});
