import type { BarColumn, Bars } from '../../core/bars/bars';
import { listColumns } from '../../core/bars/columns';
import type { ExportRequest } from '../../core/export';
import { computeFeatures } from '../../core/features/compute';
import { labelDirection, noLabel } from '../../core/labels/direction';
import type { ExportTable, NumberColumn } from './export-table';

/** What to export beside the bars. */
export type ExportContent = Pick<ExportRequest, 'hasFeatures' | 'labelHorizonBars'>;

/**
 * Returns every column of `bars` under the names that the import recognises, extras under their own,
 * then the features and the label where asked for. Undefined features and labels are NaN.
 *
 * A name that is taken by an earlier column gets `_2` at its end: features are computed anew, also
 * where the source came with a `ret_1` of its own.
 */
export function makeTabquantTable(bars: Bars, content: ExportContent): ExportTable {
  const stored = listColumns(bars)
    .filter(({ column }) => column !== 'openTime')
    .map(({ column, name, values }): NumberColumn =>
      column === 'extra'
        ? { name, values, isNullable: true }
        : { name: tabquantNames[column], values, isNullable: false },
    );
  return {
    time: {
      name: tabquantNames.openTime,
      values: bars.openTime,
      unit: 'ms',
      csv: 'milliseconds',
    },
    numbers: makeNamesUnique([
      ...stored,
      ...listFeatures(bars, content),
      ...listLabel(bars, content),
    ]),
  };
}

/** Names of columns in files, as the import recognises them. */
export const tabquantNames: Readonly<Record<BarColumn, string>> = {
  openTime: 'open_time',
  open: 'open',
  high: 'high',
  low: 'low',
  close: 'close',
  volume: 'volume',
  quoteVolume: 'quote_volume',
  tradeCount: 'trade_count',
  takerBuyBase: 'taker_buy_base',
  takerBuyQuote: 'taker_buy_quote',
};

function listFeatures(bars: Bars, { hasFeatures }: ExportContent): readonly NumberColumn[] {
  if (!hasFeatures) return [];
  const { names, columns } = computeFeatures(bars);
  return names.map((name, index) => ({ name, values: columns[index], isNullable: true }));
}

function listLabel(bars: Bars, { labelHorizonBars }: ExportContent): readonly NumberColumn[] {
  if (labelHorizonBars === undefined) return [];
  const labels = labelDirection(bars, labelHorizonBars);
  const values = Float64Array.from(labels, (label) => (label === noLabel ? NaN : label));
  return [{ name: 'label', values, isNullable: true }];
}

function makeNamesUnique(columns: readonly NumberColumn[]): readonly NumberColumn[] {
  const taken = new Set([tabquantNames.openTime]);
  return columns.map((column) => {
    let name = column.name;
    for (let copy = 2; taken.has(name); copy++) name = `${column.name}_${copy}`;
    taken.add(name);
    return { ...column, name };
  });
}
