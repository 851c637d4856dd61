import type { Feature } from './feature';

const prefix = 'symbol:';

/** Returns the name of the feature that is 1 at bars of a market and 0 at those of all others. */
export function nameSymbolFeature(market: string): string {
  return `${prefix}${market}`;
}

/** Whether a feature says which market a bar belongs to. */
export function isSymbolFeature(name: string): boolean {
  return name.startsWith(prefix);
}

/**
 * Returns the feature of that name where it says which market a bar belongs to. Bars do not know their market, so its
 * value is 0 at every bar; the scaler of the market makes it 1 (`markSymbol` in `dataset/pool-markets.ts`).
 */
export function declareSymbol(name: string): Feature | undefined {
  if (!isSymbolFeature(name)) return undefined;
  return {
    name,
    family: 'symbol',
    meaning: `Whether the bar is one of ${name.slice(prefix.length)}.`,
    lookBackBars: 0,
    needs: [],
    isDefault: false,
    isOfTime: true,
    compute: (_, out) => void out.fill(0),
  };
}
