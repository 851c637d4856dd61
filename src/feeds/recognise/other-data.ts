import { splitPath } from './series/market-words';
import type { NameMatch } from './columns/match-names';
import { nameKey, splitWords } from './columns/read-name';
import type { Sample } from './sample';

/** What a table holds instead of bars. */
interface OtherData {
  /** "funding rates". */
  readonly what: string;
  /** What to do, sentences. */
  readonly advice: string;
}

/**
 * Names what exchanges publish beside bars, by the names of columns, or by that of the file where the columns are
 * called like those of bars and the values cannot be; undefined for what may be bars.
 */
export function nameOtherData(
  sample: Sample,
  { columns }: NameMatch,
  file: string,
): OtherData | undefined {
  const keys = new Set(sample.table.columns.map(({ name }) => nameKey(name)));
  const has = (...names: readonly string[]): boolean => names.every((name) => keys.has(name));
  const hasAny = (pattern: RegExp): boolean => [...keys].some((key) => pattern.test(key));
  const words = ` ${splitWords(splitPath(file).at(-1) ?? '').join(' ')} `;

  const { open, high, low, close } = columns;
  if (open !== undefined && high !== undefined && low !== undefined && close !== undefined) {
    // freqtrade writes the rate as the open, and zeros beside it.
    const isEmpty = sample.numbers(high).every((value) => !(value > 0));
    return / funding ?rates? /.test(words) && isEmpty ? funding : undefined;
  }
  if (open !== undefined || high !== undefined || low !== undefined) return undefined;
  if (hasAny(/fundingrate|fundinginterval|realizedrate/) || / funding ?rates? /.test(words)) {
    return funding;
  }
  if (
    hasAny(/^(bids|asks)$|^(bid|ask)(s)?\d+(price|size|qty|amount)?$|^(bid|ask)_?(price|px|sz)\d+$/)
  ) {
    return book('an order book');
  }
  if (has('percentage', 'depth')) return book('the depth of an order book');
  const hasTrades = has('price') && hasAny(/^(trade)?id$/);
  if (
    !hasTrades &&
    hasAny(/^(best)?bid(price|px|qty|size)?$/) &&
    hasAny(/^(best)?ask(price|px|qty|size)?$/)
  ) {
    return book('best bids and asks');
  }
  if (
    / liquidations? | liquidation ?snapshot /.test(words) ||
    has('originalquantity', 'averageprice')
  ) {
    return { what: 'liquidations', advice };
  }
  if (hasAny(/openinterest|^oi$/)) return { what: 'open interest', advice };
  if (hasAny(/longshortratio|longaccount/)) {
    return { what: 'ratios of long and short accounts', advice };
  }
  return undefined;
}

const advice = 'Bars (klines, candles) are needed: download those of the same market.';

/** What is said of a table of funding rates, which `readFunding` reads. */
export const fundingRates = 'funding rates';

const funding: OtherData = { what: fundingRates, advice };

function book(what: string): OtherData {
  return { what, advice };
}
