import { countBars, type BarRange, type Bars } from '../bars/bars';
import { findSegments, findStretches } from '../bars/gaps';
import type { FeatureTable } from '../features/compute';

/** Returns the stretches of bars without a gap in which every feature is a finite number. */
export function findRuns(bars: Bars, table: FeatureTable): BarRange[] {
  const isUndefined = new Uint8Array(countBars(bars));
  for (const values of table.columns) {
    for (let bar = 0; bar < values.length; bar++) {
      if (!Number.isFinite(values[bar])) isUndefined[bar] = 1;
    }
  }
  return findSegments(bars).flatMap((segment) =>
    findStretches(segment, (bar) => isUndefined[bar] === 0),
  );
}
