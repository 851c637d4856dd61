import { type Choice, findEntry, valuesOf } from './choice';
import { exitRules } from './exits/list';
import type { Position } from './positions';

/** A price at which an open position would be closed within a bar, or the one at which it was opened. */
export interface OpenLevel {
  readonly kind: 'entry' | 'stop' | 'target' | 'liquidation';
  readonly name: string;
  readonly price: number;
  readonly position: Position;
}

/** Returns the entry price of each position and every price at which the rules `exits` would close it, as they stand now. */
export function listOpenLevels(
  positions: readonly Position[],
  exits: readonly Choice[],
): OpenLevel[] {
  const rules = exits.map((choice) => {
    const rule = findEntry(exitRules, choice.kind);
    return { name: rule.label, ...rule.create(valuesOf(rule, choice)) };
  });
  return positions.flatMap((position) => {
    const levels: OpenLevel[] = [
      { kind: 'entry', name: 'Entry', price: position.entryPrice, position },
      {
        kind: 'liquidation',
        name: 'Liquidation',
        price: position.liquidationPrice ?? NaN,
        position,
      },
    ];
    for (const { name, stopAt, targetAt } of rules) {
      levels.push({ kind: 'stop', name, price: stopAt?.(position) ?? NaN, position });
      levels.push({ kind: 'target', name, price: targetAt?.(position) ?? NaN, position });
    }
    return levels.filter(({ price }) => !Number.isNaN(price));
  });
}
