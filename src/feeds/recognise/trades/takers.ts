import { readFlag } from '../columns/flags';
import { nameKey } from '../columns/read-name';
import type { Sample } from '../sample';

/** A column that tells of each trade whether its taker bought, or whether its buyer was the maker. */
export interface SideColumn {
  readonly position: number;
  readonly tells: 'taker' | 'buyer-maker';
}

/** 1 for a cell that says that the taker bought, 0 for sold, NaN for one that does not tell. */
export function readSide(text: string): number {
  const word = text.trim().toLowerCase();
  if (['buy', 'b', 'bid', 'buyer', 'bought'].includes(word)) return 1;
  return ['sell', 's', 'ask', 'seller', 'sold'].includes(word) ? 0 : NaN;
}

/** Reads a cell of such a column: 1 where the taker bought, 0 where it sold, NaN where that is not told. */
export function takerReader({ tells }: SideColumn): (text: string) => number {
  return tells === 'taker' ? readSide : (text) => 1 - readFlag(text);
}

/**
 * Returns the side's column where it tells the taker's side. Coinbase's own answers tell that of the maker in one
 * interface and that of the taker in another, with the same columns: theirs is not used.
 */
export function judgeSide(
  { table }: Sample,
  side: SideColumn | undefined,
  file: string,
): { readonly side: SideColumn | undefined; readonly notes: readonly string[] } {
  if (side === undefined) return { side, notes: [] };
  const { name } = table.columns[side.position];
  const column = table.hasHeader ? `column "${name}"` : `column ${side.position + 1}`;
  if (side.tells === 'buyer-maker') {
    return { side, notes: [`what takers bought is told by ${column}`] };
  }
  const keys = new Set(table.columns.map(({ name: each }) => nameKey(each)));
  const hasShape = ['tradeid', 'side', 'size', 'price', 'time'].every((key) => keys.has(key));
  const isCoinbase = hasShape || /coinbase|gdax/i.test(file);
  if (isCoinbase && !keys.has('localtimestamp')) {
    const note = `${column} is not used: with Coinbase it can be the side of the maker or of the taker`;
    return { side: undefined, notes: [note] };
  }
  return { side, notes: [`${column} is taken as the side of the taker`] };
}
