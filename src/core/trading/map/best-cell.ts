import { computeQuantile } from '../../metrics/statistics';
import type { SettingsMap } from './map-settings';

/** The cell with the highest figure, and whether its neighbours are nearly as good. */
export interface BestCell {
  /** `[y, x]` */
  readonly cell: number;
  readonly value: number;
  /** Possible cells within a tenth of each axis, at least one step, on either side. */
  readonly neighbours: number;
  /** Median of their figures; an undefined one counts as 0. */
  readonly neighbourMedian: number;
  /** `neighbourMedian / value`; NaN where the best figure is not above 0. */
  readonly kept: number;
  /**
   * `plateau` where the neighbours keep at least `plateauShare` of the best figure, `lucky` where they keep less, `loss` where no cell
   * has a figure above 0.
   */
  readonly kind: 'plateau' | 'lucky' | 'loss';
}

/** The share of the best figure that the median of its neighbours must keep on a plateau. */
export const plateauShare = 0.5;

/** Cells with fewer trades are not chosen: a figure of a few trades is chance. */
export const minCellTrades = 10;

/** How far neighbours are, as a part of the length of an axis. */
const reachShare = 0.1;

/**
 * Returns the cell with the highest figure among those with enough trades, the first of equal ones, and how much of it the
 * cells around keep; undefined where no cell has enough. `columns` is the length of a row.
 */
export function findBestCell(
  { isPossible, figures }: SettingsMap,
  name: string,
  columns: number,
): BestCell | undefined {
  const values = figures[name];
  const { trades } = figures;
  let cell = -1;
  for (let at = 0; at < values.length; at++) {
    if (isPossible[at] === 0 || !(trades[at] >= minCellTrades) || Number.isNaN(values[at]))
      continue;
    if (cell < 0 || values[at] > values[cell]) cell = at;
  }
  if (cell < 0) return undefined;
  const rows = values.length / columns;
  const reach = (cells: number) => Math.max(1, Math.round(reachShare * (cells - 1)));
  const [reachX, reachY] = [reach(columns), reach(rows)];
  const [x, y] = [cell % columns, Math.floor(cell / columns)];
  const around: number[] = [];
  for (let row = Math.max(0, y - reachY); row <= Math.min(rows - 1, y + reachY); row++) {
    for (
      let column = Math.max(0, x - reachX);
      column <= Math.min(columns - 1, x + reachX);
      column++
    ) {
      const at = row * columns + column;
      if (at === cell || isPossible[at] === 0) continue;
      around.push(Number.isFinite(values[at]) ? values[at] : 0);
    }
  }
  const value = values[cell];
  const neighbourMedian = around.length === 0 ? NaN : computeQuantile(around, 0.5);
  const kept = value > 0 ? neighbourMedian / value : NaN;
  const kind = value > 0 ? (kept >= plateauShare ? 'plateau' : 'lucky') : 'loss';
  return { cell, value, neighbours: around.length, neighbourMedian, kept, kind };
}
