import type { Bars } from '../../bars/bars';
import type { Moment, TradeEvent } from './pipeline';

const ranks = { open: 0, within: 1, close: 2 } as const;

/** Returns what is impossible about a fill, as the end of a sentence; undefined where nothing is. */
export function findFillFault(
  event: TradeEvent,
  { open, high, low, close }: Bars,
): string | undefined {
  const { kind, index, at, side, price, since } = event;
  if (kind === 'signal') return undefined;
  if (since !== undefined && isBefore(event, since)) {
    return `comes before the ${kind === 'entry' ? 'signal' : 'entry'} that it follows`;
  }
  // Slippage makes a price worse, never better.
  const best =
    at === 'open'
      ? open[index]
      : at === 'close'
        ? close[index]
        : side === 1
          ? low[index]
          : high[index];
  if (side * (price - best) >= 0) return undefined;
  return at === 'within'
    ? `is at ${price}, which the bar never traded at`
    : `is at ${price}, better than the ${at} of ${best}`;
}

function isBefore(a: Moment, b: Moment): boolean {
  return a.index < b.index || (a.index === b.index && ranks[a.at] < ranks[b.at]);
}

/** Whether an event is certain when a bar has closed, or, with `isOpening`, has only opened. */
export function isKnownAt(event: TradeEvent, bar: number, isOpening: boolean): boolean {
  const known = event.knownFrom ?? event.index;
  const isAtOpen = event.at === 'open' || known > event.index;
  return known < bar || (known === bar && (!isOpening || isAtOpen));
}
