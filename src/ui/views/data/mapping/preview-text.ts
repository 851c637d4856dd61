import type { ImportPreview, PreviewedSeries } from '../../../../core/import';
import { formatCount } from '../../../../core/format';
import type { PreviewProgress } from '../../../../state/import-preview.svelte';

/** Returns what a preview is doing: "Counting BTCUSDT.csv, 40%…". */
export function describeProgress({ file, fraction }: PreviewProgress): string {
  const share = Number.isFinite(fraction) ? `, ${Math.floor(100 * fraction)}%` : '';
  return `Counting ${file}${share}…`;
}

/** Returns the problems of the current choice, one sentence each. */
export function describeTrouble({ conflicts, badRows, problem }: ImportPreview): readonly string[] {
  const count = (rows: number): string => (rows === 1 ? '1 row' : `${formatCount(rows)} rows`);
  return [
    ...(problem === undefined ? [] : [`No bars: ${problem}`]),
    ...(conflicts === 0
      ? []
      : [`${count(conflicts)} conflict with another row of the same time: check time and symbol.`]),
    ...(badRows === 0 ? [] : [`${count(badRows)} cannot be bars and would have to be left out.`]),
  ];
}

/** Returns what the first bar is: "open 190, high 191, low 189, close 190.5". */
export function describePrices({
  firstPrices: [open, high, low, close],
}: Pick<PreviewedSeries, 'firstPrices'>): string {
  const figure = (price: number): string =>
    price.toLocaleString('en-US', { maximumFractionDigits: 12 });
  return `open ${figure(open)}, high ${figure(high)}, low ${figure(low)}, close ${figure(close)}`;
}
