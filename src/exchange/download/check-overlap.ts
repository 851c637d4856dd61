import { type Bars, countBars, listColumns, readColumn } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/times';
import type { DownloadRequest } from '../../core/download';
import { barIntervals, type BarInterval } from '../../core/exchange';
import type { AskOptions, Exchange } from '../exchange';
import { ExchangeError } from '../exchange-error';
import { fetchPage } from '../paging';

/** Intervals at the end of a dataset that are fetched again, to check that it is the same market. */
const overlapIntervals = 5;
/** Allows for different rounding in files; another market differs by more. */
const relativeTolerance = 1e-9;

/**
 * Throws `ExchangeError` (`mismatch`) when the dataset `base` cannot be extended with bars of the
 * exchange: its bars have another interval or offset, columns that the exchange does not have, or the last of
 * them differ from the exchange's. Returns how many bars were compared.
 */
export async function checkOverlap(
  exchange: Exchange,
  request: DownloadRequest,
  base: Bars,
  options: AskOptions,
): Promise<number> {
  const { symbol, interval } = request;
  const { name } = exchange.info;
  const intervalMs = barIntervals[interval];
  refuseOtherShape(exchange, base, interval);
  const lastTime = base.openTime[countBars(base) - 1];
  const to = lastTime + intervalMs;
  const from = to - overlapIntervals * intervalMs;
  const known = await fetchPage(exchange, { symbol, interval, from, to }, options);
  const rowOf = new Map(Array.from(known.openTime, (time, row) => [time, row]));
  let compared = 0;
  for (let row = countBars(base) - 1; row >= 0 && base.openTime[row] >= from; row--) {
    const time = base.openTime[row];
    const knownRow = rowOf.get(time);
    if (knownRow === undefined) {
      throw mismatch(`${name} has no bar of ${symbol} at ${formatUtc(time)}, the dataset has one.`);
    }
    refuseOtherBar(name, { bars: base, row }, { bars: known, row: knownRow });
    compared++;
  }
  return compared;
}

function refuseOtherShape({ info }: Exchange, base: Bars, interval: BarInterval): void {
  const intervalMs = barIntervals[interval];
  if (base.intervalMs !== intervalMs || base.openTime[0] % intervalMs !== 0) {
    throw mismatch(`Its bars are not those of the exchange's interval ${interval}.`);
  }
  const extras = Object.keys(base.extras ?? {});
  if (extras.length > 0) {
    throw mismatch(
      `It has further columns (${extras.join(', ')}) that ${info.name} does not have, so they would be lost.`,
    );
  }
}

interface Place {
  readonly bars: Bars;
  readonly row: number;
}

function refuseOtherBar(name: string, stored: Place, known: Place): void {
  for (const column of listColumns(stored.bars)) {
    const here = column.values[stored.row];
    const there = readColumn(known.bars, column)?.[known.row] ?? NaN;
    const tolerance = relativeTolerance * Math.max(Math.abs(here), Math.abs(there));
    if (Math.abs(here - there) <= tolerance) continue;
    const time = formatUtc(stored.bars.openTime[stored.row]);
    throw mismatch(
      `At ${time} the dataset has ${column.name} ${here}, ${name} has ${there}. It may come from ` +
        'another market, or its last bar was still forming when it was stored.',
    );
  }
}

function mismatch(reason: string): ExchangeError {
  return new ExchangeError(
    'mismatch',
    `This dataset cannot be extended. ${reason} Nothing was changed. ` +
      'Fetch the bars as a dataset of their own instead.',
  );
}
