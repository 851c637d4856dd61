import { performanceMetrics } from '../../metrics/list';
import { reportPerformance } from '../../metrics/performance';
import type { PerformanceRecord } from '../../metrics/performance-record';
import { findDecidedElsewhere } from '../rules';
import { findSettingsProblem, type TradingSettings } from '../settings';
import { listSettingFields, type SettingField, writeSetting } from '../setting-fields';
import type { SignalHistory } from '../strategies/strategy';
import { createSweep } from '../sweep/sweep';
import { listAxisValues, type MapAxis } from './axes';

/** Two settings that are tried in all combinations, and the settings that stay. */
export interface MapRequest {
  readonly settings: TradingSettings;
  readonly x: MapAxis;
  readonly y: MapAxis;
}

/** A request with the values of its axes. */
export interface MapGrid {
  readonly settings: TradingSettings;
  readonly x: SettingField;
  readonly y: SettingField;
  /** Ascending. */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** `[y, x]`; undefined where two values cannot be together, as a short threshold above the long one. */
  readonly cells: readonly (TradingSettings | undefined)[];
}

/** The figures of each cell of a grid. */
export interface SettingsMap {
  /** `[y, x]`: 1 where the two values can be together. */
  readonly isPossible: Uint8Array;
  /** By name of a metric, `[y, x]`; NaN where it is undefined or the cell is impossible. */
  readonly figures: Readonly<Record<string, Float64Array>>;
}

/** Returns the numbers that a map can vary: all but those of a person's own rule, which has decided once for all cells. */
export function listMapFields(settings: TradingSettings): readonly SettingField[] {
  const decided = findDecidedElsewhere(settings);
  const fields = listSettingFields(settings);
  if (decided === undefined) return fields;
  const own = decided === settings.filter ? 'filter.' : 'strategy.';
  return fields.filter(({ path }) => !path.startsWith(own));
}

/** Returns the cells of a map; throws where a path is none of the settings'. */
export function layOutMap({ settings, x, y }: MapRequest): MapGrid {
  const fields = listMapFields(settings);
  const find = (path: string): SettingField => {
    const found = fields.find((field) => field.path === path);
    if (found === undefined) throw new Error(`map: these settings have no ${path}`);
    return found;
  };
  if (x.path === y.path) throw new Error(`map: two settings are needed, both were ${x.path}`);
  const [column, row] = [find(x.path), find(y.path)];
  const xs = listAxisValues(column.field, x);
  const ys = listAxisValues(row.field, y);
  const cells = ys.flatMap((down) => {
    const line = writeSetting(settings, y.path, down);
    return xs.map((across) => {
      const cell = writeSetting(line, x.path, across);
      return findSettingsProblem(cell) === undefined ? cell : undefined;
    });
  });
  return { settings, x: column, y: row, xs, ys, cells };
}

/**
 * Returns the figures of every cell over the bars of `history`, each of a fresh account, by the sweep: what `step` would leave, to the
 * last bit. `visit` gets each record; `onProgress` may throw, which ends it.
 */
export function mapSettings(
  history: SignalHistory,
  { cells }: Pick<MapGrid, 'cells'>,
  visit: (cell: number, record: PerformanceRecord) => void = () => undefined,
  onProgress: (done: number, total: number) => void = () => undefined,
): SettingsMap {
  const sweep = createSweep(history);
  const isPossible = new Uint8Array(cells.length);
  const figures = Object.fromEntries(
    performanceMetrics.map(({ name }) => [name, new Float64Array(cells.length).fill(NaN)]),
  );
  cells.forEach((settings, cell) => {
    if (settings !== undefined) {
      const record = sweep.run(settings);
      const report: Readonly<Record<string, number>> = reportPerformance(record);
      isPossible[cell] = 1;
      for (const { name } of performanceMetrics) figures[name][cell] = report[name];
      visit(cell, record);
    }
    onProgress(cell + 1, cells.length);
  });
  return { isPossible, figures };
}
