import type { EpochMs } from '../../../../core/bars/bars';
import { maxDownloadBars, type DownloadRequest } from '../../../../core/download';
import {
  barIntervals,
  type BarInterval,
  type ExchangeInfo,
  type ExchangeSymbol,
} from '../../../../core/exchange';
import type { MarketList } from '../../../../state/download.svelte';
import { formatCount } from '../../../../core/format';
import type { ComboboxOption } from '../../../controls/fields/match-options';

const dayMs = 86_400_000;

/** The choices made in the dialog. */
export interface DownloadChoices {
  readonly symbol: string;
  readonly interval: BarInterval;
  readonly span: 'days' | 'dates';
  readonly days: number;
  /** `YYYY-MM-DD`, UTC; both days are included. */
  readonly fromDate: string;
  readonly toDate: string;
}

/**
 * Returns the request for these choices at `now`, of whole bars up to the forming one; or what
 * is wrong with the choices, as text for the page.
 */
export function planDownload(
  exchange: ExchangeInfo,
  choices: DownloadChoices,
  now: EpochMs,
): { readonly request: DownloadRequest } | { readonly problem: string } {
  const symbol = choices.symbol.trim().toUpperCase();
  if (symbol === '') return { problem: 'Choose a symbol.' };
  const intervalMs = barIntervals[choices.interval];
  const closed = Math.floor(now / intervalMs) * intervalMs;
  const isByDays = choices.span === 'days';
  const from = isByDays ? closed - choices.days * dayMs : Date.parse(choices.fromDate);
  const to = isByDays ? closed : Math.min(closed, Date.parse(choices.toDate) + dayMs);
  if (Number.isNaN(from + to)) return { problem: 'Choose the first and the last day.' };
  if (from >= to) return { problem: 'The first day must not be after the last, or in the future.' };
  if (countBars(from, to, intervalMs) > maxDownloadBars) {
    return {
      problem: `More than ${formatCount(maxDownloadBars)} bars do not fit. Choose fewer days or a coarser interval.`,
    };
  }
  return { request: { exchange: exchange.id, symbol, interval: choices.interval, from, to } };
}

/** Returns the size of a download: "129,600 bars in about 130 requests". */
export function estimateDownload(
  { maxBarsPerRequest }: ExchangeInfo,
  { interval, from, to }: DownloadRequest,
): string {
  const bars = countBars(from, to, barIntervals[interval]);
  const requests = Math.ceil(bars / maxBarsPerRequest);
  return (
    `${formatCount(bars)} ${bars === 1 ? 'bar' : 'bars'} in about ` +
    `${formatCount(requests)} ${requests === 1 ? 'request' : 'requests'}`
  );
}

function countBars(from: EpochMs, to: EpochMs, intervalMs: number): number {
  return Math.ceil((to - from) / intervalMs);
}

/** Returns the markets to choose from: trading ones first, then by quote asset and name. */
export function listMarkets(
  { quoteAssets }: ExchangeInfo,
  symbols: readonly ExchangeSymbol[] = [],
): ComboboxOption[] {
  return symbols
    .map((symbol) => ({ symbol, rank: rankOf(symbol, quoteAssets) }))
    .sort((a, b) => a.rank - b.rank || (a.symbol.symbol < b.symbol.symbol ? -1 : 1))
    .map(({ symbol: { symbol, baseAsset, quoteAsset, status } }) => ({
      value: symbol,
      note: `${baseAsset}/${quoteAsset}${status === 'TRADING' ? '' : ' · not trading'}`,
    }));
}

/** Returns a note about a typed symbol: its market, or why it may not be one. */
export function adviseSymbol(
  { name }: ExchangeInfo,
  typed: string,
  { symbols, failure }: MarketList,
): string {
  if (failure !== undefined) {
    return `The list of markets could not be loaded: type the symbol as ${name} writes it. ${failure}`;
  }
  if (symbols === undefined) return 'Loading the list of markets…';
  const wanted = typed.trim().toUpperCase();
  const market = symbols.find(({ symbol }) => symbol === wanted);
  if (market === undefined) {
    return wanted === '' ? `${symbols.length} markets.` : `Not in the list of ${name}’s markets.`;
  }
  const { baseAsset, quoteAsset, status } = market;
  return status === 'TRADING'
    ? `${baseAsset} priced in ${quoteAsset}.`
    : `${baseAsset} priced in ${quoteAsset}; not trading now, so only its past can be fetched.`;
}

function rankOf({ quoteAsset, status }: ExchangeSymbol, quoteAssets: readonly string[]): number {
  const quote = quoteAssets.indexOf(quoteAsset);
  const isTrading = status === 'TRADING';
  return (isTrading ? 0 : 100) + (quote < 0 ? quoteAssets.length : quote);
}
